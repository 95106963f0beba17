import type { ErrorActor, GenerationOptions, View } from "@model-3d/contract";

export interface ProviderView {
  view: View;
  contentType: string;
  /** The photo's bytes, read when they are needed. */
  read(signal: AbortSignal): Promise<Uint8Array>;
  /** An `https:` address, signed and expiring, from which the service can fetch the photo by itself; `null` where this server has no public one. */
  link(): string | null;
}

export interface ProviderRequest {
  modelId: string;
  /** In the order of the contract's `VIEWS`; front and back are always there. */
  views: readonly ProviderView[];
  options: GenerationOptions;
  /** Where the service shall send its news, if it wants that said with each task (`webhook.scope` is `request`). */
  webhookUrl: string | null;
}

/** The maps of a set of textures, in the contract's words. */
export type TextureMap = "base_color" | "metallic" | "roughness" | "normal" | "emission";

export interface ProviderFile {
  /** `glb`, `fbx`, `obj`, `mtl`, `usdz`, `stl`, `3mf` … become keys of `model_urls`; `thumbnail` and `texture` have places of their own. */
  kind: string;
  /** `model.glb`, `thumbnail.png`: unique within the result; letters, digits, dot, dash and underscore only. */
  name: string;
  contentType: string;
  /** Of a `texture`: which set, from 0, and which map of it. */
  texture?: { set: number; map: TextureMap };
}

/** A file whose bytes are here. */
export interface ProviderResultFile extends ProviderFile {
  bytes: Uint8Array;
}

/** A file that lies with the service, behind an address that may expire. */
export interface RemoteFile extends ProviderFile {
  url: string;
}

export interface ProviderResult {
  files: ProviderResultFile[];
  /** In words for the user. */
  warnings: string[];
  /** Figures for the log. */
  stats?: Record<string, unknown>;
}

export interface ProviderCost {
  amount: number;
  /** `Meshy credits`, `USD`. */
  unit: string;
}

export interface ProviderCapabilities {
  /** Whether a task can be stopped. */
  cancel: boolean;
  /** Views that it looks at, in the order in which it wants them. */
  views: readonly View[];
  /** Most photos of one task. */
  maxViews: number;
  /** Most triangles of a result. */
  maxPolycount: number;
  /** Options that it honours; of the others it warns. */
  options: readonly (keyof GenerationOptions)[];
  /** Kinds of files that a result can have, `glb` always among them. */
  formats: readonly string[];
  /** For how long the service keeps the files of a task after its end; `null` where they come with the result, or for good. */
  fileLifeMs: number | null;
}

/** What every provider has, however it works. */
export interface ProviderBase {
  /** Lower-case letters, digits and dashes; part of the webhook's path and of each row. */
  readonly name: string;
  readonly capabilities: ProviderCapabilities;
  /** What a model usually takes, from and to. */
  readonly expectedSeconds: readonly [number, number];
  /** What one model costs the host; `null` for nothing, or where it is not known. */
  costOf(options: GenerationOptions): ProviderCost | null;
  /** `"ok"`, or why not, in words that name no key. */
  health(): Promise<"ok" | string>;
  /** Keys and secrets of its own, which are hidden wherever they would be written down. */
  secrets?(): readonly string[];
  /** Stops what is running and takes no more. */
  close(): Promise<void>;
}

export interface ProviderRunOptions {
  signal: AbortSignal;
  /** Progress from 0 to 100, which never goes back, and what is being done. */
  onProgress(progress: number, stage: string): void;
  /** Takes a coarse GLB to be shown until the model is there; a newer one takes its place. */
  onPreview(glb: Uint8Array): void;
}

/** Makes the model while we wait: a generator on this machine, or a service that answers with the bytes. */
export interface SynchronousProvider extends ProviderBase {
  readonly mode: "synchronous";
  /** @throws `ProviderError`, the signal's reason, or what `read` throws. */
  run(request: ProviderRequest, options: ProviderRunOptions): Promise<ProviderResult>;
}

/** What identifies a task with its service: kept as it is, given back as it is. */
export interface TaskHandle {
  /** The service's own id, unique within the provider; webhooks name it. */
  taskId: string;
  /** What else the service wants to be asked with, such as a second handle for the download. */
  details?: Readonly<Record<string, string>>;
}

/** What a service has to tell of a task. A word that is not known is no end: `IN_PROGRESS`. */
export type TaskReport =
  | { status: "PENDING"; /** Tasks before this one; `null` where it does not say. */ queuePlace: number | null }
  | { status: "IN_PROGRESS"; /** 0–100. */ progress: number }
  | { status: "SUCCEEDED"; files: readonly RemoteFile[]; /** When the files go; `null` for never. */ filesExpireAt: Date | null; cost: ProviderCost | null }
  /** `message` is shown to the user. */
  | { status: "FAILED"; message: string; code: string; actor: ErrorActor; cost: ProviderCost | null }
  | { status: "EXPIRED"; message: string }
  /** The service does not know the task, or not any more. */
  | { status: "GONE" };

/** What goes with every request to a service. */
export interface ProviderCall {
  signal: AbortSignal;
  /**
   * To be awaited right before each request to the service: keeps the account below its requests per second, over all processes. In
   * `createTask` a request that can't make the task, such as the upload of a photo, says `creates: false`: when the submission breaks off
   * before any other was sent, no task can have been made. Throws when the request is not to be sent; let that through.
   */
  beforeRequest(request?: { creates: boolean }): Promise<void>;
}

export interface FoundTask {
  handle: TaskHandle;
  createdAt: Date;
}

export interface WebhookDelivery {
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  query: URLSearchParams;
  /** The body's bytes as they came. */
  rawBody: Uint8Array;
  now: Date;
}

/** How a service tells news by itself. */
export interface ProviderWebhook {
  /** Whether the address is told once for the account, or with every task. */
  scope: "account" | "request";
  /** Whether the proof is over the raw bytes; if so a host that has parsed the body before us has to keep them. */
  needsRawBody: boolean;
  /** Whether the delivery is the service's own. Never throws for what a stranger may send. */
  verify(delivery: WebhookDelivery): boolean | Promise<boolean>;
  /** What a delivery that was proven says; `null` when it speaks of no task. Its report is a hint: an end is asked for again. */
  read(delivery: WebhookDelivery): { taskId: string; report: TaskReport } | null;
}

/** What the service's account allows, kept over all processes on the same database. */
export interface ProviderLimits {
  requestsPerSecond: number;
  /** Tasks that may be queued or being made at the same time. */
  openTasks: number;
}

/** Takes a task and tells later what became of it. */
export interface AsynchronousProvider extends ProviderBase {
  readonly mode: "asynchronous";
  readonly limits: ProviderLimits;
  /** `http:` or loopback origins that its files may lie on; for development. */
  readonly fileOrigins: readonly string[];
  readonly webhook: ProviderWebhook | null;
  /**
   * @throws `ProviderError`; its `taskFate` says whether a task may have been made all the same.
   */
  createTask(request: ProviderRequest, call: ProviderCall): Promise<TaskHandle>;
  /** Tasks that the service made in this time, for a submission that had no answer. Left out where the service can't tell. */
  findTasks?(window: { from: Date; to: Date }, request: ProviderRequest, call: ProviderCall): Promise<FoundTask[]>;
  /** @throws `ProviderError`; a task that the service does not know is the report `GONE`. */
  readTask(handle: TaskHandle, call: ProviderCall): Promise<TaskReport>;
  /** Stops a task, or deletes it where that is the only way. One that is gone already is no error. Needed where `capabilities.cancel`. */
  cancelTask?(handle: TaskHandle, call: ProviderCall): Promise<void>;
  /** Reports as they happen, until the task has ended or the service breaks off. */
  streamTask?(handle: TaskHandle, call: ProviderCall): AsyncIterable<TaskReport>;
}

/** Makes models of photos. */
export type Provider = SynchronousProvider | AsynchronousProvider;
