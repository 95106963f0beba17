import { z } from "zod";
import { generateRequestSchema, generationOptionsSchema } from "./generations.ts";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { VIEWS } from "./views.ts";

/** Most items of one batch; a host may take fewer. */
export const MAX_BATCH_ITEMS = 1_000;
export const MAX_BATCH_NAME_CHARACTERS = 100;

/**
 * The states of a batch. `PAUSED`: nothing more is started until it is resumed; what was started goes on. `DONE`: every item has come to its end.
 * `CANCELLED`: nothing more is started, ever; it is finished once what was started has ended. A batch that is `DONE` runs again when its failed items are retried.
 */
export const BATCH_STATES = ["RUNNING", "PAUSED", "DONE", "CANCELLED"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/**
 * The states of an item, in the order of its life. `STARTING`: its photos are being looked at. `IN_PROGRESS`: there is a model of it, which tells more.
 * `SKIPPED`: it was left out, and `reason` says why; nothing was held or charged for it.
 */
export const BATCH_ITEM_STATES = ["WAITING", "STARTING", "IN_PROGRESS", "SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"] as const;
export type BatchItemState = (typeof BATCH_ITEM_STATES)[number];

/** Why a batch rests: its user said so, an operator of the host did, who resumes it then, or what it needs next is not there, such as credits; nothing of it is lost. */
export const PAUSE_REASONS = ["user", "operator", "insufficient_credits", "credit_limit_reached"] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** Why an item is left out: views that no model can do without are missing; it is in the batch already; a model of it is being made; another batch of the user's has it, and has not ended it yet. */
export const LEFT_OUT_CODES = ["views_missing", "duplicate", "generation_in_progress", "in_other_batch"] as const;

/** Why an item was left out or failed: a code of `LEFT_OUT_CODES`, of the errors, or `expired` and `deleted`; `message` says what to do. */
export const batchItemReasonSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** The views that are missing. */
  views: z.array(z.enum(VIEWS)).optional(),
});
export type BatchItemReason = z.infer<typeof batchItemReasonSchema>;

const nameSchema = z.string().trim().min(1).max(MAX_BATCH_NAME_CHARACTERS);

/** One thing of which a model is to be made. Views may be missing: an item without the ones that are needed is left out, and told. */
export const batchItemRequestSchema = z.strictObject({
  sourceType: sourceTypeSchema,
  sourceId: uuidSchema,
  imageUrls: generateRequestSchema.shape.imageUrls.partial(),
  /** In place of those of the batch. */
  options: generationOptionsSchema.optional(),
  /** What the thing is called: its files in the archive are named after it. */
  name: nameSchema.optional(),
});
export type BatchItemRequest = z.infer<typeof batchItemRequestSchema>;

export const startBatchRequestSchema = z.strictObject({
  items: z.array(batchItemRequestSchema).min(1, "must name at least one item").max(MAX_BATCH_ITEMS, `must name at most ${MAX_BATCH_ITEMS} items`),
  /** What the batch is called, such as its collection. */
  name: nameSchema.optional(),
  /** Of all items that have none of their own. */
  options: generationOptionsSchema.optional(),
  /** Who shall make the models, by name; the host decides where nothing is said. */
  provider: z.string().min(1).max(32).optional(),
});
export type StartBatchRequest = z.input<typeof startBatchRequestSchema>;

/** What a batch would come to. Asking changes nothing. */
export const batchEstimateSchema = z.object({
  success: z.literal(true),
  /** Items that were asked for, and those of them of which a model would be made. */
  items: z.int().min(0),
  ready: z.int().min(0),
  /** Items that would be left out, by their place in the request from 0. */
  leftOut: z.array(z.object({ position: z.int().min(0), source_type: sourceTypeSchema, source_id: uuidSchema, reason: batchItemReasonSchema })),
  /** `hold`: whether all is held at once, or for each item when it begins. `enough`: whether the batch would be let start. */
  credits: z.object({ cost: z.int().min(0), available: z.int(), enough: z.boolean(), hold: z.enum(["all", "item"]) }),
  /** From its start to its end, with everybody who waits now and nobody who comes later: the shorter and the longer end. */
  seconds: z.object({ from: z.int().min(0), to: z.int().min(0) }),
  /** How many of them would be under way at once, at most. */
  atOnce: z.int().min(1),
  message: z.string(),
});
export type BatchEstimate = z.infer<typeof batchEstimateSchema>;

const countSchema = z.int().min(0);

/** How many items are in which state; `waiting` are those that can still be cancelled. */
export const batchCountsSchema = z.object({
  total: countSchema,
  waiting: countSchema,
  inProgress: countSchema,
  succeeded: countSchema,
  failed: countSchema,
  skipped: countSchema,
  cancelled: countSchema,
});
export type BatchCounts = z.infer<typeof batchCountsSchema>;

export const batchSchema = z.object({
  id: uuidSchema,
  name: z.string().nullable(),
  status: z.enum(BATCH_STATES),
  /** `null` unless it is `PAUSED`. */
  pause_reason: z.enum(PAUSE_REASONS).nullable(),
  /** Of the items that are to be made, 0–100; one that failed counts as done. */
  progress: z.int().min(0).max(100),
  counts: batchCountsSchema,
  created_at: timeSchema,
  updated_at: timeSchema,
  /** When its last item had come to its end. */
  finished_at: timeSchema.nullable(),
});
export type Batch = z.infer<typeof batchSchema>;

export const batchItemSchema = z.object({
  /** Its place in the request, from 0; an item is known by it. */
  position: z.int().min(0),
  source_type: sourceTypeSchema,
  source_id: uuidSchema,
  name: z.string().nullable(),
  status: z.enum(BATCH_ITEM_STATES),
  progress: z.int().min(0).max(100),
  /** `null` until there is one, and once it was deleted. */
  model_id: uuidSchema.nullable(),
  /** Credits that it costs when it succeeds. */
  cost: z.int().min(0),
  reason: batchItemReasonSchema.nullable(),
  finished_at: timeSchema.nullable(),
});
export type BatchItem = z.infer<typeof batchItemSchema>;

export const batchAnswerSchema = z.object({ success: z.literal(true), batch: batchSchema, message: z.string() });
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** A batch with a page of its items in the order of the request. */
export const batchItemsAnswerSchema = z.object({ success: z.literal(true), batch: batchSchema, items: z.array(batchItemSchema), nextCursor: z.string().nullable() });
export type BatchItemsAnswer = z.infer<typeof batchItemsAnswerSchema>;

export const batchPageAnswerSchema = z.object({ success: z.literal(true), batches: z.array(batchSchema), nextCursor: z.string().nullable() });
export type BatchPageAnswer = z.infer<typeof batchPageAnswerSchema>;

export const BATCH_ACTIONS = ["pause", "resume", "retry_failed"] as const;
export type BatchAction = (typeof BATCH_ACTIONS)[number];
export const changeBatchRequestSchema = z.strictObject({ action: z.enum(BATCH_ACTIONS) });

/** What an event tells of a batch: enough to move its bar; what became of an item is in the events of its model. */
export const batchNewsSchema = batchSchema.pick({ id: true, status: true, pause_reason: true, progress: true, counts: true });
export type BatchNews = z.infer<typeof batchNewsSchema>;
