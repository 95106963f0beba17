import { z } from "zod";
import { EXPORT_FORMATS } from "./exports.ts";
import { timeSchema, uuidSchema } from "./identifiers.ts";

/** The states of an archive that is stored, in the order of its life. */
export const ARCHIVE_STATES = ["PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED"] as const;
export type ArchiveState = (typeof ARCHIVE_STATES)[number];

/** Most models of one archive that names them in a body; one of a batch has all of the batch. */
export const MAX_ARCHIVE_MODELS = 1_000;

const archivedIdsSchema = z.array(uuidSchema).min(1).max(MAX_ARCHIVE_MODELS);

/** Asks for an archive of models by their ids, sent as it is written; what of them is the user's own and made is in it, each once. */
export const archiveModelsRequestSchema = z.strictObject({ modelIds: archivedIdsSchema, format: z.enum(EXPORT_FORMATS).default("glb") });
export type ArchiveModelsRequest = z.input<typeof archiveModelsRequestSchema>;

/** Asks for an archive that is stored: of all that a batch has made by then, or of models by their ids. */
export const startArchiveRequestSchema = z
  .strictObject({ batchId: uuidSchema.optional(), modelIds: archivedIdsSchema.optional(), format: z.enum(EXPORT_FORMATS).default("glb") })
  .refine(({ batchId, modelIds }) => (batchId === undefined) !== (modelIds === undefined), { message: "needs either batchId or modelIds", path: ["batchId"] });
export type StartArchiveRequest = z.input<typeof startArchiveRequestSchema>;

/** An archive that is stored for a while. `url` is there once it is ready: it gives any part of the file, and so a download that broke off goes on. */
export const archiveSchema = z.object({
  id: uuidSchema,
  format: z.enum(EXPORT_FORMATS),
  /** What the file is called. */
  name: z.string(),
  status: z.enum(ARCHIVE_STATES),
  /** How many models it was asked of; what of them is in it says its manifest. */
  models: z.int().min(1),
  /** How many of them are not in it; `null` until it is packed. Asking for it again packs it anew where there are some. */
  missing: z.int().min(0).nullable(),
  bytes: z.int().min(0).nullable(),
  url: z.string().nullable(),
  /** Why it failed, in words for the user. */
  reason: z.string().nullable(),
  created_at: timeSchema,
  /** Until then it is kept. */
  expires_at: timeSchema,
});
export type Archive = z.infer<typeof archiveSchema>;

/** What an event tells of a stored archive; its address is asked for afterwards. */
export const archiveNewsSchema = archiveSchema.pick({ id: true, format: true, name: true, status: true, models: true, missing: true, reason: true });
export type ArchiveNews = z.infer<typeof archiveNewsSchema>;

export const archiveAnswerSchema = z.object({ success: z.literal(true), archive: archiveSchema });
export type ArchiveAnswer = z.infer<typeof archiveAnswerSchema>;
