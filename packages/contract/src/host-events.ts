import { z } from "zod";
import { BATCH_STATES, batchCountsSchema } from "./batches.ts";
import { shortChargeSchema } from "./credits.ts";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { MODEL_STATES } from "./model-states.ts";
import { matchNewsSchema } from "./models.ts";

/** The names of all events that the server tells its host, by webhook and in the process. */
export const HOST_EVENT_TYPES = [
  "model.succeeded",
  "model.failed",
  "model.matched",
  "model.deleted",
  "credits.low",
  "credits.short",
  "export.ready",
  "archive.ready",
  "batch.done",
  "files.at_risk",
  "files.lost",
  "files.refused",
  "task.late",
  "task.ambiguous",
] as const;
export type HostEventType = (typeof HOST_EVENT_TYPES)[number];

/** Which model it is about and where it stands. Links expire, so none is told: ask for the model when its files are wanted. */
export const hostModelSchema = z.object({
  modelId: uuidSchema,
  sourceType: sourceTypeSchema,
  sourceId: uuidSchema,
  version: z.int().min(1),
  status: z.enum(MODEL_STATES),
  provider: z.string(),
  taskId: z.string().nullable(),
  /** Why it failed, in words for the user. */
  taskError: z.string().nullable(),
});
export type HostModel = z.infer<typeof hostModelSchema>;

/** Told once a model that succeeded was compared with its photos. */
const matchedModelSchema = hostModelSchema.extend({ match: matchNewsSchema });

/** In credits; `lowAt` is the host's own limit. */
const lowCreditsSchema = z.object({ balance: z.int(), held: z.int(), available: z.int(), lowAt: z.int() });

/** Every item of a batch has come to its end: what became of how many. */
const doneBatchSchema = z.object({ batchId: uuidSchema, name: z.string().nullable(), status: z.enum(BATCH_STATES), counts: batchCountsSchema });
export type DoneBatch = z.infer<typeof doneBatchSchema>;

const readyExportSchema = z.object({ exportId: uuidSchema, modelId: uuidSchema, format: z.string() });

/** A stored archive, of how many models; what of them is in it says its manifest. */
const readyArchiveSchema = z.object({ archiveId: uuidSchema, name: z.string(), format: z.string(), models: z.int().min(1), /** How many of them are not in it: its manifest says why. */ missing: z.int().min(0) });

/** Files of a model by their names, and the last thing that went wrong with them. */
const troubledFilesSchema = z.object({
  modelId: uuidSchema,
  provider: z.string(),
  files: z.array(z.string()).min(1),
  reason: z.string().nullable(),
  /** Until when the provider keeps them, where it says so. */
  expiresAt: timeSchema.nullable(),
});

/** A model's task at its provider that wants the operator's eye. */
const troubledTaskSchema = z.object({
  modelId: uuidSchema,
  provider: z.string(),
  /** All that it may be; none where the provider lists nothing that fits. */
  taskIds: z.array(z.string()),
  /** What was found, in one sentence. */
  reason: z.string(),
});

const hostEvent = <T extends HostEventType, D extends z.ZodType>(type: T, data: D) =>
  z.object({ type: z.literal(type), /** Whose it is; null where it is nobody's. */ userId: z.string().nullable(), data });

/** Every event that the server tells its host, told apart by `type`. */
export const hostEventSchema = z.discriminatedUnion("type", [
  hostEvent("model.succeeded", hostModelSchema),
  hostEvent("model.failed", hostModelSchema),
  hostEvent("model.matched", matchedModelSchema),
  hostEvent("model.deleted", hostModelSchema),
  hostEvent("credits.low", lowCreditsSchema),
  hostEvent("credits.short", shortChargeSchema),
  hostEvent("export.ready", readyExportSchema),
  hostEvent("archive.ready", readyArchiveSchema),
  hostEvent("batch.done", doneBatchSchema),
  hostEvent("files.at_risk", troubledFilesSchema),
  hostEvent("files.lost", troubledFilesSchema),
  hostEvent("files.refused", troubledFilesSchema),
  hostEvent("task.late", troubledTaskSchema),
  hostEvent("task.ambiguous", troubledTaskSchema),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;

/** The body of a webhook; `timestamp` is when it happened, `webhook-id` and the signature are in the headers. */
export const hostEventPayloadSchema = hostEventSchema.and(z.object({ timestamp: timeSchema }));
export type HostEventPayload = HostEvent & { timestamp: string };
