import { z } from "zod";
import { ledgerEntrySchema } from "./credits.ts";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { MODEL_STATES } from "./model-states.ts";
import { OPERATOR_RIGHTS } from "./operators.ts";

/** A generation that goes on and of which nothing was heard for so long is shown as stuck. */
export const STUCK_AFTER_MS = 10 * 60_000;

const count = z.int().min(0);
const page = { success: z.literal(true), nextCursor: z.string().nullable() } as const;

/** How things stand just now, and who is looking. A part that could not be read in time is `null`. */
export const overviewSchema = z.object({
  success: z.literal(true),
  at: timeSchema,
  operator: z.object({ id: z.string(), may: z.array(z.enum(OPERATOR_RIGHTS)) }),
  /** Jobs that are still to be done: `ready` can be taken by a worker since `ready_since`, `deferred` are for later. */
  jobs: z.array(z.object({ name: z.string(), ready: count, deferred: count, running: count, ready_since: timeSchema.nullable() })).nullable(),
  /** Generations that go on. */
  open: z.array(z.object({ provider: z.string(), status: z.enum(MODEL_STATES), count, oldest_at: timeSchema })).nullable(),
  stuck: count.nullable(),
  /** Batches that are not done; `stuck` ones run, and nothing of them has moved for `STUCK_AFTER_MS`. */
  batches: z.object({ running: count, paused: count, stuck: count }).nullable(),
  /** Of the last 24 hours: how many ended in which way, and why those failed that did, the most frequent reasons first. */
  ended: z.object({ succeeded: count, failed: count, expired: count, reasons: z.array(z.object({ reason: z.string(), count })) }).nullable(),
  webhooks: z.array(z.object({ provider: z.string(), waiting: count, given_up: count })).nullable(),
  /** Files that lie with a service still; `at_risk` ones have a third or less left of the time in which it keeps them. */
  files: z.array(z.object({ provider: z.string(), waiting: count, at_risk: count })).nullable(),
  /** Deliveries to the host's own endpoints that wait. */
  events_waiting: count.nullable(),
});
export type Overview = z.infer<typeof overviewSchema>;

export const adminGenerationSchema = z.object({
  id: uuidSchema,
  user_id: z.string(),
  source_type: sourceTypeSchema,
  source_id: uuidSchema,
  provider: z.string(),
  task_id: z.string().nullable(),
  status: z.enum(MODEL_STATES),
  progress: z.int().min(0).max(100),
  version: z.int().min(1),
  is_active: z.boolean(),
  is_stuck: z.boolean(),
  task_error: z.string().nullable(),
  attempts: count,
  created_at: timeSchema,
  updated_at: timeSchema,
  finished_at: timeSchema.nullable(),
});
export type AdminGeneration = z.infer<typeof adminGenerationSchema>;
export const adminGenerationPageSchema = z.object({ ...page, generations: z.array(adminGenerationSchema) });
export type AdminGenerationPage = z.infer<typeof adminGenerationPageSchema>;

/** One delivery of a service as the inbox keeps it; its body and its headers are never shown. */
export const adminDeliverySchema = z.object({
  id: uuidSchema,
  provider: z.string(),
  /** Null together with `status`: it could not be read. */
  task_id: z.string().nullable(),
  state: z.enum(["waiting", "applied", "given_up"]),
  /** What it says that the task is. */
  status: z.string().nullable(),
  attempts: count,
  /** What working on it did. */
  outcome: z.string().nullable(),
  /** Why its last try failed, or why it was given up. */
  reason: z.string().nullable(),
  received_at: timeSchema,
  settled_at: timeSchema.nullable(),
});
export type AdminDelivery = z.infer<typeof adminDeliverySchema>;
export const adminDeliveryPageSchema = z.object({ ...page, deliveries: z.array(adminDeliverySchema) });
export type AdminDeliveryPage = z.infer<typeof adminDeliveryPageSchema>;

export const adminLedgerEntrySchema = ledgerEntrySchema.extend({
  user_id: z.string(),
  grant_id: uuidSchema.nullable(),
  /** Who decided it, as the movement by hand said. */
  actor: z.string().nullable(),
});
export type AdminLedgerEntry = z.infer<typeof adminLedgerEntrySchema>;
/** `ledger`: the name of the host's own ledger where that one keeps the credits, so that nothing is corrected here. */
export const adminLedgerPageSchema = z.object({ ...page, ledger: z.string().nullable(), entries: z.array(adminLedgerEntrySchema) });
export type AdminLedgerPage = z.infer<typeof adminLedgerPageSchema>;

/** What is known of a file of a model that still lies with a service, or that nobody will have. */
export const troubledFileSchema = z.object({
  model_id: uuidSchema,
  name: z.string(),
  provider: z.string(),
  state: z.enum(["waiting", "refused", "lost"]),
  attempts: count,
  last_error: z.string().nullable(),
  /** Until when the service keeps it; null where it does so for good. */
  expires_at: timeSchema.nullable(),
  updated_at: timeSchema,
});
export type TroubledFile = z.infer<typeof troubledFileSchema>;
export const troubledFilePageSchema = z.object({ ...page, files: z.array(troubledFileSchema) });
export type TroubledFilePage = z.infer<typeof troubledFilePageSchema>;

/** What lies in the storage, by kind; counted from a part of the rows where there are very many (`isEstimate`). */
export const storageUseSchema = z.object({
  success: z.literal(true),
  isEstimate: z.boolean(),
  kinds: z.array(z.object({ kind: z.string(), state: z.string(), files: count, bytes: count })),
});
export type StorageUse = z.infer<typeof storageUseSchema>;

/** Days in UTC, newest first; users by credits; costs as the providers told them. */
export const usageSchema = z.object({
  success: z.literal(true),
  since: timeSchema,
  days: z.array(z.object({ day: z.iso.date(), generations: count, succeeded: count, failed: count, credits: count })),
  users: z.array(z.object({ user_id: z.string(), generations: count, credits: count })),
  costs: z.array(z.object({ provider: z.string(), unit: z.string(), amount: z.number(), tasks: count })),
});
export type Usage = z.infer<typeof usageSchema>;
