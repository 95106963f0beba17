import { z } from "zod";
import { BATCH_ACTIONS, batchItemSchema, batchSchema } from "./batches.ts";
import { timeSchema, uuidSchema } from "./identifiers.ts";
import { operatorActionSchema, operatorReasonSchema } from "./operators.ts";

const count = z.int().min(0);

/** A batch as operators see it: whose it is as well, and what is held for it. */
export const adminBatchSchema = batchSchema.extend({
  user_id: z.string(),
  /** It runs, and nothing of it has moved for `STUCK_AFTER_MS`. */
  is_stuck: z.boolean(),
  /** Credits that are held for what of it has not come to its end. */
  held: count,
});
export type AdminBatch = z.infer<typeof adminBatchSchema>;
export const adminBatchPageSchema = z.object({ success: z.literal(true), batches: z.array(adminBatchSchema), nextCursor: z.string().nullable() });
export type AdminBatchPage = z.infer<typeof adminBatchPageSchema>;

export const adminBatchItemSchema = batchItemSchema.extend({
  provider: z.string(),
  /** How often it was begun. */
  attempts: count,
  updated_at: timeSchema,
});
export type AdminBatchItem = z.infer<typeof adminBatchItemSchema>;

/** What an operator can do with a batch: what its user can, and for as long. */
export const BATCH_INTERVENTIONS = [...BATCH_ACTIONS, "cancel"] as const;
export type BatchIntervention = (typeof BATCH_INTERVENTIONS)[number];

/** A batch with a page of its items in the order of the request; `can`: what may be done with it now, by this operator; `actions`: what operators did with it, the newest first. */
export const adminBatchAnswerSchema = z.object({
  success: z.literal(true),
  batch: adminBatchSchema,
  can: z.array(z.enum(BATCH_INTERVENTIONS)),
  actions: z.array(operatorActionSchema),
  items: z.array(adminBatchItemSchema),
  nextCursor: z.string().nullable(),
});
export type AdminBatchAnswer = z.infer<typeof adminBatchAnswerSchema>;

export const interveneBatchRequestSchema = z.strictObject({ action: z.enum(BATCH_INTERVENTIONS), reason: operatorReasonSchema });
export type InterveneBatchRequest = z.infer<typeof interveneBatchRequestSchema>;
/** `items`: how many were cancelled, or are tried again. */
export const interveneBatchAnswerSchema = z.object({ success: z.literal(true), batchId: uuidSchema, action: z.enum(BATCH_INTERVENTIONS), items: count, batch: batchSchema });
export type InterveneBatchAnswer = z.infer<typeof interveneBatchAnswerSchema>;
