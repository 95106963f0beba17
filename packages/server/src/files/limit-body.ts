import { Readable } from "node:stream";
import { FetchError } from "./fetch-error.ts";

interface BodyLimits {
  maxBytes: number;
  signal: AbortSignal;
  translate: (error: unknown) => unknown;
}

/** Passes a body on with back-pressure until it ends, grows past its limit or is aborted; what it comes from is destroyed in every case. */
export function limitBody(source: Readable, { maxBytes, signal, translate }: BodyLimits): Readable {
  async function* counted(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new FetchError("too_large");
        yield chunk;
      }
    } catch (error) {
      throw translate(error);
    }
  }
  const body = Readable.from(counted(), { objectMode: false });
  const abort = () => body.destroy(signal.reason instanceof Error ? signal.reason : new FetchError("timeout"));
  // Destroying the source is what ends a read that waits for its next byte.
  body.once("close", () => {
    signal.removeEventListener("abort", abort);
    source.on("error", () => undefined);
    source.destroy();
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return body;
}
