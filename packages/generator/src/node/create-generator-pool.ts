import { availableParallelism } from "node:os";
import type { GenerateResult } from "../generate-options.ts";
import { GeneratorError } from "../generator-error.ts";
import type { View } from "../view-cameras.ts";
import { generateInWorker, type GenerateInWorkerOptions } from "./generate-in-worker.ts";

export interface GeneratorPoolOptions {
  /** Models made at the same time. Default: all processors but one, at least one. */
  size?: number;
  /** Models that may wait for their turn; one more is refused. Default 100. */
  maxWaiting?: number;
}

export const GENERATOR_POOL_DEFAULTS = { maxWaiting: 100 } as const;

export interface GeneratorPool {
  /** Waits for a free worker, then works like `generateInWorker`. An abort takes a waiting model out of the queue. */
  generate(views: Partial<Record<View, Uint8Array>>, options?: GenerateInWorkerOptions): Promise<GenerateResult>;
  /** Stops all work, running and waiting, with the code `cancelled`, and takes no more. */
  close(): Promise<void>;
  readonly running: number;
  readonly waiting: number;
}

function resolveGeneratorPoolOptions(options: GeneratorPoolOptions): Required<GeneratorPoolOptions> {
  const size = options.size ?? Math.max(1, availableParallelism() - 1);
  const maxWaiting = options.maxWaiting ?? GENERATOR_POOL_DEFAULTS.maxWaiting;
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`size must be a whole number from 1, not ${size}.`);
  if (!Number.isInteger(maxWaiting) || maxWaiting < 0) throw new RangeError(`maxWaiting must be a whole number from 0, not ${maxWaiting}.`);
  return { size, maxWaiting };
}

/** A bounded number of generator threads. Each model gets a fresh thread, so one that fails takes nothing with it. */
export function createGeneratorPool(options: GeneratorPoolOptions = {}): GeneratorPool {
  const { size, maxWaiting } = resolveGeneratorPoolOptions(options);
  const closing = new AbortController();
  const queue: (() => void)[] = [];
  const active = new Set<Promise<GenerateResult>>();
  let taken = 0;

  async function takeTurn(signal: AbortSignal): Promise<void> {
    if (taken < size) {
      taken++;
      return;
    }
    if (queue.length >= maxWaiting) throw new GeneratorError("internal", "Too many models are waiting to be made. Please try again in a few minutes.");
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        queue.splice(queue.indexOf(start), 1);
        reject(signal.reason);
      };
      const start = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      queue.push(start);
    });
  }

  function passTurn(): void {
    const next = queue.shift();
    if (next) next();
    else taken--;
  }

  async function generate(views: Partial<Record<View, Uint8Array>>, generateOptions: GenerateInWorkerOptions): Promise<GenerateResult> {
    const { signal: asked } = generateOptions;
    const ended = new AbortController();
    // Both may live for much longer than this model, and `AbortSignal.any` would leave something with them.
    const sources = asked ? [asked, closing.signal] : [closing.signal];
    const end = (): void => ended.abort(sources.find(({ aborted }) => aborted)?.reason);
    for (const source of sources) source.addEventListener("abort", end);
    try {
      for (const source of sources) source.throwIfAborted();
      await takeTurn(ended.signal);
      try {
        return await generateInWorker(views, { ...generateOptions, signal: ended.signal });
      } finally {
        passTurn();
      }
    } finally {
      for (const source of sources) source.removeEventListener("abort", end);
    }
  }

  return {
    generate(views, generateOptions = {}) {
      const work = generate(views, generateOptions);
      active.add(work);
      const forget = (): void => void active.delete(work);
      work.then(forget, forget);
      return work;
    },
    async close() {
      closing.abort(new GeneratorError("cancelled", "The generator was shut down before this model was done. Please start it again."));
      await Promise.allSettled(active);
    },
    get running() {
      return taken;
    },
    get waiting() {
      return queue.length;
    },
  };
}
