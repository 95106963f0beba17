import { lookup } from "node:dns/promises";
import type { Readable } from "node:stream";
import { buildConnector, Client, errors, type Dispatcher } from "undici";
import { checkTarget, type CheckedTarget, type ResolveHost } from "./check-target.ts";
import { FetchError } from "./fetch-error.ts";
import { limitBody } from "./limit-body.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

export interface GuardedFetchOptions {
  /** Exact origins, such as `http://127.0.0.1:3000`, that may be http, have another port and be this machine; for development. Default none. */
  allowedOrigins?: readonly string[];
  /** Default 3. */
  maxRedirects?: number;
  connectTimeoutMs?: number;
  /** From the request to the first byte of the answer. */
  firstByteTimeoutMs?: number;
  /** Longest silence within a body. */
  idleTimeoutMs?: number;
  /** From the call to the last byte, redirects included. */
  totalTimeoutMs?: number;
  /** Fetches at once in this process; the others wait. */
  maxConcurrent?: number;
  /** Default the system's resolver. */
  resolveHost?: ResolveHost;
  /** Default undici's; a test counts sockets here. It gets an IP address as `hostname`, never a name. */
  connector?: buildConnector.connector;
}

export type ResolvedGuardedFetchOptions = Required<GuardedFetchOptions>;

export const GUARDED_FETCH_DEFAULTS = {
  allowedOrigins: [],
  maxRedirects: 3,
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 15_000,
  idleTimeoutMs: 10_000,
  totalTimeoutMs: 60_000,
  maxConcurrent: 16,
  resolveHost: async (hostname: string) => (await lookup(hostname, { all: true, order: "ipv4first" })).map(({ address }) => address),
} as const satisfies GuardedFetchOptions;

/** Fills in the defaults. Throws a `RangeError` that names the option that cannot be used. */
export function resolveGuardedFetchOptions(options: GuardedFetchOptions = {}): ResolvedGuardedFetchOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as GuardedFetchOptions;
  const filled = { ...GUARDED_FETCH_DEFAULTS, ...given };
  for (const name of ["connectTimeoutMs", "firstByteTimeoutMs", "idleTimeoutMs", "totalTimeoutMs", "maxConcurrent"] as const) {
    if (!(Number.isInteger(filled[name]) && filled[name] > 0)) throw new RangeError(`${name} must be a whole number above 0.`);
  }
  if (!(Number.isInteger(filled.maxRedirects) && filled.maxRedirects >= 0)) throw new RangeError("maxRedirects must be a whole number, 0 or more.");
  for (const origin of filled.allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new RangeError(`allowedOrigins takes origins such as http://127.0.0.1:3000, not "${origin}".`);
  }
  return { connector: buildConnector({ timeout: filled.connectTimeoutMs, allowH2: false, maxCachedSessions: 0 }), ...filled };
}

export interface FetchRequest {
  /** A body that is longer, or says that it will be, ends with `too_large`. */
  maxBytes: number;
  signal?: AbortSignal;
  /** The `Accept` header. Default anything. */
  accept?: string;
}

export interface FetchedResponse {
  status: number;
  /** Those of `content-type`, `content-length`, `etag` and `last-modified` that came; nothing else passes, cookies least of all. */
  headers: Readonly<Record<string, string>>;
  /** To be read or destroyed. Fails with a `FetchError` when a limit is reached or the server breaks off. */
  body: Readable;
  /** Where the redirects led. */
  finalUrl: string;
}

/**
 * The one door to addresses that come from outside. Fetches by GET over HTTP/1.1; the IP address that was judged is the one that is
 * connected to; redirects are followed by hand and judged again; proxies of the environment are not used.
 *
 * @throws `FetchError`, or the signal's reason.
 */
export type GuardedFetch = (url: string, request: FetchRequest) => Promise<FetchedResponse>;

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const PASSED_HEADERS = ["content-type", "content-length", "etag", "last-modified"] as const;
const MAX_HEADER_BYTES = 16 * 1024;

export function createGuardedFetch(options?: GuardedFetchOptions): GuardedFetch {
  const resolved = resolveGuardedFetchOptions(options);
  const allowedOrigins = new Set(resolved.allowedOrigins);
  const limit = limitConcurrency(resolved.maxConcurrent);

  async function follow(address: string, request: FetchRequest, signal: AbortSignal): Promise<FetchedResponse> {
    let next = address;
    for (let redirects = 0; redirects <= resolved.maxRedirects; redirects += 1) {
      const target = await checkTarget(next, allowedOrigins, resolved.resolveHost, signal);
      const { response, client } = await send(target, request, signal);
      const location = REDIRECT_STATUSES.has(response.statusCode) ? textOf(response.headers.location) : undefined;
      if (location === undefined) return receive(target.url, response, client, request, signal);
      response.body.on("error", () => undefined);
      await client.destroy();
      next = redirectTarget(location, target.url);
    }
    throw new FetchError("too_many_redirects");
  }

  async function send({ url, addresses }: CheckedTarget, { accept = "*/*" }: FetchRequest, signal: AbortSignal) {
    const client = new Client(url.origin, {
      connect: connectTo(addresses, resolved.connector),
      headersTimeout: resolved.firstByteTimeoutMs,
      bodyTimeout: resolved.idleTimeoutMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      pipelining: 0,
    });
    try {
      const headers = { accept, "accept-encoding": "identity", "user-agent": "model-3d" };
      return { client, response: await client.request({ method: "GET", path: url.pathname + url.search, headers, signal }) };
    } catch (error) {
      await client.destroy();
      throw toFetchError(error, signal);
    }
  }

  function receive(url: URL, response: Dispatcher.ResponseData, client: Client, { maxBytes }: FetchRequest, signal: AbortSignal): FetchedResponse {
    const refuse = (error: FetchError): never => {
      response.body.on("error", () => undefined);
      void client.destroy();
      throw error;
    };
    const encoding = textOf(response.headers["content-encoding"])?.toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") refuse(new FetchError("encoded"));
    const declared = Number(textOf(response.headers["content-length"]) ?? 0);
    if (!(declared <= maxBytes)) refuse(new FetchError("too_large"));
    const headers: Record<string, string> = {};
    for (const name of PASSED_HEADERS) {
      const value = textOf(response.headers[name]);
      if (value !== undefined) headers[name] = value;
    }
    const body = limitBody(response.body, { maxBytes, signal, translate: (error) => toFetchError(error, signal), onClose: () => void client.destroy() });
    return { status: response.statusCode, headers, body, finalUrl: url.href };
  }

  return (url, request) =>
    new Promise((resolve, reject) => {
      // A place is taken until the body has ended, however that may be.
      const work = async () => {
        const deadline = new AbortController();
        const timer = setTimeout(() => deadline.abort(new FetchError("timeout")), resolved.totalTimeoutMs);
        const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
        try {
          const fetched = await follow(url, request, signal);
          const closed = new Promise((done) => fetched.body.once("close", done));
          resolve(fetched);
          await closed;
        } finally {
          clearTimeout(timer);
        }
      };
      limit(work, request.signal).catch(reject);
    });
}

/** Connects to the first of the judged addresses that answers; the name is for TLS and the `Host` header only. */
function connectTo(addresses: readonly string[], connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    // undici would hand a server name on a plain connection to a look-up of its own.
    const isLiteral = addresses[0] === options.hostname.replace(/^\[|\]$/g, "");
    const servername = options.protocol === "https:" && !isLiteral ? options.hostname : undefined;
    const attempt = (index: number) => {
      connector({ ...options, hostname: addresses[index] ?? "", servername }, (...[error, socket]) => {
        if (error === null) return callback(null, socket);
        if (index + 1 < addresses.length) return attempt(index + 1);
        return callback(error, null);
      });
    };
    attempt(0);
  };
}

function redirectTarget(location: string, from: URL): string {
  if (!URL.canParse(location, from)) throw new FetchError("refused");
  const target = new URL(location, from);
  if (from.protocol === "https:" && target.protocol !== "https:") throw new FetchError("refused");
  return target.href;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function toFetchError(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason instanceof Error ? signal.reason : new FetchError("unreachable", { cause: signal.reason });
  if (error instanceof FetchError) return error;
  const late = error instanceof errors.ConnectTimeoutError || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
  return new FetchError(late ? "timeout" : "unreachable", { cause: error });
}
