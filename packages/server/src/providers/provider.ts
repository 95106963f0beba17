import type { ErrorActor, GenerationOptions, View } from "@model-3d/contract";

export interface ProviderView {
  view: View;
  contentType: string;
  /** The photo's bytes, read when they are needed. */
  read(signal: AbortSignal): Promise<Uint8Array>;
}

export interface ProviderRequest {
  modelId: string;
  /** In the order of the contract's `VIEWS`; front and back are always there. */
  views: readonly ProviderView[];
  options: GenerationOptions;
}

export interface ProviderResultFile {
  kind: "glb" | "thumbnail" | "texture";
  /** `model.glb`, `thumbnail.png`: unique within the result. */
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface ProviderResult {
  files: ProviderResultFile[];
  /** In words for the user. */
  warnings: string[];
  /** Figures for the log. */
  stats?: Record<string, unknown>;
}

export interface ProviderCapabilities {
  /** Whether a run can be stopped. */
  cancel: boolean;
  /** Views that it looks at. */
  views: readonly View[];
  /** Most triangles of a result. */
  maxPolycount: number;
  /** Options that it honours; of the others it warns. */
  options: readonly (keyof GenerationOptions)[];
}

export interface ProviderRunOptions {
  signal: AbortSignal;
  /** Progress from 0 to 100, which never goes back, and what is being done. */
  onProgress(progress: number, stage: string): void;
}

/** Makes a mesh of photos. */
export interface Provider {
  readonly name: string;
  readonly capabilities: ProviderCapabilities;
  /** What a run usually takes, from and to. */
  readonly expectedSeconds: readonly [number, number];
  /** @throws `ProviderError`, the signal's reason, or what `read` throws. */
  run(request: ProviderRequest, options: ProviderRunOptions): Promise<ProviderResult>;
  health(): Promise<"ok" | string>;
  /** Stops what is running and takes no more. */
  close(): Promise<void>;
}

export interface ProviderErrorOptions extends ErrorOptions {
  /** Who can do something about it. */
  actor: ErrorActor;
  /** Whether the same run may succeed later. */
  retryable: boolean;
  /** The provider's own word for it. */
  code: string;
}

/** Why a provider made no model. The message is shown to the user, as the model's `task_error`. */
export class ProviderError extends Error {
  readonly actor: ErrorActor;
  readonly retryable: boolean;
  readonly code: string;

  constructor(message: string, { actor, retryable, code, cause }: ProviderErrorOptions) {
    super(message, { cause });
    this.name = "ProviderError";
    this.actor = actor;
    this.retryable = retryable;
    this.code = code;
  }
}
