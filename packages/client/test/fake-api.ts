import {
  creditsSchema, ERRORS, generateAnswerSchema, generateRequestSchema, generationStatusSchema, healthSchema, isFinalState, ledgerPageSchema,
  modelEntriesAnswerSchema, modelPageAnswerSchema, modelsByIdAnswerSchema, modelSchema, modelVersionsAnswerSchema, viewerReportsRequestSchema, PATHS, changeModelAnswerSchema,
  changeModelRequestSchema, deleteModelAnswerSchema, sourceImageAnswerSchema, type ErrorCode, type Model, type ModelEntry, type ShortCharge, type StreamEvent,
  type View, type ViewerReport,
} from "@model-3d/contract"; // prettier-ignore
import { refuse, respond, respondWithText } from "./fake-answers.ts";
import { FakeArchives } from "./fake-archives.ts";
import { FakeBatches } from "./fake-batches.ts";
import { FakeEventStream } from "./fake-event-stream.ts";
import { FakeExports } from "./fake-exports.ts";

const COST = 10;
const START_TIME_MS = Date.UTC(2026, 0, 5, 9, 30);
const MINUTE_MS = 60_000;

export interface FakeModelOptions {
  sourceId: string;
  sourceType?: Model["source_type"];
  glb?: string;
  thumbnail?: string;
}

/** An API in memory that answers by the contract: every answer and event passes through the contract's own schema, so it cannot drift. Works as `fetch` in a page, and behind a socket by `serveFakeApi`. */
export class FakeApi {
  balance = 100;
  /** Whether a generation without enough credits is refused, or runs and is charged what there is. */
  whenInsufficient: "block" | "allow" = "block";
  readonly models: Model[] = [];
  readonly exports = new FakeExports(this);
  readonly batches = new FakeBatches(this);
  readonly archives = new FakeArchives(this);
  /** Method and address of every request, in order. */
  readonly requests: string[] = [];
  /** Codes with which the next requests to a path are answered, first in first out. */
  readonly failures = new Map<string, ErrorCode[]>();
  /** What pages told of their viewers; `null` where the host does not want it. */
  viewerReports: ViewerReport[] | null = null;
  readonly #broken = new Map<string, ErrorCode>();
  /** How a service refuses what it is asked to make, `after` its model was there and told of. */
  refusal: { code: "provider_error" | "provider_unavailable"; message?: string; after?: Promise<unknown> } | null = null;
  /** What a user can spend in a period, once it is spent. */
  limit: { limit: number; used: number; period: "day" | "month"; endsAt: string } | null = null;
  /** Whether models wait for a place with their service. */
  isFull = false;
  /** Whether the service can't be asked, so that what is stored is shown. */
  isProviderAway = false;
  hasStream = true;
  files: { glb: string; thumbnail: string | null } = { glb: "/fake/model.glb", thumbnail: null };
  #ids = 0;
  /** Credits that models were charged, by their ids. */
  readonly #charges = new Map<string, number>();
  readonly #events = new FakeEventStream();
  readonly #answers = new Map<string, { body: string; text: string }>();

  get streamCount(): number {
    return this.#events.count;
  }

  get held(): number {
    return this.models.filter(({ status }) => !isFinalState(status)).length * COST;
  }

  /** Gives a source a version, in whatever state. */
  add({ sourceId, sourceType = "product", glb = this.files.glb, thumbnail = this.files.thumbnail ?? undefined }: FakeModelOptions, state: Partial<Model> = {}): Model {
    const version = 1 + Math.max(0, ...this.#versionsOf(sourceType, sourceId).map((model) => model.version));
    const time = new Date(START_TIME_MS + this.models.length * 137 * MINUTE_MS).toISOString();
    const status = state.status ?? "SUCCEEDED";
    const isDone = status === "SUCCEEDED";
    if (isDone) for (const model of this.#versionsOf(sourceType, sourceId)) model.is_active = false;
    const model = modelSchema.parse({
      id: this.createId(),
      source_type: sourceType,
      source_id: sourceId,
      provider: "local",
      task_id: `task-${++this.#ids}`,
      status,
      progress: isDone ? 100 : 0,
      model_urls: isDone ? { glb } : {},
      thumbnail_url: isDone ? (thumbnail ?? null) : null,
      texture_urls: [],
      input_images: {},
      task_error: null,
      version,
      is_active: isDone,
      created_at: time,
      updated_at: time,
      finished_at: isFinalState(status) ? time : null,
      ...state,
    });
    this.models.push(model);
    return model;
  }

  createId(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, "0")}`;
  }

  progress(id: string, progress: number, previewUrl?: string): void {
    const model = this.#model(id);
    if (previewUrl !== undefined) model.preview_url = previewUrl;
    Object.assign(model, { status: "IN_PROGRESS", progress });
    this.send({ type: "model.progress", model: { ...model, ...(model.preview_url === undefined ? {} : { has_preview: true }) } });
  }

  succeed(id: string): void {
    const model = this.#model(id);
    for (const other of this.#versionsOf(model.source_type, model.source_id)) other.is_active = false;
    delete model.preview_url;
    Object.assign(model, { status: "SUCCEEDED", progress: 100, is_active: true, model_urls: { glb: this.files.glb }, thumbnail_url: this.files.thumbnail, finished_at: model.created_at });
    const charged = Math.min(this.balance, COST);
    this.balance -= charged;
    this.#charges.set(id, charged);
    this.#tellOf("model.succeeded", model);
    this.tellCredits(charged < COST ? { modelId: id, charged, short: COST - charged } : undefined);
  }

  fail(id: string, task_error: string): void {
    const model = this.#model(id);
    Object.assign(model, { status: "FAILED", task_error, finished_at: model.created_at });
    this.#tellOf("model.failed", model);
    this.tellCredits();
  }

  /** Answers every request to a path with a code, also those that a client repeats by itself, until it recovers. */
  fails(path: string, code: ErrorCode): void {
    this.#broken.set(path, code);
  }

  recovers(path: string): void {
    this.#broken.delete(path);
  }

  tellCredits(short?: ShortCharge): void {
    const { balance, held } = this;
    this.send({ type: "credits.changed", balance, held, available: balance - held, low: balance - held < 2 * COST, ...(short === undefined ? {} : { short }) });
  }

  /** Sends one event to every open stream and keeps it for those who resume. */
  send(event: StreamEvent): void {
    this.#events.send(event);
  }

  sendText(text: string): void {
    this.#events.sendText(text);
  }

  endStreams(): void {
    this.#events.end();
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), "http://localhost/"), init);
    const answer = await this.answer(request);
    init?.signal?.throwIfAborted();
    return answer;
  };

  async answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    const path = pathname.replace(/^\/api/, "");
    this.requests.push(`${request.method} ${path}${search}`);
    const failure = this.failures.get(path)?.shift() ?? this.#broken.get(path);
    if (failure !== undefined) return refuse(failure);
    const route = `${request.method} ${path}`;
    if (route === `POST ${PATHS.generate}`) return this.#generate(request);
    if (route === `GET ${PATHS.generate}`) return this.#status(searchParams.get("taskId") ?? "");
    if (route === `GET ${PATHS.models}`) return this.#list(searchParams);
    if (route === `PATCH ${PATHS.models}`) return this.#change(await request.json());
    if (route === `DELETE ${PATHS.models}`) return this.#delete(searchParams.get("modelId") ?? "");
    if (route === `POST ${PATHS.sourceImages}`) return this.#upload(await request.formData());
    if (route === `GET ${PATHS.credits}`) return this.#credits();
    if (route === `GET ${PATHS.creditsLedger}`) return respond(ledgerPageSchema.parse({ success: true, entries: [], nextCursor: null }));
    if (route === `GET ${PATHS.health}`) return respond(healthSchema.parse({ success: true, database: "ok", queue: "ok", storage: "ok", provider: "ok" }));
    if (route === `POST ${PATHS.viewerReports}`) return this.#takeReports(await request.json());
    if (route === `GET ${PATHS.modelEvents}`) return this.hasStream ? this.#events.open(request) : refuse("not_found");
    return this.exports.answer(route, request, searchParams) ?? (await this.batches.answer(request.method, path, request, searchParams)) ?? (await this.archives.answer(request, path)) ?? refuse("not_found");
  }

  async #generate(request: Request): Promise<Response> {
    const text = await request.text();
    const key = request.headers.get("Idempotency-Key") ?? "";
    const earlier = this.#answers.get(key);
    if (earlier !== undefined) return earlier.text === text ? respondWithText(earlier.body) : refuse("idempotency_mismatch");
    const parsed = generateRequestSchema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      return refuse("invalid_request", { issues: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })) });
    }
    const { sourceType, sourceId, imageUrls } = parsed.data;
    const available = this.balance - this.held;
    if (available < COST && this.whenInsufficient === "block") return refuse("insufficient_credits", { balance: available, cost: COST });
    if (this.limit !== null) return refuse("credit_limit_reached", { scope: "user", ...this.limit });
    const running = this.#versionsOf(sourceType, sourceId).find(({ status }) => !isFinalState(status));
    if (running !== undefined) return refuse("generation_in_progress", { modelId: running.id, taskId: running.task_id ?? running.id });
    const model = this.add({ sourceId, sourceType }, { status: "PENDING", input_images: imageUrls, ...(this.isFull ? { task_id: null } : {}) });
    this.#tellOf("model.created", model);
    this.tellCredits();
    if (this.refusal !== null) {
      const { code, message = ERRORS[code].message, after } = this.refusal;
      await after;
      this.fail(model.id, message);
      return refuse(code, { message, modelId: model.id, version: model.version });
    }
    const body = generateAnswerSchema.parse({
      success: true, taskId: model.task_id ?? model.id, modelId: model.id, version: model.version, warnings: [],
      message: this.isFull ? "3D model generation is waiting for the generator. Once it has begun it may take 30-60 seconds." : "3D model generation started. This may take 30-60 seconds.",
    });
    this.#answers.set(key, { text, body: JSON.stringify(body) });
    return respond(body);
  }

  #status(taskId: string): Response {
    const model = this.models.find(({ id, task_id }) => task_id === taskId || id === taskId);
    if (model === undefined) return refuse("not_found");
    const charged = model.status === "SUCCEEDED" ? (this.#charges.get(model.id) ?? COST) : 0;
    const short = model.status === "SUCCEEDED" ? COST - charged : 0;
    const stale = this.isProviderAway && !isFinalState(model.status) ? { stale: true } : {};
    return respond(generationStatusSchema.parse({ ...model, modelId: model.id, credits: { charged, short }, ...stale }));
  }

  #list(query: URLSearchParams): Response {
    const sourceType = query.get("sourceType") === "collection" ? "collection" : "product";
    const ids = query.get("sourceIds")?.split(",");
    if (ids !== undefined) return respond(modelEntriesAnswerSchema.parse({ success: true, models: Object.fromEntries(ids.map((id) => [id, this.#entryOf(sourceType, id)])) }));
    const modelIds = query.get("modelIds")?.split(",");
    if (modelIds !== undefined) return respond(modelsByIdAnswerSchema.parse({ success: true, models: Object.fromEntries(this.models.filter(({ id }) => modelIds.includes(id)).map((model) => [model.id, model])) }));
    const sourceId = query.get("sourceId");
    const newestFirst = [...this.models].reverse();
    if (sourceId === null) return respond(modelPageAnswerSchema.parse({ success: true, models: newestFirst, nextCursor: null }));
    const models = newestFirst.filter((model) => model.source_id === sourceId && model.source_type === sourceType);
    return respond(modelVersionsAnswerSchema.parse({ success: true, models, count: models.length }));
  }

  #change(body: unknown): Response {
    const change = changeModelRequestSchema.parse(body);
    const model = this.models.find(({ id }) => id === change.modelId);
    if (model === undefined) return refuse("not_found");
    const versions = this.#versionsOf(model.source_type, model.source_id);
    if (change.action === "set_size") for (const version of versions) version.real_size = change.size;
    else {
      if (model.status !== "SUCCEEDED") return refuse("not_succeeded");
      for (const version of versions) version.is_active = version === model;
      this.#tellOf("model.activated", model);
    }
    return respond(changeModelAnswerSchema.parse({ success: true, model, message: "Changed" }));
  }

  #delete(modelId: string): Response {
    const model = this.models.find(({ id }) => id === modelId);
    if (model === undefined) return refuse("not_found");
    const others = this.#versionsOf(model.source_type, model.source_id).filter((other) => other !== model && other.status === "SUCCEEDED");
    if (model.is_active && others.length === 0) return refuse("only_version");
    this.models.splice(this.models.indexOf(model), 1);
    const next = others.at(-1);
    if (model.is_active && next !== undefined) next.is_active = true;
    this.#tellOf("model.deleted", model);
    return respond(deleteModelAnswerSchema.parse({ success: true, message: "3D model deleted successfully" }));
  }

  #upload(form: FormData): Response {
    const view = form.get("view");
    const image = form.get("image");
    if (typeof view !== "string" || !(image instanceof Blob)) return refuse("invalid_request", { issues: [{ path: "image", message: "is required" }] });
    if (image.type === "text/plain") return refuse("image_unreadable", { view });
    const url = `/source-images/${this.createId()}.png`;
    return respond(sourceImageAnswerSchema.parse({ success: true, url, view: view as View, width: 1024, height: 1024, warnings: [] }));
  }

  #takeReports(body: unknown): Response {
    if (this.viewerReports === null) return refuse("not_found");
    this.viewerReports.push(...viewerReportsRequestSchema.parse(body).reports);
    return respond({ success: true });
  }

  #credits(): Response {
    const { balance, held } = this;
    return respond(creditsSchema.parse({ success: true, balance, held, available: balance - held, cost: COST, low: balance - held < 2 * COST, whenInsufficient: this.whenInsufficient, grants: [] }));
  }

  #entryOf(sourceType: Model["source_type"], sourceId: string): ModelEntry {
    const versions = this.#versionsOf(sourceType, sourceId);
    const last = versions.at(-1);
    const generation = last === undefined || last.status === "SUCCEEDED" ? null : last;
    return { model: versions.find((model) => model.is_active) ?? null, generation };
  }

  #versionsOf(sourceType: Model["source_type"], sourceId: string): Model[] {
    return this.models.filter((model) => model.source_type === sourceType && model.source_id === sourceId);
  }

  #model(id: string): Model {
    const model = this.models.find((candidate) => candidate.id === id);
    if (model === undefined) throw new Error(`no model ${id}`);
    return model;
  }

  #tellOf(type: Extract<StreamEvent, { model: unknown }>["type"], model: Model): void {
    this.send({ type, model });
  }
}
