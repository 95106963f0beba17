import { REQUEST_ID_HEADER, type ErrorBody } from "@model-3d/contract";
import type { ResolvedModel3DClientOptions } from "./client-options.ts";
import { createServerTime, type ServerTime } from "./server-time.ts";
import { Model3DError } from "./model-3d-error.ts";

export interface CallOptions {
  signal?: AbortSignal;
}

export interface SendOptions extends CallOptions {
  method?: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  body?: BodyInit;
  /** Lets the request outlive its page. */
  keepalive?: boolean;
  /** In the place of the client's own. */
  fetch?: typeof fetch;
  /** Called once when the answer is long in coming. */
  onSlow?: () => void;
  /** A status beyond 2xx whose body is an answer all the same. */
  alsoTakes?: number;
}

/** Sends requests and turns every answer that is not a success into a `Model3DError`. */
export interface Transport {
  readonly serverTime: ServerTime;
  urlOf(path: string, query?: SendOptions["query"]): string;
  /** The path, with its query, of an address that `urlOf` gave. @throws TypeError for any other: headers of this client go to its server alone. */
  pathOf(url: string): string;
  headersOf(extra?: Readonly<Record<string, string>>): Promise<Headers>;
  /** The answer, its body not read yet. */
  send(path: string, options?: SendOptions): Promise<Response>;
  /** The JSON of the answer, whose shape the contract fixes; within the time-out, unless it sends a body of the caller's own. */
  sendJson<Answer>(path: string, options?: SendOptions): Promise<Answer>;
}

export function createTransport(options: ResolvedModel3DClientOptions): Transport {
  const serverTime = createServerTime(options.clock);

  const urlOf: Transport["urlOf"] = (path, query = {}) => {
    const entries = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    const search = new URLSearchParams(entries).toString();
    return `${options.api}${path}${search === "" ? "" : `?${search}`}`;
  };

  const pathOf: Transport["pathOf"] = (url) => {
    if (url.startsWith(`${options.api}/`)) return url.slice(options.api.length);
    throw new TypeError(`${url} is no address of this client's; take one that it gave.`);
  };

  const headersOf: Transport["headersOf"] = async (extra = {}) => {
    const headers = new Headers(typeof options.headers === "function" ? await options.headers() : options.headers);
    for (const [name, value] of Object.entries(extra)) headers.set(name, value);
    return headers;
  };

  const send: Transport["send"] = async (path, { method = "GET", query, headers: extra, json, body, keepalive, alsoTakes, fetch = options.fetch, signal } = {}) => {
    signal?.throwIfAborted();
    const headers = await headersOf(extra);
    if (!headers.has("Accept")) headers.set("Accept", "application/json");
    if (json !== undefined) headers.set("Content-Type", "application/json");
    let response: Response;
    try {
      response = await fetch(urlOf(path, query), {
        method,
        headers,
        body: json === undefined ? body : JSON.stringify(json),
        credentials: options.credentials,
        ...(keepalive === true ? { keepalive } : {}),
        signal,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw networkError(cause);
    }
    if (!response.ok && response.status !== alsoTakes) throw await errorOf(response);
    return response;
  };

  return {
    serverTime,
    urlOf,
    pathOf,
    headersOf,
    send,
    async sendJson<Answer>(path: string, sendOptions: SendOptions = {}): Promise<Answer> {
      const { onSlow, signal: left } = sendOptions;
      const late = new AbortController();
      const signal = left === undefined ? late.signal : AbortSignal.any([left, late.signal]);
      const timers = [
        sendOptions.body === undefined && options.clock.schedule(() => late.abort(networkError()), options.requestTimeoutMs),
        onSlow !== undefined && options.clock.schedule(onSlow, options.slowAfterMs),
      ];
      try {
        const response = await send(path, { ...sendOptions, signal });
        serverTime.note(response.headers);
        return (await response.json().catch((cause: unknown) => {
          signal.throwIfAborted();
          throw cause instanceof SyntaxError ? unexpectedAnswer(response.status, requestIdOf(response), cause) : networkError(cause);
        })) as Answer;
      } finally {
        for (const cancel of timers) if (cancel !== false) cancel();
      }
    },
  };
}

export function networkError(cause?: unknown): Model3DError {
  return new Model3DError({
    code: "network_error",
    status: 0,
    message: "The server could not be reached. Check your connection, then try again.",
    cause,
  });
}

export function unexpectedAnswer(status: number, requestId: string | null = null, cause?: unknown): Model3DError {
  return new Model3DError({
    code: "unexpected_answer",
    status,
    requestId,
    message: `The server gave an answer that this page does not understand (status ${status}). Reload the page; if it stays, tell the operator.`,
    cause,
  });
}

/** The error that the text of an unsuccessful answer tells of. */
export function parseErrorAnswer(status: number, text: string, requestId: string | null): Model3DError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    return foreignAnswer(status, requestId, cause);
  }
  if (!isErrorBody(body)) return foreignAnswer(status, requestId);
  const { success: _success, code, error: _error, message, ...details } = body;
  return new Model3DError({ code, status, message, details, requestId });
}

/** What stands before the server speaks for it while it is away, such as during an update. */
function foreignAnswer(status: number, requestId: string | null, cause?: unknown): Model3DError {
  if (status < 502 || status > 504) return unexpectedAnswer(status, requestId, cause);
  return new Model3DError({ code: "service_unavailable", status, requestId, message: "The server is not available right now. Try again in a few seconds.", cause });
}

async function errorOf(response: Response): Promise<Model3DError> {
  const text = await response.text().catch(() => "");
  const error = parseErrorAnswer(response.status, text, requestIdOf(response));
  const retryAfter = response.headers.get("Retry-After");
  if (retryAfter === null) return error;
  const { code, status, message, details, requestId } = error;
  return new Model3DError({ code, status, message, requestId, details: { ...details, retryAfterSeconds: Number(retryAfter) } });
}

function requestIdOf(response: Response): string | null {
  return response.headers.get(REQUEST_ID_HEADER);
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string" && "message" in body && typeof body.message === "string";
}
