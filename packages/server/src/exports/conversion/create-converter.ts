import { Worker } from "node:worker_threads";
import { ConversionRefused } from "./conversion-refused.ts";
import type { FileMessage, FileResults, FileTask } from "./conversion-messages.ts";
import { contentLimitsOf } from "../../files/glb/glb-limits.ts";
import { createIdleWorkers } from "../../idle-workers.ts";
import { unlessAborted } from "../../unless-aborted.ts";

export interface ConversionLimits {
  timeoutMs: number;
  /** Of objects and of the bytes behind arrays. */
  maxMemoryMb: number;
}

export interface RunOptions {
  signal: AbortSignal;
  onProgress?: (share: number) => void;
  /** Whether a user waits for it. */
  isUrgent?: boolean;
}

export interface Converter {
  /**
   * Makes a file, or measures one, in a thread, which is ended when it takes too long, grows too large, or is not wanted any more.
   *
   * @throws ConversionRefused for what is the model's doing, the signal's reason, Error for a fault of ours.
   */
  run<Kind extends FileTask["kind"]>(task: Extract<FileTask, { kind: Kind }>, options: RunOptions): Promise<FileResults[Kind]>;
  /** Resolves when nothing that a user waits for is being made here. Rejects with the signal's reason. */
  whenIdle(signal: AbortSignal): Promise<void>;
  /** Ends the threads. */
  close(): Promise<void>;
}

type FinalMessage = Exclude<FileMessage, { type: "progress" }>;

const MB = 1024 * 1024;
/** How often it is asked how much memory the thread has; the engine bounds objects by itself, but not what lies behind arrays. */
const LOOK_INTERVAL_MS = 250;
/** A thread that has nothing to do is kept for this long, since starting one takes longer than making a common file. */
const IDLE_LIFE_MS = 30_000;

/** As many threads as are asked for at once; the queue says how many that may be. */
export function createConverter(limits: ConversionLimits): Converter {
  const idle = createIdleWorkers(IDLE_LIFE_MS);
  const urgent = new Set<Promise<unknown>>();

  async function runInThread(task: FileTask, { signal, onProgress }: Required<Omit<RunOptions, "isUrgent">>): Promise<FileResults[FileTask["kind"]]> {
    signal.throwIfAborted();
    const worker = idle.take() ?? startWorker(limits);
    let message: FinalMessage;
    try {
      message = await ask(worker, task, limits, { signal, onProgress });
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    idle.keep(worker);
    if (message.type === "made") return message.result;
    throw message.type === "refused" ? new ConversionRefused(message.failure) : new Error(`A file could not be made: ${message.message}`);
  }

  return {
    async run<Kind extends FileTask["kind"]>(task: Extract<FileTask, { kind: Kind }>, { signal, onProgress = () => undefined, isUrgent = false }: RunOptions) {
      const work = runInThread(task, { signal, onProgress });
      if (isUrgent) urgent.add(work);
      try {
        return (await work) as FileResults[Kind];
      } finally {
        urgent.delete(work);
      }
    },
    async whenIdle(signal) {
      while (urgent.size > 0) await unlessAborted(Promise.allSettled(urgent), signal);
      signal.throwIfAborted();
    },
    async close() {
      await idle.close();
    },
  };
}

async function ask(worker: Worker, task: FileTask, { timeoutMs, maxMemoryMb }: ConversionLimits, { signal, onProgress }: Required<Omit<RunOptions, "isUrgent">>): Promise<FinalMessage> {
  const over = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const tooLarge = (options?: ErrorOptions) => new ConversionRefused({ code: "too_large", message: `Making this file takes more than the ${maxMemoryMb} MB of memory that it may. ${LESS}` }, options);
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true, signal: over.signal });
      const tookTooLong = new ConversionRefused({ code: "took_too_long", message: `Making this file took more than the ${Math.ceil(timeoutMs / 1000)} seconds that it may. ${LESS}` });
      timers.push(setTimeout(() => reject(tookTooLong), timeoutMs));
      const look = async () => {
        if ((await memoryOf(worker)) > maxMemoryMb * MB) reject(tooLarge());
      };
      timers.push(setInterval(() => void look().catch(() => undefined), LOOK_INTERVAL_MS));
      worker.on("message", (message: FileMessage) => (message.type === "progress" ? onProgress(message.share) : resolve(message)));
      worker.once("error", (error) => reject(isOutOfMemory(error) ? tooLarge({ cause: error }) : error));
      worker.once("exit", (code) => reject(new Error(`The thread that makes a file ended before it was done (exit code ${code}).`)));
      worker.postMessage({ ...task, limits: contentLimitsOf(task.limits) });
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    over.abort();
    for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    // A thread that is being ended may still report why.
    worker.on("error", () => undefined);
  }
}

const LESS = "Take another format, fewer faces, or a model of fewer triangles.";

function startWorker({ maxMemoryMb }: ConversionLimits): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(fromSource ? "./conversion-worker.ts" : "./conversion-worker.js", import.meta.url);
  return new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb }, execArgv: fromSource ? ["--conditions=model-3d-source"] : [] });
}

/** Bytes of objects and of what lies behind arrays, of that thread alone. */
async function memoryOf(worker: Worker): Promise<number> {
  const { used_heap_size: heap, external_memory: external } = await worker.getHeapStatistics();
  return heap + external;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
