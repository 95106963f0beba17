import type { ErrorActor } from "@model-3d/contract";
import { ProviderError } from "../src/providers/provider-error.ts";
import type { AsynchronousProvider, FoundTask, ProviderRequest, RemoteFile, TaskReport } from "../src/providers/provider.ts";
import { sharedSecretHeader } from "../src/providers/webhook-proofs/shared-secret-header.ts";

export const STUB_SECRET = "stub-webhook-secret";
export const STUB_SECRET_HEADER = "x-stub-secret";

export interface StubTask {
  readonly taskId: string;
  readonly request: ProviderRequest;
  readonly createdAt: Date;
  /** What the service says of it; the test sets it with `tell`. */
  report: TaskReport;
  /** How often it was asked for. */
  reads: number;
  isCancelled: boolean;
}

export type StubAsyncCall = "createTask" | "findTasks" | "readTask" | "cancelTask" | "streamTask";

/** An asynchronous provider that does as the test says: a task stays PENDING until it is told something else. */
export interface StubAsyncProvider extends AsynchronousProvider {
  /** Every task that was made, in order. */
  readonly tasks: StubTask[];
  /** Every call to the service, in order, with the task it was about. */
  readonly calls: { call: StubAsyncCall; taskId: string | null }[];
  /** Runs before each call; throw a `ProviderError` to be away, or return a promise to be slow. */
  before: ((call: StubAsyncCall, about: { request?: ProviderRequest; taskId?: string; signal: AbortSignal }) => void | Promise<void>) | null;
  /** Thrown by `createTask` after the task was made: a submission whose fate is not known. */
  loseAnswer: Error | null;
  /** The task of a model, once it was submitted. */
  taskOf(modelId: string): StubTask | undefined;
  /** What the service says of a task from now on; those who stream it hear of it. */
  tell(taskId: string, report: TaskReport): void;
  /** The body of a delivery, as `webhook.read` takes it. */
  bodyOf(taskId: string, report: TaskReport | { status: string }): string;
}

export interface StubAsyncProviderOptions {
  name?: string;
  cancel?: boolean;
  /** Leaves `findTasks` out. */
  withoutFind?: boolean;
  /** Leaves `streamTask` out. Default true. */
  withoutStream?: boolean;
  /** `null` for a provider that tells no news by itself. */
  webhook?: { scope?: "account" | "request"; needsRawBody?: boolean; secrets?: readonly string[] } | null;
  limits?: { requestsPerSecond: number; openTasks: number };
  fileOrigins?: readonly string[];
  fileLifeMs?: number | null;
  now?: () => Date;
}

export function createStubAsyncProvider(options: StubAsyncProviderOptions = {}): StubAsyncProvider {
  const { name = "stub-async", cancel = true, withoutFind = false, withoutStream = true, limits = { requestsPerSecond: 1000, openTasks: 1000 }, fileOrigins = [], now = () => new Date() } = options;
  const { scope = "account", needsRawBody = false, secrets = [STUB_SECRET] } = options.webhook ?? {};
  const tasks: StubTask[] = [];
  const calls: StubAsyncProvider["calls"] = [];
  const listeners = new Set<() => void>();
  const taskBy = (taskId: string) => tasks.find((task) => task.taskId === taskId);

  const stub: StubAsyncProvider = {
    name,
    mode: "asynchronous",
    capabilities: {
      cancel,
      views: ["front", "back", "side", "top"],
      maxViews: 4,
      maxPolycount: 300_000,
      options: ["texture", "pbr", "targetPolycount"],
      formats: ["glb"],
      fileLifeMs: options.fileLifeMs === undefined ? 3 * 24 * 60 * 60_000 : options.fileLifeMs,
    },
    expectedSeconds: [180, 240],
    limits,
    fileOrigins,
    tasks,
    calls,
    before: null,
    loseAnswer: null,
    costOf: () => null,
    health: async () => "ok",
    close: async () => {},
    taskOf: (modelId) => tasks.find(({ request }) => request.modelId === modelId),
    tell(taskId, report) {
      const task = taskBy(taskId);
      if (!task) throw new Error(`There is no task ${taskId}.`);
      task.report = report;
      for (const listener of listeners) listener();
    },
    bodyOf: (taskId, report) => JSON.stringify({ id: taskId, report }),
    async createTask(request, { signal, beforeRequest }) {
      await beforeRequest();
      calls.push({ call: "createTask", taskId: null });
      await stub.before?.("createTask", { request, signal });
      const task: StubTask = { taskId: `${name}-task-${tasks.length + 1}`, request, createdAt: now(), report: { status: "PENDING", queuePlace: null }, reads: 0, isCancelled: false };
      tasks.push(task);
      if (stub.loseAnswer) throw stub.loseAnswer;
      return { taskId: task.taskId };
    },
    async readTask({ taskId }, { signal, beforeRequest }) {
      await beforeRequest();
      calls.push({ call: "readTask", taskId });
      await stub.before?.("readTask", { taskId, signal });
      const task = taskBy(taskId);
      if (!task || task.isCancelled) return { status: "GONE" };
      task.reads += 1;
      return task.report;
    },
    webhook:
      options.webhook === null
        ? null
        : {
            scope,
            needsRawBody,
            verify: sharedSecretHeader({ header: STUB_SECRET_HEADER, secrets }),
            read: ({ rawBody }) => readBody(new TextDecoder().decode(rawBody)),
          },
  };
  if (!withoutFind) {
    stub.findTasks = async ({ from, to }, _request, { signal, beforeRequest }) => {
      await beforeRequest();
      calls.push({ call: "findTasks", taskId: null });
      await stub.before?.("findTasks", { signal });
      return tasks.filter(({ createdAt }) => createdAt >= from && createdAt <= to).map(({ taskId, createdAt }): FoundTask => ({ handle: { taskId }, createdAt }));
    };
  }
  if (cancel) {
    stub.cancelTask = async ({ taskId }, { signal, beforeRequest }) => {
      await beforeRequest();
      calls.push({ call: "cancelTask", taskId });
      await stub.before?.("cancelTask", { taskId, signal });
      const task = taskBy(taskId);
      if (task) task.isCancelled = true;
    };
  }
  if (!withoutStream) {
    stub.streamTask = async function* ({ taskId }, { signal, beforeRequest }) {
      await beforeRequest();
      calls.push({ call: "streamTask", taskId });
      await stub.before?.("streamTask", { taskId, signal });
      let told: TaskReport | null = null;
      for (;;) {
        signal.throwIfAborted();
        const report = taskBy(taskId)?.report ?? { status: "GONE" };
        if (report !== told) yield (told = report);
        if (!["PENDING", "IN_PROGRESS"].includes(report.status)) return;
        if (taskBy(taskId)?.report === report) await nextNews(signal);
      }
    };
  }
  const nextNews = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => () => {
        listeners.delete(hear);
        signal.removeEventListener("abort", abort);
        settle();
      };
      const hear = end(resolve);
      const abort = end(() => reject(signal.reason));
      listeners.add(hear);
      signal.addEventListener("abort", abort, { once: true });
    });
  return stub;
}

/** Lenient, as a reader of a service's JSON has to be: a word that is not known is no end. */
function readBody(text: string): { taskId: string; report: TaskReport } | null {
  const body = JSON.parse(text) as { id?: unknown; report?: { status?: unknown; progress?: unknown; filesExpireAt?: unknown } } | null;
  if (typeof body !== "object" || body === null || typeof body.id !== "string") return null;
  const { id, report } = body;
  switch (report?.status) {
    case "PENDING":
    case "FAILED":
    case "EXPIRED":
    case "GONE":
      return { taskId: id, report: report as TaskReport };
    case "SUCCEEDED":
      return { taskId: id, report: { ...report, filesExpireAt: typeof report.filesExpireAt === "string" ? new Date(report.filesExpireAt) : null } as TaskReport };
    default:
      return { taskId: id, report: { status: "IN_PROGRESS", progress: typeof report?.progress === "number" ? report.progress : 0 } };
  }
}

/** A success with a GLB (and whatever else is named) that lies at these addresses. */
export function succeededAt(url: string, more: readonly RemoteFile[] = [], filesExpireAt: Date | null = null): TaskReport {
  return { status: "SUCCEEDED", files: [{ kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url }, ...more], filesExpireAt, cost: null };
}

export function failedBecause(message: string, actor: ErrorActor = "user"): TaskReport {
  return { status: "FAILED", message, code: "stub_failed", actor, cost: null };
}

/** What a service that can't be reached throws. */
export function serviceIsAway(): ProviderError {
  return new ProviderError("The service does not answer.", { actor: "provider", code: "away", retryable: true });
}
