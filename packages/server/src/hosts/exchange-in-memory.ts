import { createServer, request as sendRequest, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from "node:http";
import { duplexPair, type Duplex } from "node:stream";

/** Above what any server before us lets through. */
const MAX_HEADER_BYTES = 64 * 1024;
/** No network slows a body down that is all there: others must get their turn. */
const MAX_BYTES_IN_ONE_GO = 512 * 1024;

/** One request that nobody sends over a network. */
export interface MemoryRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Without those that belong to a connection. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
  /** What the listener finds on its side of the connection. */
  readonly address: string | undefined;
  readonly isEncrypted: boolean;
  /** Called with the request that the listener is about to get. */
  onRequest(request: IncomingMessage): void;
}

export interface MemoryAnswer {
  readonly message: IncomingMessage;
  /** Breaks the connection off on both sides. */
  end(): void;
}

/**
 * A server without a port: each request goes over a pair of streams of its own, in Node's HTTP on both sides. A listener thus gets the very
 * objects that it gets from a network, with all that they do: parts, back-pressure, and an end that each side learns of.
 */
export function openMemoryServer(listener: RequestListener): (request: MemoryRequest) => Promise<MemoryAnswer> {
  const calls = new WeakMap<Duplex, MemoryRequest>();
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    calls.get(request.socket)?.onRequest(request);
    listener(request, response);
  });
  return (given) =>
    new Promise((resolve, reject) => {
      const [near, far] = duplexPair() as [Duplex, Duplex];
      calls.set(far, given);
      const end = () => {
        given.signal.removeEventListener("abort", end);
        near.destroy();
        far.destroy();
      };
      if (given.signal.aborted) return reject(given.signal.reason as Error);
      given.signal.addEventListener("abort", end);
      server.emit("connection", Object.assign(far, { remoteAddress: given.address, encrypted: given.isEncrypted }));
      const headers = { ...given.headers, ...(given.body ? { "transfer-encoding": "chunked" } : {}), connection: "close" };
      const outgoing = sendRequest({ method: given.method, path: given.path, headers, setHost: false, maxHeaderSize: MAX_HEADER_BYTES, createConnection: () => near });
      outgoing.on("error", reject);
      outgoing.on("response", (message) => {
        message.once("close", end);
        resolve({ message, end });
      });
      near.once("close", end);
      if (given.body) sendBody(given.body, outgoing).catch(end);
      else outgoing.end();
    });
}

/** Takes no more from the body than the listener reads, and lets go of it when the exchange is over. */
async function sendBody(body: ReadableStream<Uint8Array>, outgoing: ClientRequest): Promise<void> {
  const reader = body.getReader();
  let goOn = () => {};
  // Whoever has given the body hears of no failure here: the answer says it.
  const letGo = () => {
    goOn();
    void reader.cancel().catch(() => {});
  };
  outgoing.once("close", letGo).on("drain", () => goOn());
  let inOneGo = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (outgoing.destroyed) return;
    if (done) break;
    inOneGo += value.byteLength;
    const isFull = !outgoing.write(value);
    if (isFull) await new Promise<void>((resolve) => (goOn = resolve));
    if (inOneGo < MAX_BYTES_IN_ONE_GO) continue;
    inOneGo = 0;
    await new Promise((resolve) => void setImmediate(resolve));
  }
  outgoing.off("close", letGo);
  outgoing.end();
}
