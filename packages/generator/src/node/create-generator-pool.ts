import { availableParallelism } from "node:os";
import type { ResourceLimits } from "node:worker_threads";
import { resolveGenerateOptions, type GenerateResult } from "../generate-options.ts";
import { GeneratorError } from "../generator-error.ts";
import type { View } from "../view-cameras.ts";
import { WORKER_DEFAULTS, type GenerateInWorkerOptions } from "./generate-in-worker.ts";
import { GeneratorThread } from "./generator-thread.ts";
import { ThreadKeeper } from "./thread-keeper.ts";

export interface GeneratorPoolOptions {
  /** Models made at the same time. Default: all processors but one, at least one. */
  size?: number;
  /** Models that may wait for their turn; one more is refused. Default 100. */
  maxWaiting?: number;
  /** How long a thread without work is kept for the next model, in milliseconds; 0 gives each model a fresh one. Default 60,000. */
  keepIdleMs?: number;
}

export const GENERATOR_POOL_DEFAULTS = { maxWaiting: 100, keepIdleMs: 60_000 } as const;

/** What a timer of Node can wait for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface GeneratorPool {
  /** Waits for a free thread, then works like `generateInWorker`. An abort takes a waiting model out of the queue. */
  generate(views: Partial<Record<View, Uint8Array>>, options?: GenerateInWorkerOptions): Promise<GenerateResult>;
  /** Stops all work, running and waiting, with the code `cancelled`, ends all threads and takes no more. */
  close(): Promise<void>;
  readonly running: number;
  readonly waiting: number;
}

function resolveGeneratorPoolOptions(options: GeneratorPoolOptions): Required<GeneratorPoolOptions> {
  const size = options.size ?? Math.max(1, availableParallelism() - 1);
  const maxWaiting = options.maxWaiting ?? GENERATOR_POOL_DEFAULTS.maxWaiting;
  const keepIdleMs = options.keepIdleMs ?? GENERATOR_POOL_DEFAULTS.keepIdleMs;
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`size must be a whole number from 1, not ${size}.`);
  if (!Number.isInteger(maxWaiting) || maxWaiting < 0) throw new RangeError(`maxWaiting must be a whole number from 0, not ${maxWaiting}.`);
  if (!Number.isInteger(keepIdleMs) || keepIdleMs < 0 || keepIdleMs > LONGEST_TIMER_MS) throw new RangeError(`keepIdleMs must be a whole number from 0 to ${LONGEST_TIMER_MS}, not ${keepIdleMs}.`);
  return { size, maxWaiting, keepIdleMs };
}

/**
 * A bounded number of generator threads, kept from one model to the next: what was compiled for the first is not compiled anew. One
 * that failed or was stopped takes nothing with it: it is ended, and the next model gets a fresh one. Idle threads keep no process alive.
 */
export function createGeneratorPool(options: GeneratorPoolOptions = {}): GeneratorPool {
  const { size, maxWaiting, keepIdleMs } = resolveGeneratorPoolOptions(options);
  const threads = new ThreadKeeper({ size, keepIdleMs, start: (limits) => new GeneratorThread(limits), after: unreferencedTimer });
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

  async function makeInThread(views: Partial<Record<View, Uint8Array>>, generateOptions: Omit<GenerateInWorkerOptions, "resourceLimits">, limits: ResourceLimits): Promise<GenerateResult> {
    generateOptions.signal?.throwIfAborted();
    const thread = threads.take(limits);
    try {
      return await thread.make(views, generateOptions);
    } finally {
      await threads.giveBack(thread);
    }
  }

  async function generate(views: Partial<Record<View, Uint8Array>>, generateOptions: GenerateInWorkerOptions): Promise<GenerateResult> {
    const { signal: asked, resourceLimits = WORKER_DEFAULTS.resourceLimits, ...rest } = generateOptions;
    const ended = new AbortController();
    // Both may live for much longer than this model, and `AbortSignal.any` would leave something with them.
    const sources = asked ? [asked, closing.signal] : [closing.signal];
    const end = (): void => ended.abort(sources.find(({ aborted }) => aborted)?.reason);
    for (const source of sources) source.addEventListener("abort", end);
    try {
      for (const source of sources) source.throwIfAborted();
      resolveGenerateOptions(rest);
      await takeTurn(ended.signal);
      try {
        return await makeInThread(views, { ...rest, signal: ended.signal }, resourceLimits);
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
      await threads.endIdle();
    },
    get running() {
      return taken;
    },
    get waiting() {
      return queue.length;
    },
  };
}

function unreferencedTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}
