import { Worker, type ResourceLimits } from "node:worker_threads";
import { resolveGenerateOptions, type GenerateOptions, type GenerateResult } from "../generate-options.ts";
import { GeneratorError } from "../generator-error.ts";
import type { View } from "../view-cameras.ts";
import type { GeneratorMessage, GeneratorTask } from "./generator-messages.ts";

export interface GenerateInWorkerOptions extends Omit<GenerateOptions, "now"> {
  /** Bounds of the worker's own JavaScript heap. Default 1,024 MB for old objects. */
  resourceLimits?: ResourceLimits;
}

export const WORKER_DEFAULTS = { resourceLimits: { maxOldGenerationSizeMb: 1024 } } as const;

/**
 * Like `generateModel`, in a thread of its own with the sharp codec: the event loop stays free, and an abort stops the
 * work at once.
 *
 * Rejects with the signal's reason, a {@link GeneratorError} (`out_of_memory` if the worker ran into its limits,
 * `internal` if it died), or a `RangeError` for an option out of range.
 */
export async function generateInWorker(views: Partial<Record<View, Uint8Array>>, options: GenerateInWorkerOptions = {}): Promise<GenerateResult> {
  const { signal, onProgress, onPreview, resourceLimits = WORKER_DEFAULTS.resourceLimits, ...rest } = options;
  resolveGenerateOptions(rest);
  signal?.throwIfAborted();
  const task: GeneratorTask = { views, options: { ...rest, wantsPreview: onPreview !== undefined } };
  const worker = startWorker(task, resourceLimits);
  let stop = (): void => undefined;
  try {
    return await new Promise<GenerateResult>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      worker.on("message", (message: GeneratorMessage) => {
        if (message.type === "progress") onProgress?.({ stage: message.stage, progress: message.progress });
        else if (message.type === "preview") onPreview?.(message.glb);
        else if (message.type === "result") resolve(message.result);
        else reject(errorOf(message));
      });
      worker.on("error", (error) => reject(deathOf(error)));
      worker.on("exit", (code) => reject(new GeneratorError("internal", `The generator stopped before it was done (exit code ${code}). Please try again.`)));
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

function startWorker(task: GeneratorTask, resourceLimits: ResourceLimits): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(fromSource ? "./generator-worker.ts" : "./generator-worker.js", import.meta.url);
  return new Worker(entry, { workerData: task, resourceLimits, execArgv: fromSource ? ["--conditions=model-3d-source"] : [] });
}

function errorOf(message: Extract<GeneratorMessage, { type: "failure" | "bad-option" }>): Error {
  if (message.type === "bad-option") return new RangeError(message.message);
  return new GeneratorError(message.code, message.message, message.view ? { view: message.view } : {});
}

function deathOf(error: unknown): GeneratorError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new GeneratorError("out_of_memory", "There was not enough memory for this model. Try smaller photos or a smaller grid.", { cause: error });
  }
  return new GeneratorError("internal", "The generator stopped with a fault of its own. Please try again, and report it if it happens again.", { cause: error });
}
