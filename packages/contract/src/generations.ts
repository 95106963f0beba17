import { z } from "zod";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { MODEL_STATES } from "./model-states.ts";
import { modelUrlsSchema, textureUrlsSchema } from "./models.ts";

const MAX_URL_CHARACTERS = 2048;
const imageUrlSchema = z
  .string({ error: ({ input }) => (input === undefined ? "is missing: a front and a back photo are both needed" : "must be the address of a photo") })
  .min(1, "must be the address of a photo")
  .max(MAX_URL_CHARACTERS);

const MAX_PROMPT_CHARACTERS = 600;

/** What a user may ask of a generation; what a provider cannot do it leaves out. Without a texture the others about it count for nothing. */
export const generationOptionsSchema = z.strictObject({
  texture: z.boolean().optional(),
  /** Metallic, roughness and normal maps beside the base colour. */
  pbr: z.boolean().optional(),
  targetPolycount: z.int().min(100).max(300_000).optional(),
  /** Words for the texture, where the photos do not say enough. */
  texturePrompt: z.string().trim().min(1).max(MAX_PROMPT_CHARACTERS).optional(),
  textureResolution: z.enum(["2k", "4k", "8k"]).optional(),
});
export type GenerationOptions = z.infer<typeof generationOptionsSchema>;

export const generateRequestSchema = z.strictObject({
  imageUrls: z.strictObject({
    front: imageUrlSchema,
    back: imageUrlSchema,
    side: imageUrlSchema.optional(),
    top: imageUrlSchema.optional(),
    left: imageUrlSchema.optional(),
    bottom: imageUrlSchema.optional(),
  }),
  sourceType: sourceTypeSchema,
  sourceId: uuidSchema,
  options: generationOptionsSchema.optional(),
  /** Who shall make it, by name; the host decides where nothing is said. */
  provider: z.string().min(1).max(32).optional(),
});
export type GenerateRequest = z.infer<typeof generateRequestSchema>;

export const generateAnswerSchema = z.object({
  success: z.literal(true),
  taskId: z.string(),
  modelId: uuidSchema,
  version: z.int().min(1),
  message: z.string(),
  warnings: z.array(z.string()),
});
export type GenerateAnswer = z.infer<typeof generateAnswerSchema>;

/** The flat state of a task. `stale` says that the provider could not be asked just now and the stored state is shown. */
export const generationStatusSchema = z.object({
  status: z.enum(MODEL_STATES),
  progress: z.int().min(0).max(100),
  model_urls: modelUrlsSchema,
  /** A coarse GLB of what is being made; there from a provider that makes one, until the generation ends. */
  preview_url: z.string().optional(),
  thumbnail_url: z.string().nullable(),
  texture_urls: z.array(textureUrlsSchema),
  task_error: z.string().nullable(),
  /** What was done otherwise than asked, and what would make the photos better; in words for the user. */
  warnings: z.array(z.string()).optional(),
  finished_at: timeSchema.nullable(),
  modelId: uuidSchema,
  version: z.int().min(1),
  credits: z.object({ charged: z.int().min(0), short: z.int().min(0) }),
  stale: z.literal(true).optional(),
});
export type GenerationStatus = z.infer<typeof generationStatusSchema>;
