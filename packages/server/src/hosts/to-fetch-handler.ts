import type { IncomingMessage, RequestListener } from "node:http";
import type { Request as ExpressRequest } from "express";
import type { Model3D } from "../create-model-3d.ts";
import type { Model3DSource } from "./create-host-app.ts";
import { openMemoryServer, type MemoryAnswer } from "./exchange-in-memory.ts";
import { hostRequestOf, keepHostRequest } from "./host-request.ts";
import { toNodeHandler } from "./to-node-handler.ts";

export type { Model3DSource } from "./create-host-app.ts";

export interface FetchHandlerOptions<Host = Request> {
  /** The path under which the host sends requests here. Default the `mountPath` that model-3d was created with. */
  mountPath?: string;
  /**
   * The address that a request comes from: limits by address count by it. A standard `Request` has none, and what is returned is believed: take
   * what your platform knows of the connection, or a header that the proxy before it always writes itself. Without it all visitors who are
   * not signed in share one limit.
   */
  address?: (request: Host) => string | undefined;
}

export type FetchHandler = (request: Request) => Promise<Response>;

/** Of a connection, and not of what goes over it (RFC 9110, 7.6.1); a body's length is told by its end. */
const CONNECTION_HEADERS = new Set(["connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);
const ANSWER_HEADERS_LEFT_OUT = new Set(["connection", "date", "keep-alive", "transfer-encoding"]);
const BODILESS = new Set([204, 205, 304]);
/** The caller has gone: nobody reads it, and the host's log stays quiet. */
const CALLER_GONE = 499;

/**
 * model-3d as a function from a standard `Request` to a `Response`, for every host that speaks them on Node. Bodies are streams both ways; a
 * request whose signal ends, and an answer whose body is cancelled, end the work for it.
 *
 * @example
 * const model3d = await createModel3D({ authenticate });
 * await model3d.start();
 * const handle = toFetchHandler(model3d);
 * const response = await handle(new Request("https://shop.example/api/health"));
 */
export function toFetchHandler(model3d: Model3DSource, { mountPath, address }: FetchHandlerOptions = {}): FetchHandler {
  const handle = createExchange(model3d, mountPath);
  return (request) => handle(request, { request, address: address?.(request), isAddressSettled: address !== undefined });
}

/** What `authenticate` was asked about, as the host that mounted `toFetchHandler` got it: cookies and headers in their standard form. `undefined` elsewhere. */
export function fetchRequestOf(request: ExpressRequest): Request | undefined {
  const host = hostRequestOf(request)?.request;
  return host instanceof Request ? host : undefined;
}

interface Origin {
  readonly request: unknown;
  readonly address: string | undefined;
  readonly isAddressSettled: boolean;
}

/** One request through the whole of Node's HTTP, without a network. */
export function createExchange(model3d: Model3DSource, mountPath: string | undefined): (request: Request, origin: Origin) => Promise<Response> {
  let opened: Model3D;
  const exchange = openMemoryServer(toNodeHandler(() => opened, mountPath === undefined ? {} : { mountPath }) as RequestListener);
  return async (request, origin) => {
    // What it throws is for the host's own error page and log.
    opened = typeof model3d === "function" ? await model3d() : model3d;
    const { pathname, search, host, protocol } = new URL(request.url);
    const { signal, method } = request;
    try {
      const answer = await exchange({
        method,
        path: pathname + search,
        headers: { ...headersOf(request), host: request.headers.get("host") ?? host },
        body: request.body,
        signal,
        address: origin.address,
        isEncrypted: protocol === "https:",
        onRequest(incoming) {
          keepHostRequest(incoming, origin);
          sayLength(incoming, request);
        },
      });
      return toResponse(answer, method);
    } catch (error) {
      if (signal.aborted) return new Response(null, { status: CALLER_GONE });
      throw error;
    }
  };
}

function headersOf({ headers }: Request): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !CONNECTION_HEADERS.has(name)));
}

/** What is too long by its own word is refused before it is read. */
function sayLength(incoming: IncomingMessage, { body, headers }: Request): void {
  const length = headers.get("content-length");
  if (body && length !== null) incoming.headers["content-length"] = length;
}

function toResponse({ message, end }: MemoryAnswer, method: string): Response {
  const status = message.statusCode ?? 500;
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const [name = "", value = ""] = message.rawHeaders.slice(i, i + 2);
    if (!ANSWER_HEADERS_LEFT_OUT.has(name.toLowerCase())) headers.append(name, value);
  }
  if (method === "HEAD" || BODILESS.has(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(toStream(message, end), { status, headers });
}

/** Read as the host reads it, a part at a time; whoever cancels it breaks the exchange off, also while nothing comes. */
function toStream(message: IncomingMessage, end: () => void): ReadableStream<Uint8Array> {
  const parts = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
