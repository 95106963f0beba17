import { addAbortSignal, type Readable } from "node:stream";

/**
 * A stream that ends with the signal, to be handed on. Its error waits for whoever reads it: one that nobody has begun to read, since the reader
 * left meanwhile, would else end the process.
 *
 * @throws the signal's reason, where it has ended already.
 */
export function endWith(stream: Readable, signal: AbortSignal | undefined): Readable {
  stream.on("error", () => undefined);
  if (!signal) return stream;
  if (signal.aborted) {
    stream.destroy();
    signal.throwIfAborted();
  }
  return addAbortSignal(signal, stream);
}
