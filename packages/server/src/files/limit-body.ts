import { pipeline, Transform, type Readable } from "node:stream";
import { FetchError } from "./fetch-error.ts";

interface BodyLimits {
  maxBytes: number;
  /** Below it a body ends with `timeout`; 0 for no such limit. Time in which the reader holds the body up does not count. */
  minBytesPerSecond: number;
  speedWindowMs: number;
  signal: AbortSignal;
  /** What the reader is told when the source fails. */
  translate: (error: unknown) => Error;
  /** Called once, however the body ended. */
  onClose: () => void;
}

/** How often within a window is looked whether it is the reader who holds the body up. */
const LOOKS_PER_WINDOW = 5;

/** Passes a body on with back-pressure until it ends, grows past its limit, comes too slowly or is aborted; what it comes from is destroyed in every case. */
export function limitBody(source: Readable, { maxBytes, minBytesPerSecond, speedWindowMs, signal, translate, onClose }: BodyLimits): Readable {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new FetchError("too_large"));
      else done(null, chunk);
    },
  });
  const stopWatching = minBytesPerSecond > 0 ? watchSpeed(body, () => bytes, (minBytesPerSecond * speedWindowMs) / 1000, speedWindowMs) : () => undefined;
  // Before the pipeline's own listener, so that the reader gets our error and not the source's.
  source.once("error", (error) => body.destroy(translate(error)));
  const abort = () => body.destroy(translate(signal.reason));
  pipeline(source, body, () => {
    stopWatching();
    signal.removeEventListener("abort", abort);
    onClose();
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return body;
}

function watchSpeed(body: Transform, bytesSoFar: () => number, minBytes: number, windowMs: number): () => void {
  let looks = 0;
  let bytesAtStart = 0;
  const startWindow = () => {
    looks = 0;
    bytesAtStart = bytesSoFar();
  };
  const timer = setInterval(() => {
    // Full on its way out: the reader is the slow one.
    if (body.readableLength >= body.readableHighWaterMark || body.writableNeedDrain) return startWindow();
    looks += 1;
    if (looks < LOOKS_PER_WINDOW) return;
    if (bytesSoFar() - bytesAtStart < minBytes) body.destroy(new FetchError("timeout"));
    else startWindow();
  }, windowMs / LOOKS_PER_WINDOW);
  return () => clearInterval(timer);
}
