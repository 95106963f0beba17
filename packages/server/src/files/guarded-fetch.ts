import type { Readable } from "node:stream";
import { Client, errors, type buildConnector, type Dispatcher } from "undici";
import { joinSignals } from "../join-signals.ts";
import { checkTarget, type CheckedTarget } from "./check-target.ts";
import { FetchError } from "./fetch-error.ts";
import { resolveGuardedFetchOptions, type GuardedFetchOptions } from "./guarded-fetch-options.ts";
import { limitBody } from "./limit-body.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

export { GUARDED_FETCH_DEFAULTS, resolveGuardedFetchOptions, type GuardedFetchOptions, type ResolvedGuardedFetchOptions } from "./guarded-fetch-options.ts";

/** Headers that a caller may send along: of a POST, of a conditional request and of one for a part (RFC 9110, 13 and 14), and of Standard Webhooks. */
const REQUEST_HEADERS = ["content-type", "range", "if-range", "if-none-match", "if-modified-since", "webhook-id", "webhook-timestamp", "webhook-signature"] as const;
/** Headers of an answer that pass; no others do, cookies least of all. */
const RESPONSE_HEADERS = ["content-type", "content-length", "content-range", "accept-ranges", "etag", "last-modified", "retry-after"] as const;

export interface FetchRequest {
  /** Default GET. A POST is sent once and follows no redirect: the redirect itself is its answer. */
  method?: "GET" | "HEAD" | "POST";
  /** Sent along; other names than these are a `RangeError`. */
  headers?: Readonly<Partial<Record<(typeof REQUEST_HEADERS)[number], string>>>;
  /** Of a POST. */
  body?: string | Uint8Array;
  /** A body of the answer that is longer, or says that it will be, ends with `too_large`. */
  maxBytes: number;
  signal?: AbortSignal;
  /** The `Accept` header. Default anything. */
  accept?: string;
  /** Most redirects of this request, instead of the option's. */
  redirects?: number;
  /** Instead of the option's; for large files. */
  totalTimeoutMs?: number;
  /** A body that comes slower than this, over a window of time in which its reader does not hold it up, ends with `timeout`. Default 0. */
  minBytesPerSecond?: number;
}

export interface FetchedResponse {
  status: number;
  /** Those of `content-type`, `content-length`, `content-range`, `accept-ranges`, `etag`, `last-modified` and `retry-after` that came. */
  headers: Readonly<Record<string, string>>;
  /** To be read or destroyed. Fails with a `FetchError` when a limit is reached or the server breaks off. */
  body: Readable;
  /** Where the redirects led. */
  finalUrl: string;
}

/** For files of hundreds of megabytes: no fixed time that a slow line could not meet, but a speed that no dripping server keeps up. */
export const LARGE_FILE_PACE = { totalTimeoutMs: 2 * 60 * 60_000, minBytesPerSecond: 16 * 1024 } as const satisfies Partial<FetchRequest>;

/** For photos, which any user may name: a host that drips holds a place for half a minute at most. */
export const PHOTO_PACE = { totalTimeoutMs: 60_000, minBytesPerSecond: 64 * 1024 } as const satisfies Partial<FetchRequest>;

/**
 * The one door to addresses that come from outside. Fetches over HTTP/1.1; the IP address that was judged is the one that is
 * connected to; redirects are followed by hand and judged again; proxies of the environment are not used.
 *
 * @throws `FetchError`, or the signal's reason.
 */
export type GuardedFetch = (url: string, request: FetchRequest) => Promise<FetchedResponse>;

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const MAX_HEADER_BYTES = 16 * 1024;

export function createGuardedFetch(options?: GuardedFetchOptions): GuardedFetch {
  const resolved = resolveGuardedFetchOptions(options);
  const allowedOrigins = new Set(resolved.allowedOrigins);
  const limit = limitConcurrency(resolved.maxConcurrent);

  async function follow(address: string, request: FetchRequest, signal: AbortSignal): Promise<FetchedResponse> {
    const { method = "GET", redirects: maxRedirects = resolved.maxRedirects } = request;
    let next = address;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const target = await checkTarget(next, allowedOrigins, resolved.resolveHost, signal);
      const { response, client } = await send(target, request, signal);
      const mayFollow = method !== "POST" && REDIRECT_STATUSES.has(response.statusCode);
      const location = mayFollow ? textOf(response.headers.location) : undefined;
      if (location === undefined) return receive(target.url, response, client, request, signal);
      response.body.on("error", () => undefined);
      await client.destroy();
      next = redirectTarget(location, target.url);
    }
    throw new FetchError("too_many_redirects");
  }

  async function send({ url, addresses }: CheckedTarget, { method = "GET", headers, body, accept = "*/*" }: FetchRequest, signal: AbortSignal) {
    const client = new Client(url.origin, {
      connect: connectTo(addresses, resolved.connector),
      headersTimeout: resolved.firstByteTimeoutMs,
      bodyTimeout: resolved.idleTimeoutMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      pipelining: 0,
    });
    try {
      const sent = { ...headers, accept, "accept-encoding": "identity", "user-agent": "model-3d" };
      return { client, response: await client.request({ method, path: url.pathname + url.search, headers: sent, body: body ?? null, signal }) };
    } catch (error) {
      await client.destroy();
      throw toFetchError(error, signal);
    }
  }

  function receive(url: URL, response: Dispatcher.ResponseData, client: Client, { maxBytes, minBytesPerSecond = 0 }: FetchRequest, signal: AbortSignal): FetchedResponse {
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
    for (const name of RESPONSE_HEADERS) {
      const value = textOf(response.headers[name]);
      if (value !== undefined) headers[name] = value;
    }
    const { speedWindowMs } = resolved;
    const limits = { maxBytes, minBytesPerSecond, speedWindowMs, signal };
    const body = limitBody(response.body, { ...limits, translate: (error) => toFetchError(error, signal), onClose: () => void client.destroy() });
    return { status: response.statusCode, headers, body, finalUrl: url.href };
  }

  return async (url, request) => {
    checkRequest(request);
    return new Promise((resolve, reject) => {
      // A place is taken until the body has ended, however that may be.
      const work = async () => {
        const deadline = new AbortController();
        const timer = setTimeout(() => deadline.abort(new FetchError("timeout")), request.totalTimeoutMs ?? resolved.totalTimeoutMs);
        const { signal, leave } = joinSignals(request.signal, deadline.signal);
        try {
          const fetched = await follow(url, request, signal);
          const closed = new Promise((done) => fetched.body.once("close", done));
          resolve(fetched);
          await closed;
        } finally {
          clearTimeout(timer);
          leave();
        }
      };
      limit(work, request.signal).catch(reject);
    });
  };
}

/** What only a mistake of the caller's can be. Names that differ in case only would get past the list, so they have to be in lower case. */
function checkRequest({ method = "GET", headers = {}, body }: FetchRequest): void {
  const allowed: readonly string[] = REQUEST_HEADERS;
  const other = Object.keys(headers).find((name) => !allowed.includes(name));
  if (other !== undefined) throw new RangeError(`The header "${other}" is not sent to addresses from outside.`);
  if (body !== undefined && method !== "POST") throw new RangeError("Only a POST has a body.");
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
