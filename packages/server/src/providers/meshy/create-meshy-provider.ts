import { VIEWS } from "@model-3d/contract";
import { ProviderError } from "../provider-error.ts";
import type { AsynchronousProvider, FoundTask, ProviderCall, ProviderRequest, TaskHandle, TaskReport } from "../provider.ts";
import { buildCreateBody, costOfModel } from "./build-create-body.ts";
import { createMeshyWebhook } from "./create-meshy-webhook.ts";
import { encodeView } from "./encode-view.ts";
import { createMeshyApi, LIST_PAGE_SIZE, TASK_ID, type MeshyApi } from "./meshy-api.ts";
import { MESHY_MAX_POLYCOUNT, MESHY_MAX_VIEWS, type ResolvedMeshyCreateOptions } from "./meshy-create-options.ts";
import { resolveMeshyProviderOptions, type MeshyProviderOptions } from "./meshy-provider-options.ts";
import { readEpoch, toTaskReport, type MeshyTask, type ToTaskReportOptions } from "./to-task-report.ts";
import { watchBalance } from "./watch-balance.ts";

export type { MeshyCreateOptions } from "./meshy-create-options.ts";
export { MESHY_PROVIDER_DEFAULTS, type MeshyProviderOptions } from "./meshy-provider-options.ts";

/** More tasks than this are not looked through for one whose creation had no answer. */
const MAX_LIST_PAGES = 20;

/** Typical of Meshy: 3.5 to 4 minutes. */
const EXPECTED_SECONDS = [210, 240] as const;

/**
 * Makes models at Meshy.ai, by its multi-image to 3D API.
 *
 * @example
 * const meshy = createMeshyProvider({ apiKey, webhookSecrets: [secret], create: { enablePbr: true } });
 * const model3d = await createModel3D({ authenticate, providers: [meshy] });
 *
 * @throws TypeError for options that can't work.
 */
export function createMeshyProvider(options: MeshyProviderOptions): AsynchronousProvider {
  const resolved = resolveMeshyProviderOptions(options);
  const { create, fileLifeMs, limits } = resolved;
  const fileOrigin = resolved.baseUrl.startsWith("http:") ? resolved.baseUrl : null;
  const reading: ToTaskReportOptions = { fileOrigin, fileLifeMs };
  const api = createMeshyApi(resolved);

  async function readTask({ taskId }: TaskHandle, call: ProviderCall): Promise<TaskReport> {
    const task = await api.readTask(taskId, call);
    return task ? toTaskReport(task, reading) : { status: "GONE" };
  }

  async function createTask({ views, options: wanted }: ProviderRequest, call: ProviderCall): Promise<TaskHandle> {
    // Meshy takes the first one for the front.
    const ordered = [...views].sort((a, b) => VIEWS.indexOf(a.view) - VIEWS.indexOf(b.view)).slice(0, MESHY_MAX_VIEWS);
    const images: Awaited<ReturnType<typeof encodeView>>[] = [];
    for (const view of ordered) images.push(await encodeView(view, resolved.images, call.signal));
    const body = buildCreateBody({ imageUrls: images.map(({ url }) => url), aiModel: resolved.aiModel, create, options: wanted });
    return { taskId: await api.createTask(body, { linksPhotos: images.some(({ isLink }) => isLink) }, call) };
  }

  /** Meshy tells an end with all its files; a part that says so is filled in by asking. */
  async function* streamTask(handle: TaskHandle, call: ProviderCall): AsyncGenerator<TaskReport, void> {
    let known: MeshyTask = {};
    let last = "";
    for await (const part of api.streamTask(handle.taskId, call)) {
      if (part === null) return yield { status: "GONE" };
      known = { ...known, ...part };
      let report = toTaskReport(known, reading);
      if (report.status === "SUCCEEDED" && !report.files.some(({ kind }) => kind === "glb")) report = await readTask(handle, call);
      // The same again only keeps the connection alive.
      const text = JSON.stringify(report);
      if (text !== last) yield report;
      last = text;
      if (report.status !== "PENDING" && report.status !== "IN_PROGRESS") return;
    }
  }

  return {
    name: "meshy",
    mode: "asynchronous",
    capabilities: {
      cancel: true,
      views: VIEWS,
      maxViews: MESHY_MAX_VIEWS,
      maxPolycount: MESHY_MAX_POLYCOUNT,
      options: ["texture", "pbr", "targetPolycount", "texturePrompt", "textureResolution"],
      formats: formatsOf(create),
      fileLifeMs,
    },
    expectedSeconds: EXPECTED_SECONDS,
    limits,
    fileOrigins: fileOrigin === null ? [] : [fileOrigin],
    webhook: createMeshyWebhook(resolved, reading),
    costOf: (wanted) => costOfModel(create, wanted),
    createTask,
    findTasks: (window, _request, call) => findTasks(api, window, call),
    readTask,
    cancelTask: ({ taskId }, call) => api.deleteTask(taskId, call),
    streamTask,
    health: watchBalance(api, costOfModel(create, {}).amount),
    secrets: () => [resolved.apiKey, ...resolved.webhookSecrets],
    close: api.close,
  };
}

/** Pages from the newest task back to the window's start. Tasks that are made meanwhile push others onto the next page, where they are met again. */
async function findTasks(api: MeshyApi, { from, to }: { from: Date; to: Date }, call: ProviderCall): Promise<FoundTask[]> {
  const found = new Map<string, FoundTask>();
  for (let page = 1; page <= MAX_LIST_PAGES; page += 1) {
    const tasks = (await api.listTasks(page, call)).map(readListed);
    for (const task of tasks) if (task.createdAt >= from && task.createdAt <= to) found.set(task.handle.taskId, task);
    const isPastWindow = tasks.some(({ createdAt }) => createdAt < from);
    if (isPastWindow || tasks.length < LIST_PAGE_SIZE) return [...found.values()];
  }
  // Not to have found a task would read as that there is none, and it would be made and paid again.
  throw new ProviderError("Meshy has made too many tasks since to find this one again.", { actor: "provider", retryable: false, code: "list_too_long" });
}

/** An entry that does not say which task it is, or since when there is one, may be the one that is looked for. */
function readListed({ id, created_at }: MeshyTask): FoundTask {
  const createdAt = readEpoch(created_at);
  if (typeof id === "string" && TASK_ID.test(id) && createdAt) return { handle: { taskId: id }, createdAt };
  throw new ProviderError("Meshy's list of tasks cannot be read: an entry lacks its id or its time.", { actor: "provider", retryable: true, code: "list_unreadable" });
}

function formatsOf({ targetFormats, savePreRemeshedModel, alphaThumbnail }: ResolvedMeshyCreateOptions): string[] {
  const besides = [targetFormats.includes("obj") && "mtl", savePreRemeshedModel && "pre_remeshed_glb", alphaThumbnail && "alpha_thumbnail"];
  return [...targetFormats, ...besides.filter((kind) => kind !== false && kind !== undefined)];
}
