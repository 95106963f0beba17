import { pause } from "./pause.ts";

/** A frame of a screen: longer than this, a page that waits is seen to. */
const LONGEST_MS = 16;

/**
 * Between pieces of long work: lets whatever waits have its turn, such as what aborts a signal, once so much time has gone by that somebody could mind, and
 * asks the signal.
 */
export class Breath {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** @throws the signal's reason. */
  async take(): Promise<void> {
    if (performance.now() - this.#last > LONGEST_MS) {
      await pause();
      this.#last = performance.now();
    }
    this.#signal?.throwIfAborted();
  }
}
