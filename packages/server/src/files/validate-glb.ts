import { InvalidGlbError } from "@model-3d/mesh/checks";
import { resolveGlbLimits, type GlbLimits } from "./glb/glb-limits.ts";
import type { GlbMessage, GlbTask } from "./glb/glb-messages.ts";
import type { GlbSummary } from "./glb/inspect-glb.ts";
import { limitConcurrency } from "./limit-concurrency.ts";
import { createTaskThreads, ThreadEndedError } from "../task-threads.ts";

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

export function createGlbValidator(given?: Partial<GlbLimits>): GlbValidator {
  const limits = resolveGlbLimits(given);
  const inTurn = limitConcurrency(MAX_THREADS);
  const threads = createTaskThreads<GlbTask, GlbMessage>({ entry: "./glb/glb-worker", beside: import.meta.url, limits, workerData: limits });

  async function inspect(path: string, signal: AbortSignal | undefined): Promise<GlbSummary> {
    const message = await threads.ask({ path }, { signal }).catch((error: unknown) => {
      throw error instanceof ThreadEndedError ? new InvalidGlbError("gave_up", reasonOf(error, limits), { cause: error }) : error;
    });
    if (message.type === "valid") return message.summary;
    throw message.type === "invalid" ? new InvalidGlbError(message.fault, message.message) : new Error(`A GLB could not be checked: ${message.message}`);
  }

  return {
    validateGlb: (path, signal) => inTurn(() => inspect(path, signal), signal),
    async close() {
      await threads.close();
    },
  };
}

function reasonOf({ limit }: ThreadEndedError, { timeoutMs, maxMemoryMb, maxHeapMb }: GlbLimits): string {
  if (limit === "timeoutMs") return `Its check was given up after ${timeoutMs / 1000} seconds.`;
  return `Its check took more than ${limit === "maxMemoryMb" ? maxMemoryMb : maxHeapMb} MB of memory.`;
}
