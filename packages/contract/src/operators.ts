import { z } from "zod";
import { timeSchema, uuidSchema } from "./identifiers.ts";
import { MAX_CORRECTION, MAX_REASON_CHARACTERS, MIN_REASON_CHARACTERS } from "./operator-limits.ts";

/** What an operator may change, besides reading everything: generations with their batches, files and archives, deliveries of services, users' credits. */
export const OPERATOR_RIGHTS = ["generations", "webhooks", "credits"] as const;
export type OperatorRight = (typeof OPERATOR_RIGHTS)[number];

/** Why an operator changes something; it is written down with the change. */
export const operatorReasonSchema = z.string().trim().min(MIN_REASON_CHARACTERS).max(MAX_REASON_CHARACTERS);

/** Everything that an operator can do. */
export const OPERATOR_ACTIONS = [
  "generation.retry",
  "generation.give_up",
  "files.retry",
  "batch.pause",
  "batch.resume",
  "batch.retry_failed",
  "batch.cancel",
  "archive.delete",
  "webhook.replay",
  "credits.correct",
  "credits.refund",
] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** One thing that an operator did: who, what, how much, why and when. */
export const operatorActionSchema = z.object({
  id: z.string(),
  operator: z.string(),
  action: z.enum(OPERATOR_ACTIONS),
  /** What it was done to: the id of a model, of a batch, of an archive, of a delivery or of a user. */
  subject: z.string(),
  reason: z.string(),
  /** Credits that were given, or below 0 taken, or given back. */
  credits: z.int().optional(),
  /** Items of a batch that were cancelled, or are tried again. */
  items: z.int().min(0).optional(),
  /** Files that are copied again. */
  files: z.int().min(0).optional(),
  created_at: timeSchema,
});
export type OperatorActionEntry = z.infer<typeof operatorActionSchema>;

export const operatorActionPageSchema = z.object({ success: z.literal(true), actions: z.array(operatorActionSchema), nextCursor: z.string().nullable() });
export type OperatorActionPage = z.infer<typeof operatorActionPageSchema>;

/** What can be done to one generation: have it looked after at once, give it up, or have its refused files copied once more. */
export const INTERVENTIONS = ["retry", "give_up", "retry_files"] as const;
export type Intervention = (typeof INTERVENTIONS)[number];

/** The same, and giving back what it cost: what a time line offers. */
export const GENERATION_ACTIONS = [...INTERVENTIONS, "refund"] as const;
export type GenerationAction = (typeof GENERATION_ACTIONS)[number];

export const interveneRequestSchema = z.strictObject({ action: z.enum(INTERVENTIONS), reason: operatorReasonSchema });
export type InterveneRequest = z.infer<typeof interveneRequestSchema>;
/** `files`: the names of those that wait for their copy again. */
export const interveneAnswerSchema = z.object({ success: z.literal(true), modelId: uuidSchema, action: z.enum(INTERVENTIONS), files: z.array(z.string()) });
export type InterveneAnswer = z.infer<typeof interveneAnswerSchema>;

export const replayRequestSchema = z.strictObject({ reason: operatorReasonSchema });
export const replayAnswerSchema = z.object({ success: z.literal(true), deliveryId: uuidSchema });
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;

/** `amount` in credits: given, or below 0 taken. */
export const correctionRequestSchema = z.strictObject({
  userId: z.string().min(1).max(200),
  amount: z.int().min(-MAX_CORRECTION).max(MAX_CORRECTION).refine((amount) => amount !== 0, "must not be 0"),
  reason: operatorReasonSchema,
});
export type CorrectionRequest = z.infer<typeof correctionRequestSchema>;
/** `available`: what the user can spend now. */
export const correctionAnswerSchema = z.object({ success: z.literal(true), userId: z.string(), amount: z.int(), available: z.int() });
export type CorrectionAnswer = z.infer<typeof correctionAnswerSchema>;

export const refundRequestSchema = z.strictObject({ reason: operatorReasonSchema });
/** `refunded`: credits that came back, all that the generation had cost. */
export const refundAnswerSchema = z.object({ success: z.literal(true), modelId: uuidSchema, userId: z.string(), refunded: z.int().min(1) });
export type RefundAnswer = z.infer<typeof refundAnswerSchema>;
