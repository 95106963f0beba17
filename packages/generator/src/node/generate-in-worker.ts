import type { ResourceLimits } from "node:worker_threads";
import { resolveGenerateOptions, type GenerateOptions, type GenerateResult } from "../generate-options.ts";
import type { View } from "../view-cameras.ts";
import { GeneratorThread } from "./generator-thread.ts";

export interface GenerateInWorkerOptions extends Omit<GenerateOptions, "now"> {
  /** Bounds of the worker's own JavaScript heap. Default 1,024 MB for old objects. */
  resourceLimits?: ResourceLimits;
}

export const WORKER_DEFAULTS = { resourceLimits: { maxOldGenerationSizeMb: 1024 } } as const;

/**
 * Like `generateModel`, in a fresh thread of its own with the sharp codec: the event loop stays free, and an abort stops the
 * work at once. For more than one model a `createGeneratorPool` takes less time.
 *
 * Rejects with the signal's reason, what a callback throws, a {@link GeneratorError} (`out_of_memory` if the worker ran
 * into its limits, `internal` if it died), or a `RangeError` for an option out of range.
 */
export async function generateInWorker(views: Partial<Record<View, Uint8Array>>, options: GenerateInWorkerOptions = {}): Promise<GenerateResult> {
  const { resourceLimits = WORKER_DEFAULTS.resourceLimits, ...rest } = options;
  resolveGenerateOptions(rest);
  rest.signal?.throwIfAborted();
  const thread = new GeneratorThread(resourceLimits);
  try {
    return await thread.make(views, rest);
  } finally {
    await thread.end();
  }
}
