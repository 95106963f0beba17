import { z } from "zod";
import { archiveNewsSchema } from "./archives.ts";
import { batchNewsSchema } from "./batches.ts";
import { shortChargeSchema } from "./credits.ts";
import { exportNewsSchema } from "./exports.ts";
import { sourceTypeSchema, uuidSchema } from "./identifiers.ts";
import { MODEL_STATES } from "./model-states.ts";

/** What an event tells of a model: enough to move a card; files are asked for afterwards. */
const modelNewsSchema = z.object({
  id: uuidSchema,
  source_type: sourceTypeSchema,
  source_id: uuidSchema,
  task_id: z.string().nullable(),
  status: z.enum(MODEL_STATES),
  progress: z.int().min(0).max(100),
  version: z.int().min(1),
  is_active: z.boolean(),
  task_error: z.string().nullable(),
  /** There is something coarse to look at meanwhile: `preview_url` of the model. */
  has_preview: z.literal(true).optional(),
});
export type ModelNews = z.infer<typeof modelNewsSchema>;

const modelEvent = <T extends string>(type: T) => z.object({ type: z.literal(type), model: modelNewsSchema });
const exportEvent = <T extends string>(type: T) => z.object({ type: z.literal(type), export: exportNewsSchema });
const batchEvent = <T extends string>(type: T) => z.object({ type: z.literal(type), batch: batchNewsSchema });

const archiveEvent = <T extends string>(type: T) => z.object({ type: z.literal(type), archive: archiveNewsSchema });

/** Every event of a user's stream (`GET /model-events`), told apart by `type`, which is also the SSE event name. */
export const streamEventSchema = z.discriminatedUnion("type", [
  modelEvent("model.created"),
  modelEvent("model.progress"),
  modelEvent("model.succeeded"),
  modelEvent("model.failed"),
  modelEvent("model.activated"),
  modelEvent("model.deleted"),
  exportEvent("export.progress"),
  exportEvent("export.ready"),
  exportEvent("export.failed"),
  archiveEvent("archive.ready"),
  archiveEvent("archive.failed"),
  batchEvent("batch.progress"),
  batchEvent("batch.done"),
  z.object({ type: z.literal("credits.changed"), balance: z.int(), held: z.int(), available: z.int(), low: z.boolean(), short: shortChargeSchema.optional() }),
]);
export type StreamEvent = z.infer<typeof streamEventSchema>;
export type StreamEventType = StreamEvent["type"];
