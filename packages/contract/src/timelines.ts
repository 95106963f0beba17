import { z } from "zod";
import { adminGenerationSchema } from "./admin.ts";
import { timeSchema } from "./identifiers.ts";
import { GENERATION_ACTIONS } from "./operators.ts";

/** What a moment of a generation's life is about. */
export const TIMELINE_AREAS = ["model", "credits", "task", "webhook", "job", "file", "export", "batch", "event", "operator"] as const;
export type TimelineArea = (typeof TIMELINE_AREAS)[number];

/** Every kind of moment, by what it is about. */
export const TIMELINE_KINDS = [
  "requested",
  "started",
  "tried_again",
  "succeeded",
  "failed",
  "expired",
  "activated",
  "deactivated",
  "credits_held",
  "credits_released",
  "credits_charged",
  "credits_refunded",
  "credits_settling",
  "task_queued",
  "task_submitted",
  "task_unanswered",
  "task_doubted",
  "task_ended",
  "task_cost",
  "webhook_received",
  "job_waiting",
  "job_running",
  "file_stored",
  "file_waiting",
  "file_refused",
  "file_lost",
  "export_started",
  "export_succeeded",
  "export_failed",
  "batch_started",
  "event_told",
  "operator_acted",
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Everything that a moment may tell more. */
export const TIMELINE_FACTS = [
  "provider",
  "version",
  "views",
  "warnings",
  "reason",
  "progress",
  "attempt",
  "attempts",
  "tries",
  "amount",
  "unit",
  "short",
  "as",
  "actor",
  "ledger",
  "reference",
  "state",
  "status",
  "outcome",
  "cause",
  "lateOutcome",
  "abandoned",
  "doubt",
  "error",
  "fallbacks",
  "place",
  "taskId",
  "looks",
  "deliveryId",
  "name",
  "kind",
  "bytes",
  "expiresAt",
  "format",
  "batchId",
  "position",
  "type",
  "deliveries",
  "action",
  "operator",
] as const;
export type TimelineFact = (typeof TIMELINE_FACTS)[number];

export const timelineFactSchema = z.union([z.string(), z.number()]);
export const timelineEventSchema = z.object({
  at: timeSchema,
  area: z.enum(TIMELINE_AREAS),
  kind: z.enum(TIMELINE_KINDS),
  /** What more is known of it; without addresses and without anything secret. */
  facts: z.partialRecord(z.enum(TIMELINE_FACTS), timelineFactSchema),
});
export type TimelineEvent = z.infer<typeof timelineEventSchema>;

/**
 * Every event of one generation, oldest first. `generation` is null once its version was deleted: what is kept of it is still shown.
 * `can`: what may be done to it now, by this operator.
 */
export const timelineSchema = z.object({
  success: z.literal(true),
  generation: adminGenerationSchema.nullable(),
  can: z.array(z.enum(GENERATION_ACTIONS)),
  events: z.array(timelineEventSchema),
  /** False where there are more events than are shown. */
  isComplete: z.boolean(),
});
export type Timeline = z.infer<typeof timelineSchema>;
