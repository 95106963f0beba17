import type { GenerateOptions, GenerateProgress, GenerateResult } from "../generate-options.ts";
import type { GeneratorErrorCode } from "../generator-error.ts";
import type { View } from "../view-cameras.ts";

/** What a worker is started with: all options that can cross threads. */
export interface GeneratorTask {
  views: Partial<Record<View, Uint8Array>>;
  options: Omit<GenerateOptions, "signal" | "onProgress" | "onPreview" | "now"> & { wantsPreview: boolean };
}

/** What a worker answers: progress any number of times, then one result or failure. */
export type GeneratorMessage =
  | ({ type: "progress" } & GenerateProgress)
  | { type: "preview"; glb: Uint8Array }
  | { type: "result"; result: GenerateResult }
  | { type: "failure"; code: GeneratorErrorCode; message: string; view: View | undefined }
  | { type: "bad-option"; message: string };
