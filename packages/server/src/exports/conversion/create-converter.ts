import { ConversionRefused } from "./conversion-refused.ts";
import type { FileMessage, FileResults, FileTask } from "./conversion-messages.ts";
import { contentLimitsOf } from "../../files/glb/glb-limits.ts";
import { createTaskThreads, ThreadEndedError } from "../../task-threads.ts";
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

/** As many threads as are asked for at once; the queue says how many that may be. */
export function createConverter(limits: ConversionLimits): Converter {
  const threads = createTaskThreads<FileTask, FileMessage>({ entry: "./conversion-worker", beside: import.meta.url, limits });
  const urgent = new Set<Promise<unknown>>();

  async function runInThread(task: FileTask, options: Omit<RunOptions, "isUrgent">): Promise<FileResults[FileTask["kind"]]> {
    const message = await threads.ask({ ...task, limits: contentLimitsOf(task.limits) }, options).catch((error: unknown) => {
      throw error instanceof ThreadEndedError ? refusalOf(error, limits) : error;
    });
    if (message.type === "made") return message.result;
    throw message.type === "refused" ? new ConversionRefused(message.failure) : new Error(`A file could not be made: ${message.message}`);
  }

  return {
    async run<Kind extends FileTask["kind"]>(task: Extract<FileTask, { kind: Kind }>, { isUrgent = false, ...options }: RunOptions) {
      const work = runInThread(task, options);
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
      await threads.close();
    },
  };
}

const LESS = "Take another format, fewer faces, or a model of fewer triangles.";

function refusalOf(error: ThreadEndedError, { timeoutMs, maxMemoryMb }: ConversionLimits): ConversionRefused {
  return error.limit === "timeoutMs"
    ? new ConversionRefused({ code: "took_too_long", message: `Making this file took more than the ${Math.ceil(timeoutMs / 1000)} seconds that it may. ${LESS}` }, { cause: error })
    : new ConversionRefused({ code: "too_large", message: `Making this file takes more than the ${maxMemoryMb} MB of memory that it may. ${LESS}` }, { cause: error });
}
