import { ProviderError, timestampedHmac } from "@model-3d/server";
import type { AsynchronousProvider, ProviderCall, ProviderErrorOptions, ProviderView, RemoteFile, TaskReport, WebhookDelivery } from "@model-3d/server";

export interface TripoProviderOptions {
  /** `tsk_…` */
  apiKey: string;
  /** `whsec_…` of the webhook's page; several while one is replaced. Without any there is no webhook. */
  webhookSecrets?: readonly string[];
  /** Pinned, so that results and prices do not change by themselves. Default `v3.0-20250812`. */
  modelVersion?: string;
  /** An origin, for tests. Default `https://api.tripo3d.ai`. */
  baseUrl?: string;
}

/** A task as Tripo sends it: nothing is certain about any key. */
type TripoTask = Partial<Record<"task_id" | "status" | "progress" | "queuing_num", unknown>> & { output?: Partial<Record<"model" | "pbr_model" | "rendered_image", unknown>> | null };

const TIMEOUT_MS = 30_000;
const HEALTH_LIFE_MS = 60_000;
/** Its place for each view: front, left, back, right. Our side photo shows what is on the right in the front photo: the object's left. */
const PLACES = ["front", "side", "back", null] as const;
/** An empty file, a type that is not taken, content that is not allowed. */
const PHOTO_CODES = [2003, 2004, 2008];
/** Failures before a request has left. */
const NOT_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

/** Makes models at Tripo (api.tripo3d.ai), by its task `multiview_to_model`. */
export function createTripoProvider({ apiKey, webhookSecrets = [], modelVersion = "v3.0-20250812", baseUrl = "https://api.tripo3d.ai" }: TripoProviderOptions): AsynchronousProvider {
  const closing = new AbortController();
  let health: { at: number; words: Promise<string> } | undefined;

  /** One request. `taskFate` is that of a task between the moment when it is sent and the answer. */
  async function ask(path: string, init: RequestInit, signal: AbortSignal, taskFate: "none" | "unknown" = "none"): Promise<Record<string, unknown>> {
    const headers = { ...init.headers, authorization: `Bearer ${apiKey}` };
    const ended = AbortSignal.any([signal, closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let response: Response;
    let body: { code?: number; data?: Record<string, unknown> };
    try {
      response = await fetch(`${baseUrl}/v2/openapi${path}`, { ...init, headers, redirect: "error", signal: ended });
      body = (await response.json().catch((error: unknown) => (error instanceof SyntaxError ? null : Promise.reject(error)))) ?? {};
    } catch (cause) {
      if (signal.aborted && taskFate === "none") throw signal.reason;
      const isSent = !NOT_SENT.includes(String((cause as { cause?: { code?: unknown } }).cause?.code));
      const options = { retryable: true, code: "connection_lost", taskFate: isSent ? taskFate : "none", cause } as const;
      throw refuse("Tripo could not be reached, or broke off. Please try again later.", { actor: "provider", ...options });
    }
    if (response.ok && body.code === 0 && body.data) return body.data;
    throw toError(response.status, body.code, taskFate);
  }

  /** Waits for the account's turn; the request may not be wanted any more then. */
  async function takeTurn({ signal, beforeRequest }: ProviderCall, creates = false): Promise<void> {
    signal.throwIfAborted();
    if (!closing.signal.aborted) await beforeRequest({ creates });
    signal.throwIfAborted();
    if (closing.signal.aborted) throw refuse("The Tripo provider was shut down. Please start the model again.", { actor: "host", retryable: true, code: "closed" });
  }

  async function upload({ contentType, view, read }: ProviderView, call: ProviderCall): Promise<{ type: string; file_token: unknown }> {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(await read(call.signal))], { type: contentType }), view);
    await takeTurn(call);
    const { image_token: token } = await ask("/upload/sts", { method: "POST", body: form }, call.signal);
    return { type: contentType.replace("image/", ""), file_token: token };
  }

  const readBalance = () => ask("/user/balance", {}, closing.signal).then(({ balance }) => (Number(balance) > 0 ? "ok" : "No credits are left."), (error: Error) => error.message);
  return {
    name: "tripo",
    mode: "asynchronous",
    // Tasks can be neither cancelled nor listed. Links end after five minutes, but the files stay, and asking again gives new links.
    capabilities: { cancel: false, views: ["front", "side", "back"], maxViews: 3, maxPolycount: 300_000, options: ["texture", "pbr", "targetPolycount"], formats: ["glb"], fileLifeMs: null },
    expectedSeconds: [60, 180],
    limits: { requestsPerSecond: 10, openTasks: 10 },
    fileOrigins: baseUrl.startsWith("http:") ? [baseUrl] : [],
    costOf: () => null,
    async createTask({ views, options: { texture = true, pbr = false, targetPolycount } }, call) {
      const files: object[] = [];
      for (const place of PLACES) {
        const photo = views.find(({ view }) => view === place);
        files.push(photo ? await upload(photo, call) : {});
      }
      const task = { type: "multiview_to_model", model_version: modelVersion, files, texture, pbr, ...(targetPolycount ? { face_limit: targetPolycount } : {}) };
      await takeTurn(call, true);
      const init = { method: "POST", body: JSON.stringify(task), headers: { "content-type": "application/json" } };
      const { task_id: taskId } = await ask("/task", init, call.signal, "unknown");
      if (typeof taskId !== "string") throw refuse("Tripo gave no task.", { actor: "provider", retryable: true, code: "unreadable_answer", taskFate: "unknown" });
      return { taskId };
    },
    async readTask({ taskId }, call) {
      await takeTurn(call);
      try {
        return toReport(await ask(`/task/${encodeURIComponent(taskId)}`, {}, call.signal));
      } catch (error) {
        if (error instanceof ProviderError && error.code === "task_not_found") return { status: "GONE" };
        throw error;
      }
    },
    webhook: webhookSecrets.length === 0 ? null : { scope: "account", needsRawBody: true, verify: proofBy(webhookSecrets), read: readNews },
    // Anyone may ask for the health of a server: Tripo is asked once a minute at most.
    health() {
      if (!health || performance.now() - health.at > HEALTH_LIFE_MS) health = { at: performance.now(), words: readBalance() };
      return health.words;
    },
    close: async () => closing.abort(),
  };
}

function toReport({ status, progress, queuing_num: place, output }: TripoTask): TaskReport {
  const failed = (message: string, actor: "user" | "host" | "provider"): TaskReport => ({ status: "FAILED", message, code: String(status), actor, cost: null });
  if (status === "queued") return { status: "PENDING", queuePlace: Number.isInteger(place) && Number(place) >= 0 ? Number(place) : null };
  if (status === "success") return { status: "SUCCEEDED", files: toFiles(output), filesExpireAt: null, cost: null };
  if (status === "banned") return failed("Tripo refused the photos by its content policy. Use other ones.", "user");
  if (status === "cancelled") return failed("The task was cancelled at Tripo before it was done.", "host");
  if (status === "failed" || status === "unknown") return failed("Tripo could not make the model. Please try again.", "provider");
  if (status === "expired") return { status: "EXPIRED", message: "Tripo gave the task up before it was done. Please try again." };
  return { status: "IN_PROGRESS", progress: Math.min(100, Math.max(0, Number(progress) || 0)) };
}

function toFiles(output: TripoTask["output"]): RemoteFile[] {
  const [model, image] = [output?.pbr_model || output?.model, output?.rendered_image].map((url) => (typeof url === "string" && URL.canParse(url) ? url : null));
  const extension = image && new URL(image).pathname.endsWith(".png") ? "png" : "webp";
  const glb = model ? [{ kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url: model }] : [];
  return image ? [...glb, { kind: "thumbnail", name: `thumbnail.${extension}`, contentType: `image/${extension}`, url: image }] : glb;
}

/** `{ type: "task.completed", data: { task_id, status, output } }`; other types, such as `balance.low`, speak of no task. */
function readNews({ rawBody }: WebhookDelivery): { taskId: string; report: TaskReport } | null {
  try {
    const { data } = JSON.parse(new TextDecoder().decode(rawBody)) as { data: TripoTask };
    return typeof data.task_id === "string" && data.task_id !== "" ? { taskId: data.task_id, report: toReport(data) } : null;
  } catch {
    return null;
  }
}

const proofBy = (secrets: readonly string[]) => timestampedHmac({ header: "Tripo-Webhook-Signature", secrets });
const refuse = (message: string, options: ProviderErrorOptions) => new ProviderError(message, options);

function toError(status: number, code: number | undefined, taskFate: "none" | "unknown"): ProviderError {
  if (status === 429) return refuse("Tripo is busy. Please try again later.", { actor: "provider", retryable: true, code: `tripo_${code ?? status}`, limit: code === 2000 ? "places" : "rate" });
  if (code === 2001) return refuse("Tripo does not know this task.", { actor: "host", retryable: false, code: "task_not_found" });
  const known = { retryable: false, code: `tripo_${code ?? status}` };
  if (status === 401) return refuse("Tripo does not accept the key of this server. The operator has to correct it.", { actor: "host", ...known });
  if (status === 403) return refuse("The Tripo account of this server has no credits left. The operator has to buy more.", { actor: "host", ...known });
  if (PHOTO_CODES.includes(code ?? 0)) return refuse("Tripo cannot use these photos. Use other ones.", { actor: "user", ...known });
  if (status >= 400 && status < 500) return refuse("Tripo refused what it was asked for. The operator has to correct it.", { actor: "host", ...known });
  return refuse("Tripo does not answer properly at the moment. Please try again later.", { actor: "provider", retryable: true, code: "unavailable", taskFate });
}
