import { Worker } from "node:worker_threads";
import { createIdleWorkers } from "./idle-workers.ts";

export interface ThreadLimits {
  /** Longest time for one task. */
  timeoutMs: number;
  /** Of one thread: objects and the bytes behind arrays. */
  maxMemoryMb: number;
  /** Of one thread: objects alone, which the engine bounds by itself. As much as of both together where it is not given. */
  maxHeapMb?: number;
}

export interface TaskThreadsOptions {
  /** What each thread runs: the module beside the one that asks, without what its name ends in. It answers each message by one, and may tell `{ type: "progress", share }` before. */
  entry: string;
  /** `import.meta.url` of the module that asks. */
  beside: string;
  limits: ThreadLimits;
  workerData?: unknown;
}

/** Why a thread was ended before it had answered. */
export class ThreadEndedError extends Error {
  readonly limit: keyof ThreadLimits;

  constructor(limit: keyof ThreadLimits, options?: ErrorOptions) {
    super(`A thread was ended by its limit of ${limit}.`, options);
    this.name = "ThreadEndedError";
    this.limit = limit;
  }
}

interface Progress {
  type: "progress";
  share: number;
}

export interface TaskThreads<Task, Message extends { type: string }> {
  /**
   * Has a task done in a thread of its own, which is ended when it takes too long, grows too large, or is not wanted any more.
   *
   * @throws ThreadEndedError with the limit that was reached, the signal's reason, Error where the thread ended by itself.
   */
  ask(task: Task, options: { signal?: AbortSignal; onProgress?: (share: number) => void }): Promise<Exclude<Message, Progress>>;
  /** Ends the threads. */
  close(): Promise<void>;
}

const MB = 1024 * 1024;
/** How often it is asked how much memory the thread has; the engine bounds objects by itself, but not what lies behind arrays. */
const LOOK_INTERVAL_MS = 250;
/** A thread that has nothing to do is kept for this long, since starting one takes longer than most tasks. */
const IDLE_LIFE_MS = 30_000;

/** As many threads as are asked for at once. */
export function createTaskThreads<Task, Message extends { type: string }>(options: TaskThreadsOptions): TaskThreads<Task, Message> {
  const idle = createIdleWorkers(IDLE_LIFE_MS);

  return {
    async ask(task, { signal, onProgress = () => undefined }) {
      signal?.throwIfAborted();
      const worker = idle.take() ?? startWorker(options);
      try {
        const message = await askWorker<Message>(worker, task, options.limits, { signal, onProgress });
        idle.keep(worker);
        return message;
      } catch (error) {
        await worker.terminate();
        throw error;
      }
    },
    async close() {
      await idle.close();
    },
  };
}

interface AskOptions {
  signal: AbortSignal | undefined;
  onProgress: (share: number) => void;
}

async function askWorker<Message extends { type: string }>(worker: Worker, task: unknown, { timeoutMs, maxMemoryMb }: ThreadLimits, { signal, onProgress }: AskOptions): Promise<Exclude<Message, Progress>> {
  const over = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true, signal: over.signal });
      timers.push(setTimeout(() => reject(new ThreadEndedError("timeoutMs")), timeoutMs));
      const look = async () => {
        if ((await memoryOf(worker)) > maxMemoryMb * MB) reject(new ThreadEndedError("maxMemoryMb"));
      };
      timers.push(setInterval(() => void look().catch(() => undefined), LOOK_INTERVAL_MS));
      worker.on("message", (message: Message | Progress) => (isProgress(message) ? onProgress(message.share) : resolve(message as Exclude<Message, Progress>)));
      worker.once("error", (error) => reject(isOutOfMemory(error) ? new ThreadEndedError("maxHeapMb", { cause: error }) : error));
      worker.once("exit", (code) => reject(new Error(`A thread ended before its task was done (exit code ${code}).`)));
      worker.postMessage(task);
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    over.abort();
    for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    // A thread that is being ended may still report why.
    worker.on("error", () => undefined);
  }
}

function isProgress(message: { type: string }): message is Progress {
  return message.type === "progress";
}

function startWorker({ entry, beside, limits: { maxMemoryMb, maxHeapMb = maxMemoryMb }, workerData }: TaskThreadsOptions): Worker {
  const fromSource = beside.endsWith(".ts");
  return new Worker(new URL(`${entry}${fromSource ? ".ts" : ".js"}`, beside), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    execArgv: fromSource ? ["--conditions=model-3d-source"] : [],
  });
}

/** Bytes of objects and of what lies behind arrays, of that thread alone. */
async function memoryOf(worker: Worker): Promise<number> {
  const { used_heap_size: heap, external_memory: external } = await worker.getHeapStatistics();
  return heap + external;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
