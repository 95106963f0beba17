import { Breath } from "../breath.ts";

/**
 * Pieces of a file, which are made as they are taken: between them, what aborts a signal has its turn. Whoever goes through them a second time is told that
 * they are gone, where a generator would say that there are none.
 *
 * @throws TypeError for the second time; the signal's reason; what the pieces throw.
 */
export function piecesOnce(pieces: AsyncGenerator<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const heard = hear(pieces, signal);
  let isTaken = false;
  const once: AsyncGenerator<Uint8Array> = {
    next: () => heard.next(),
    return: (value: unknown) => heard.return(value),
    throw: (error: unknown) => heard.throw(error),
    [Symbol.asyncIterator]() {
      if (isTaken) throw new TypeError("The pieces of this file were taken already: they are made once, as they are taken. Keep them (collectBytes), or have the file made again.");
      isTaken = true;
      return once;
    },
  };
  return once;
}

async function* hear(pieces: AsyncGenerator<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const breath = new Breath(signal);
  for await (const piece of pieces) {
    await breath.take();
    yield piece;
  }
}
