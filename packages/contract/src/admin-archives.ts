import { z } from "zod";
import { archiveSchema } from "./archives.ts";
import { timeSchema, uuidSchema } from "./identifiers.ts";
import { operatorReasonSchema } from "./operators.ts";

/** A stored archive as operators see it: whose it is as well, and of what; its file is its user's alone. */
export const adminArchiveSchema = archiveSchema.omit({ url: true }).extend({
  user_id: z.string(),
  /** The batch that it was asked of; null for one of single models, and for those of a former version. */
  batch_id: uuidSchema.nullable(),
  /** The first of its models. */
  first_model_id: uuidSchema.nullable(),
  attempts: z.int().min(0),
  finished_at: timeSchema.nullable(),
});
export type AdminArchive = z.infer<typeof adminArchiveSchema>;
export const adminArchivePageSchema = z.object({ success: z.literal(true), archives: z.array(adminArchiveSchema), nextCursor: z.string().nullable() });
export type AdminArchivePage = z.infer<typeof adminArchivePageSchema>;

export const deleteArchiveRequestSchema = z.strictObject({ action: z.literal("delete"), reason: operatorReasonSchema });
export const deleteArchiveAnswerSchema = z.object({ success: z.literal(true), archiveId: uuidSchema });
export type DeleteArchiveAnswer = z.infer<typeof deleteArchiveAnswerSchema>;
