import { Worker } from "node:worker_threads";
import { InvalidGlbError } from "@model-3d/mesh/checks";
import { resolveGlbLimits, type GlbLimits } from "./glb/glb-limits.ts";
import type { GlbMessage, GlbTask } from "./glb/glb-messages.ts";
import type { GlbSummary } from "./glb/inspect-glb.ts";
import { limitConcurrency } from "./limit-concurrency.ts";
import { createIdleWorkers } from "../idle-workers.ts";

export { GLB_LIMITS, resolveGlbLimits, type GlbLimits } from "./glb/glb-limits.ts";
export { InvalidGlbError, type GlbFault } from "@model-3d/mesh/checks";
export type { GlbSummary } from "./glb/inspect-glb.ts";

export interface GlbValidator {
  /**
   * Judges a GLB on disk before anybody is given it: our own limits on what it declares, an allow-list of extensions, then all rules of
   * glTF 2.0. In a thread, which is ended when it takes longer or grows larger than the limits say.
   *
   * @throws `InvalidGlbError` for what is wrong with the file, the signal's reason, or an `Error` where it could not be checked at all.
   */
  validateGlb(path: string, signal?: AbortSignal): Promise<GlbSummary>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** A check holds the file's bytes in memory twice, its own and the validator's. */
const MAX_THREADS = 2;
/** A thread that has nothing to do is kept for this long, since starting one takes longer than checking a common file. */
const IDLE_LIFE_MS = 30_000;

export function createGlbValidator(given?: Partial<GlbLimits>): GlbValidator {
  const limits = resolveGlbLimits(given);
  const inTurn = limitConcurrency(MAX_THREADS);
  const idle = createIdleWorkers(IDLE_LIFE_MS);

  async function inspect(path: string, signal: AbortSignal | undefined): Promise<GlbSummary> {
    signal?.throwIfAborted();
    const worker = idle.take() ?? startWorker(limits);
    let message: GlbMessage;
    try {
      message = await ask(worker, { path }, limits, signal);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    idle.keep(worker);
    if (message.type === "valid") return message.summary;
    throw message.type === "invalid" ? new InvalidGlbError(message.fault, message.message) : new Error(`A GLB could not be checked: ${message.message}`);
  }

  return {
    validateGlb: (path, signal) => inTurn(() => inspect(path, signal), signal),
    async close() {
      await idle.close();
    },
  };
}

async function ask(worker: Worker, task: GlbTask, { timeoutMs, maxHeapMb }: GlbLimits, signal: AbortSignal | undefined): Promise<GlbMessage> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<GlbMessage>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over.signal });
      timer = setTimeout(() => reject(new InvalidGlbError("gave_up", `Its check was given up after ${timeoutMs / 1000} seconds.`)), timeoutMs);
      worker.once("message", resolve);
      worker.once("error", (error) => reject(isOutOfMemory(error) ? new InvalidGlbError("gave_up", `Its check took more than ${maxHeapMb} MB of memory.`, { cause: error }) : error));
      worker.once("exit", (code) => reject(new Error(`The thread that checks a GLB ended before it was done (exit code ${code}).`)));
      worker.postMessage(task);
    });
  } finally {
    clearTimeout(timer);
    over.abort();
    for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    // A thread that is being ended may still report why.
    worker.on("error", () => undefined);
  }
}

function startWorker(limits: GlbLimits): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(fromSource ? "./glb/glb-worker.ts" : "./glb/glb-worker.js", import.meta.url);
  return new Worker(entry, { workerData: limits, resourceLimits: { maxOldGenerationSizeMb: limits.maxHeapMb }, execArgv: fromSource ? ["--conditions=model-3d-source"] : [] });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
