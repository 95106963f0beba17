import { Worker, type ResourceLimits } from "node:worker_threads";
import type { GenerateOptions, GenerateResult } from "../generate-options.ts";
import { GeneratorError, type GeneratorErrorCode } from "../generator-error.ts";
import type { View } from "../view-cameras.ts";
import type { GeneratorMessage, GeneratorTask } from "./generator-messages.ts";

/** Answers about the photos, after which a thread is as good as before. */
const OF_PHOTOS: ReadonlySet<GeneratorErrorCode> = new Set(["not_an_image", "image_too_large", "no_foreground", "views_contradict", "missing_view"]);

/** A thread that makes one model after another. After anything but a model or an answer about its photos it is not {@link usable} any more and has to be ended. */
export class GeneratorThread {
  readonly limits: ResourceLimits;
  readonly #worker: Worker;
  #usable = true;
  #hear: (message: GeneratorMessage) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(limits: ResourceLimits) {
    this.limits = { ...limits };
    const fromSource = import.meta.url.endsWith(".ts");
    const entry = new URL(fromSource ? "./generator-worker.ts" : "./generator-worker.js", import.meta.url);
    this.#worker = new Worker(entry, { resourceLimits: limits, execArgv: fromSource ? ["--conditions=model-3d-source"] : [] });
    this.#worker.on("message", (message: GeneratorMessage) => this.#hear(message));
    this.#worker.on("error", (error) => this.#die(deathOf(error)));
    this.#worker.on("exit", (code) => this.#die(new GeneratorError("internal", `The generator stopped before it was done (exit code ${code}). Please try again.`)));
  }

  /** Whether the next model may be made here. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Makes a model; one at a time. Rejects with the signal's reason, what a callback throws, or as `generateInWorker` does. */
  async make(views: Partial<Record<View, Uint8Array>>, options: Omit<GenerateOptions, "now">): Promise<GenerateResult> {
    const { signal, onProgress, onPreview, ...rest } = options;
    const task: GeneratorTask = { views, options: { ...rest, wantsPreview: onPreview !== undefined } };
    const stop = (): void => this.#die(signal?.reason);
    this.#worker.ref();
    try {
      return await new Promise<GenerateResult>((resolve, reject) => {
        if (!this.#usable) throw new GeneratorError("internal", "The generator's thread is not there any more. Please try again.");
        this.#fail = reject;
        this.#hear = (message) => {
          if (message.type === "progress") this.#tell(() => onProgress?.({ stage: message.stage, progress: message.progress }));
          else if (message.type === "preview") this.#tell(() => onPreview?.(message.glb));
          else if (message.type === "result") resolve(message.result);
          else this.#refuse(errorOf(message));
        };
        signal?.addEventListener("abort", stop, { once: true });
        this.#worker.postMessage(task);
      });
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#hear = this.#fail = () => undefined;
      this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    this.#usable = false;
    await this.#worker.terminate();
  }

  /** What the caller throws ends the model, as in `generateModel`; nobody else would hear of it. */
  #tell(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#die(error);
    }
  }

  #refuse(error: Error): void {
    if (error instanceof GeneratorError && OF_PHOTOS.has(error.code)) this.#fail(error);
    else this.#die(error);
  }

  #die(error: unknown): void {
    this.#usable = false;
    this.#fail(error);
  }
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
