import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import {
  adminArchivePageSchema, adminBatchAnswerSchema, adminBatchPageSchema, adminDeliveryPageSchema, adminGenerationPageSchema, adminLedgerPageSchema, ERRORS, operatorActionPageSchema, OPERATOR_RIGHTS, overviewSchema, storageUseSchema,
  timelineSchema, troubledFilePageSchema, usageSchema, type AdminBatch, type AdminBatchItem, type AdminGeneration, type BatchIntervention, type ErrorCode, type OperatorRight, type TimelineEvent,
} from "@model-3d/contract"; // prettier-ignore
import type { z } from "zod";

export const STUCK_ID = "20000000-0000-4000-8000-000000000001";
export const FAILED_ID = "20000000-0000-4000-8000-000000000002";
export const USER_ID = "30000000-0000-4000-8000-000000000001";
export const BATCH_ID = "50000000-0000-4000-8000-000000000001";
export const ARCHIVE_ID = "60000000-0000-4000-8000-000000000001";
const DELIVERY_ID = "40000000-0000-4000-8000-000000000001";
const AT = "2026-01-05T09:30:00.000Z";

const generation = (id: string, changes: Partial<AdminGeneration>): AdminGeneration => ({
  id, user_id: USER_ID, source_type: "product", source_id: "10000000-0000-4000-8000-000000000001", provider: "meshy", task_id: "task-1", status: "IN_PROGRESS", progress: 40, version: 2,
  is_active: false, is_stuck: true, task_error: null, attempts: 1, created_at: AT, updated_at: AT, finished_at: null, ...changes,
}); // prettier-ignore

const batch = (changes: Partial<AdminBatch>): AdminBatch => ({
  id: BATCH_ID, name: "Oak chairs", status: "RUNNING", pause_reason: null, progress: 54, counts: { total: 24, waiting: 10, inProgress: 1, succeeded: 12, failed: 1, skipped: 0, cancelled: 0 },
  created_at: AT, updated_at: AT, finished_at: null, user_id: USER_ID, is_stuck: true, held: 110, ...changes,
}); // prettier-ignore

const item = (position: number, changes: Partial<AdminBatchItem>): AdminBatchItem => ({
  position, source_type: "product", source_id: "10000000-0000-4000-8000-000000000001", name: `Chair ${position + 1}`, status: "IN_PROGRESS", progress: 40, model_id: STUCK_ID, cost: 10, reason: null, finished_at: null, provider: "meshy", attempts: 1, updated_at: AT, ...changes,
}); // prettier-ignore

const LAST_FACTS: readonly TimelineEvent[] = [
  { at: AT, area: "task", kind: "task_ended", facts: { taskId: "task-1", outcome: "FAILED", cause: "provider", lateOutcome: "SUCCEEDED", abandoned: "EXPIRED", looks: 1200 } },
  { at: AT, area: "file", kind: "file_stored", facts: { name: "model.glb", kind: "model_file", bytes: 3_400_000, state: "stored", expiresAt: AT } },
  { at: AT, area: "event", kind: "event_told", facts: { type: "model.failed", deliveries: "delivered 2, given_up 1" } },
  { at: AT, area: "operator", kind: "operator_acted", facts: { action: "credits.refund", operator: "ann", reason: "no chair" } },
];

/** What an operator's page asks for, in memory; every answer passes through the contract's own schema. */
export class FakeAdmin {
  may: readonly OperatorRight[] = OPERATOR_RIGHTS;
  /** What every request is refused with. */
  refusal: ErrorCode | null = null;
  /** What the next change is refused with, and why. */
  nextRefusal: { code: ErrorCode; message: string } | null = null;
  /** What is answered in place of the next answer to a change, which is made all the same. */
  nextLoss: (() => Response) | null = null;
  isEmpty = false;
  /** How the batch is. */
  batch = batch({});
  /** Method and address of every request, in order. */
  readonly requests: string[] = [];
  /** Every change that was made, in order. */
  readonly changes: { path: string; body: Record<string, unknown>; key: string | null }[] = [];
  /** The first request with each key. */
  readonly #kept = new Map<string, { asked: string; answer: object }>();

  readonly fetch: typeof fetch = async (input, init) => this.#answer(new URL(String(input), "http://page.example"), init);
  readonly client: Model3DClient = createModel3DClient({ fetch: this.fetch });

  async #answer({ pathname, searchParams, search }: URL, { method = "GET", body, headers }: RequestInit = {}): Promise<Response> {
    const path = pathname.replace("/api", "");
    this.requests.push(`${method} ${path}${search}`);
    if (this.refusal) return refuse(this.refusal, ERRORS[this.refusal].message);
    if (method === "POST") {
      if (this.nextRefusal) {
        const { code, message } = this.nextRefusal;
        this.nextRefusal = null;
        return refuse(code, message);
      }
      const key = new Headers(headers).get("Idempotency-Key");
      const kept = this.#kept.get(key ?? "");
      if (kept && kept.asked !== `${path} ${String(body)}`) return refuse("idempotency_mismatch", ERRORS.idempotency_mismatch.message);
      const answered = kept?.answer ?? this.#change(path, String(body), key);
      const loss = this.nextLoss;
      this.nextLoss = null;
      return loss?.() ?? Response.json(answered);
    }
    return this.#read(path, searchParams);
  }

  #change(path: string, asked: string, key: string | null): object {
    const sent = JSON.parse(asked) as Record<string, unknown>;
    this.changes.push({ path, body: sent, key });
    if (path.startsWith("/admin/batches/")) this.#changeBatch(sent.action as BatchIntervention);
    const answered = { success: true, available: 25, refunded: 10, items: 10, ...sent };
    if (key !== null) this.#kept.set(key, { asked: `${path} ${asked}`, answer: answered });
    return answered;
  }

  #changeBatch(action: BatchIntervention): void {
    const { counts } = this.batch;
    if (action === "pause") this.batch = { ...this.batch, status: "PAUSED", pause_reason: "operator", is_stuck: false };
    if (action === "resume") this.batch = { ...this.batch, status: "RUNNING", pause_reason: null };
    if (action === "cancel") this.batch = { ...this.batch, status: "CANCELLED", held: 10, counts: { ...counts, waiting: 0, cancelled: counts.waiting } };
  }

  #readBatch(query: URLSearchParams): Response {
    const failed = item(3, { status: "FAILED", progress: 0, model_id: FAILED_ID, reason: { code: "provider_error", message: "No object was found." }, finished_at: AT });
    const isPaused = this.batch.status === "PAUSED";
    const acts = this.changes.filter(({ path }) => path.endsWith(BATCH_ID)).map(({ body }, index) => ({ id: String(index), operator: "ann", action: `batch.${body.action as BatchIntervention}` as const, subject: BATCH_ID, reason: String(body.reason), ...(body.action === "cancel" && { items: 10 }), created_at: AT }));
    const isSecond = query.get("cursor") !== null;
    return answer(adminBatchAnswerSchema, {
      success: true, batch: this.batch, can: this.may.includes("generations") && this.batch.status !== "CANCELLED" ? [isPaused ? "resume" : "pause", "retry_failed", "cancel"] : [], actions: acts.reverse(),
      items: query.get("status") === "FAILED" ? [failed] : isSecond ? [item(2, { status: "WAITING", progress: 0, model_id: null })] : [item(0, {}), failed], nextCursor: query.get("status") === "FAILED" || isSecond ? null : "next",
    }); // prettier-ignore
  }

  #read(path: string, query: URLSearchParams): Response {
    const page = { success: true as const, nextCursor: null };
    const stuck = generation(STUCK_ID, {});
    const failed = generation(FAILED_ID, { status: "FAILED", is_stuck: false, task_error: "No object was found.", finished_at: AT, version: 1 });
    const rows = <const Row>(list: readonly Row[]): Row[] => (this.isEmpty ? [] : [...list]);
    if (path === "/admin/overview") {
      return answer(overviewSchema, {
        success: true, at: AT, operator: { id: "ann", may: [...this.may] }, jobs: [{ name: "run-generation", ready: 3, deferred: 0, running: 1, ready_since: AT }], open: [{ provider: "meshy", status: "IN_PROGRESS", count: 1, oldest_at: AT }],
        stuck: 1, batches: { running: 3, paused: 2, stuck: 1 }, ended: { succeeded: 41, failed: 1, expired: 0, reasons: [{ reason: "No object was found.", count: 1 }] }, webhooks: [{ provider: "meshy", waiting: 2, given_up: 1 }], files: [{ provider: "meshy", waiting: 5, at_risk: 2 }], events_waiting: null,
      }); // prettier-ignore
    }
    if (path === "/admin/generations") {
      const isSecond = query.get("cursor") !== null;
      return answer(adminGenerationPageSchema, { ...page, generations: rows(query.get("stuck") ? [stuck] : isSecond ? [failed] : [stuck]), nextCursor: query.get("stuck") || isSecond || this.isEmpty ? null : "next" });
    }
    if (path.startsWith("/admin/generations/")) {
      const isStuck = path.endsWith(STUCK_ID);
      return answer(timelineSchema, {
        success: true, generation: isStuck ? stuck : failed, can: [...(isStuck && this.may.includes("generations") ? (["retry", "give_up"] as const) : []), ...(!isStuck && this.may.includes("credits") ? (["refund"] as const) : [])], isComplete: true,
        events: [{ at: AT, area: "model", kind: "requested", facts: { provider: "meshy", views: "back, front" } }, { at: AT, area: "credits", kind: "credits_held", facts: { amount: 10 } }, ...(isStuck ? [{ at: AT, area: "batch" as const, kind: "batch_started" as const, facts: { batchId: BATCH_ID, position: 0 } }] : [{ at: AT, area: "model" as const, kind: "failed" as const, facts: { reason: "No object was found." } }, ...LAST_FACTS])],
      }); // prettier-ignore
    }
    if (path === "/admin/batches") return answer(adminBatchPageSchema, { ...page, batches: rows([this.batch, batch({ id: DELIVERY_ID, name: null, status: "PAUSED", pause_reason: "insufficient_credits", is_stuck: false, counts: { ...this.batch.counts, failed: 0 } })]) });
    if (path.startsWith("/admin/batches/")) return this.#readBatch(query);
    if (path === "/admin/archives") {
      const archive = { user_id: USER_ID, format: "stl", status: "SUCCEEDED", attempts: 1, reason: null, created_at: AT, finished_at: AT, expires_at: AT } as const;
      return answer(adminArchivePageSchema, { ...page, archives: rows([{ ...archive, id: ARCHIVE_ID, name: "Oak chairs-stl.zip", models: 12, missing: 2, bytes: 81_000_000, batch_id: BATCH_ID, first_model_id: STUCK_ID }, { ...archive, id: DELIVERY_ID, name: "models-stl.zip", models: 1, status: "FAILED", missing: null, bytes: null, reason: "It is too large.", batch_id: null, first_model_id: FAILED_ID }]) });
    }
    if (path === "/admin/webhooks") return answer(adminDeliveryPageSchema, { ...page, deliveries: rows([{ id: DELIVERY_ID, provider: "meshy", task_id: "task-1", state: "given_up", status: "SUCCEEDED", attempts: 9, outcome: null, reason: "The database was away.", received_at: AT, settled_at: AT }]) });
    if (path === "/admin/ledger") return answer(adminLedgerPageSchema, { ...page, ledger: null, entries: rows([{ id: "7", kind: "correction", amount: -5, held_change: 0, model_id: STUCK_ID, reason: "charged twice", created_at: AT, user_id: USER_ID, grant_id: null, actor: "bob" }]) });
    if (path === "/admin/storage") return answer(storageUseSchema, { success: true, isEstimate: true, kinds: rows([{ kind: "model_file", state: "stored", files: 1200, bytes: 3_400_000_000 }]) });
    if (path === "/admin/files") return answer(troubledFilePageSchema, { ...page, files: rows([{ model_id: STUCK_ID, name: "model.glb", provider: "meshy", state: "waiting", attempts: 3, last_error: "404", expires_at: AT, updated_at: AT }]) });
    if (path === "/admin/usage") return answer(usageSchema, { success: true, since: AT, days: rows([{ day: "2026-01-05", generations: 42, succeeded: 41, failed: 1, credits: 410 }]), users: rows([{ user_id: USER_ID, generations: 40, credits: 400 }]), costs: rows([{ provider: "meshy", unit: "credits", amount: 820, tasks: 41 }]) });
    return answer(operatorActionPageSchema, { ...page, actions: rows([{ id: "2", operator: "ann", action: "batch.cancel", subject: BATCH_ID, reason: "asked for by phone", items: 1200, created_at: AT }, { id: "1", operator: "bob", action: "credits.correct", subject: USER_ID, reason: "charged twice", credits: -5, created_at: AT }]) });
  }
}

function answer<Schema extends z.ZodType>(schema: Schema, body: z.input<Schema>): Response {
  return Response.json(schema.parse(body));
}

function refuse(code: ErrorCode, message: string): Response {
  return Response.json({ success: false, code, error: ERRORS[code].error, message }, { status: ERRORS[code].status });
}
