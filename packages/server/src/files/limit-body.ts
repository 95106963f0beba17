import { pipeline, Transform, type Readable } from "node:stream";
import { FetchError } from "./fetch-error.ts";

interface BodyLimits {
  maxBytes: number;
  signal: AbortSignal;
  /** What the reader is told when the source fails. */
  translate: (error: unknown) => Error;
  /** Called once, however the body ended. */
  onClose: () => void;
}

/** Passes a body on with back-pressure until it ends, grows past its limit or is aborted; what it comes from is destroyed in every case. */
export function limitBody(source: Readable, { maxBytes, signal, translate, onClose }: BodyLimits): Readable {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new FetchError("too_large"));
      else done(null, chunk);
    },
  });
  // Before the pipeline's own listener, so that the reader gets our error and not the source's.
  source.once("error", (error) => body.destroy(translate(error)));
  const abort = () => body.destroy(translate(signal.reason));
  pipeline(source, body, () => {
    signal.removeEventListener("abort", abort);
    onClose();
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return body;
}
