import type { Clock } from "../src/index.ts";

interface Timer {
  atMs: number;
  callback: () => void;
}

/** Time that stands still until a test moves it. A delay of 0 is a matter of order, not of time, and passes by itself. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    if (delayMs === 0) {
      const handle = setTimeout(callback, 0);
      return () => clearTimeout(handle);
    }
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How long until the next timer is due. */
  nextDelayMs(): number | null {
    const next = Math.min(...[...this.#timers].map(({ atMs }) => atMs));
    return Number.isFinite(next) ? next - this.#nowMs : null;
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
    for (const timer of [...this.#timers].sort((left, right) => left.atMs - right.atMs)) {
      if (timer.atMs <= this.#nowMs && this.#timers.delete(timer)) timer.callback();
    }
  }
}
