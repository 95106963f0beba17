import {
  batchAnswerSchema, batchEstimateSchema, batchItemsAnswerSchema, batchNewsSchema, batchPageAnswerSchema, changeBatchRequestSchema, PATHS, startBatchRequestSchema,
  type Batch, type BatchCounts, type BatchItem, type BatchItemReason, type BatchItemState, type StreamEvent,
} from "@model-3d/contract"; // prettier-ignore
import { refuse, respond, respondWithText } from "./fake-answers.ts";

const COST = 10;
const SECONDS_EACH = 40;
const AT_ONCE = 4;
const MADE_AT = new Date(Date.UTC(2026, 0, 5, 9, 30)).toISOString();

/** The API that they are part of. */
export interface BatchesHost {
  readonly balance: number;
  readonly held: number;
  createId(): string;
  send(event: StreamEvent): void;
}

interface Kept {
  batch: Batch;
  items: BatchItem[];
}

/** The batches of an API in memory: started by requests, moved on by the test. */
export class FakeBatches {
  readonly all: Kept[] = [];
  hold: "all" | "item" = "all";
  /** Most items of one batch; a host may take fewer than the contract. */
  maxItems = 1_000;
  /** What the archive is. */
  archive = "PK";
  readonly #host: BatchesHost;
  readonly #answers = new Map<string, string>();

  constructor(host: BatchesHost) {
    this.#host = host;
  }

  async answer(method: string, path: string, request: Request, query: URLSearchParams): Promise<Response | undefined> {
    if (!path.startsWith(PATHS.batches) && path !== PATHS.batchEstimate) return undefined;
    if (method === "POST" && path === PATHS.batchEstimate) return this.#estimate(await request.json());
    if (method === "POST" && path === PATHS.batches) return this.#start(await request.text(), request.headers.get("Idempotency-Key") ?? "");
    if (method === "GET" && path === PATHS.batches) return this.#list(query);
    const [id = "", part] = path.slice(PATHS.batches.length + 1).split("/");
    const kept = this.all.find(({ batch }) => batch.id === id);
    if (kept === undefined) return refuse("not_found");
    if (part === "archive") return new Response(this.archive, { headers: { "Content-Type": "application/zip", "Content-Disposition": `attachment; filename="batch-${query.get("format") ?? "glb"}.zip"` } });
    if (method === "GET") return this.#show(kept, query);
    if (method === "PATCH") return this.#change(kept, await request.json());
    if (method === "DELETE") return this.#cancel(kept);
    return undefined;
  }

  /** A batch that is there already, of so many items that wait. */
  add(count: number, changes: Partial<Batch> = {}): Kept {
    const items = Array.from({ length: count }, (_, position) => newItem(position, `20000000-0000-4000-8000-${String(position).padStart(12, "0")}`, "product", `Item ${position + 1}`, null));
    return this.#keep(items, changes);
  }

  #keep(items: BatchItem[], changes: Partial<Batch>): Kept {
    const batch: Batch = { id: this.#host.createId(), name: null, status: "RUNNING", pause_reason: null, progress: 0, counts: countOf(items), created_at: MADE_AT, updated_at: MADE_AT, finished_at: null, ...changes };
    const kept = { batch, items };
    this.all.unshift(kept);
    return kept;
  }

  /** Moves items to a state, by their positions, and tells of it. */
  move({ batch, items }: Kept, positions: readonly number[], status: BatchItemState, changes: Partial<BatchItem> = {}): void {
    for (const item of items) if (positions.includes(item.position)) Object.assign(item, { status, progress: status === "SUCCEEDED" ? 100 : 0, ...changes });
    batch.counts = countOf(items);
    const wanted = batch.counts.total - batch.counts.skipped - batch.counts.cancelled;
    batch.progress = wanted === 0 ? 100 : Math.floor((100 * (batch.counts.succeeded + batch.counts.failed)) / wanted);
    const isDone = batch.status === "RUNNING" && batch.counts.waiting + batch.counts.inProgress === 0;
    if (isDone) Object.assign(batch, { status: "DONE", finished_at: MADE_AT });
    this.tell({ batch, items });
  }

  /** Sends the event that says how a batch is now. */
  tell({ batch }: Kept): void {
    this.#host.send({ type: batch.status === "DONE" ? "batch.done" : "batch.progress", batch: batchNewsSchema.parse(batch) });
  }

  #plan(body: unknown): BatchItem[] {
    const { items } = startBatchRequestSchema.parse(body);
    const seen = new Set<string>();
    return items.map(({ sourceType, sourceId, imageUrls, name = null }, position) => {
      const views = (["front", "back"] as const).filter((view) => imageUrls[view] === undefined);
      const reason = seen.has(sourceId) ? { code: "duplicate", message: "Twice." } : views.length > 0 ? { code: "views_missing", message: "A photo is missing.", views } : null;
      seen.add(sourceId);
      return newItem(position, sourceId, sourceType, name, reason);
    });
  }

  #refusal(body: unknown): Response | null {
    const parsed = startBatchRequestSchema.safeParse(body);
    if (!parsed.success) return refuse("invalid_request", { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) });
    return parsed.data.items.length > this.maxItems ? refuse("invalid_request", { issues: [{ path: "items", message: `must name at most ${this.maxItems} items` }], limit: this.maxItems }) : null;
  }

  #estimate(body: unknown): Response {
    const refusal = this.#refusal(body);
    if (refusal !== null) return refusal;
    const items = this.#plan(body);
    const ready = items.filter(({ reason }) => reason === null).length;
    const available = this.#host.balance - this.#host.held;
    const cost = ready * COST;
    const seconds = Math.ceil(ready / AT_ONCE) * SECONDS_EACH;
    return respond(
      batchEstimateSchema.parse({
        success: true, items: items.length, ready, message: "", atOnce: AT_ONCE, seconds: { from: seconds, to: 2 * seconds },
        leftOut: items.flatMap(({ position, source_type, source_id, reason }) => (reason === null ? [] : [{ position, source_type, source_id, reason }])),
        credits: { cost, available, enough: (this.hold === "all" ? cost : Math.min(cost, COST)) <= available, hold: this.hold },
      }), // prettier-ignore
    );
  }

  #start(text: string, key: string): Response {
    const earlier = this.#answers.get(key);
    if (earlier !== undefined) return respondWithText(earlier);
    const body: unknown = JSON.parse(text);
    const refusal = this.#refusal(body);
    if (refusal !== null) return refusal;
    const items = this.#plan(body);
    if (items.every(({ reason }) => reason !== null)) return refuse("nothing_to_make", { leftOut: [] });
    const { batch } = this.#keep(items, { name: startBatchRequestSchema.parse(body).name ?? null });
    const answer = JSON.stringify(batchAnswerSchema.parse({ success: true, batch, message: "Started." }));
    this.#answers.set(key, answer);
    return respondWithText(answer);
  }

  #list(query: URLSearchParams): Response {
    const { page, nextCursor } = pageOf(this.all, query, 20);
    return respond(batchPageAnswerSchema.parse({ success: true, batches: page.map(({ batch }) => batch), nextCursor }));
  }

  #show({ batch, items }: Kept, query: URLSearchParams): Response {
    const status = query.get("status");
    const { page, nextCursor } = pageOf(items.filter((item) => status === null || item.status === status), query, 100);
    return respond(batchItemsAnswerSchema.parse({ success: true, batch, items: page, nextCursor }));
  }

  #change(kept: Kept, body: unknown): Response {
    const { action } = changeBatchRequestSchema.parse(body);
    const { batch, items } = kept;
    if (batch.status === "CANCELLED" || (batch.status === "DONE" && action !== "retry_failed")) return refuse("batch_ended");
    if (action === "pause") Object.assign(batch, { status: "PAUSED", pause_reason: "user" });
    if (action === "resume" && batch.pause_reason === "operator") return refuse("paused_by_operator");
    if (action === "resume") Object.assign(batch, { status: "RUNNING", pause_reason: null });
    if (action === "retry_failed") {
      if (batch.status === "DONE") Object.assign(batch, { status: "RUNNING", finished_at: null });
      this.move(kept, items.filter(({ status }) => status === "FAILED").map(({ position }) => position), "WAITING", { reason: null });
    }
    return respond(batchAnswerSchema.parse({ success: true, batch, message: "Changed." }));
  }

  #cancel(kept: Kept): Response {
    if (kept.batch.status === "DONE") return refuse("batch_ended");
    kept.batch.status = "CANCELLED";
    this.move(kept, kept.items.filter(({ status }) => status === "WAITING").map(({ position }) => position), "CANCELLED");
    return respond(batchAnswerSchema.parse({ success: true, batch: kept.batch, message: "Cancelled." }));
  }
}

function newItem(position: number, source_id: string, source_type: BatchItem["source_type"], name: string | null, reason: BatchItemReason | null): BatchItem {
  return { position, source_type, source_id, name, status: reason === null ? "WAITING" : "SKIPPED", progress: 0, model_id: null, cost: reason === null ? COST : 0, reason, finished_at: null };
}

function countOf(items: readonly BatchItem[]): BatchCounts {
  const count = (...states: BatchItemState[]): number => items.filter(({ status }) => states.includes(status)).length;
  return { total: items.length, waiting: count("WAITING", "STARTING"), inProgress: count("IN_PROGRESS"), succeeded: count("SUCCEEDED"), failed: count("FAILED"), skipped: count("SKIPPED"), cancelled: count("CANCELLED") };
}

function pageOf<Row>(rows: readonly Row[], query: URLSearchParams, size: number): { page: readonly Row[]; nextCursor: string | null } {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? size);
  return { page: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null };
}
