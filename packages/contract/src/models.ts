import { z } from "zod";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { MODEL_STATES } from "./model-states.ts";
import { realSizeSchema } from "./real-size.ts";
import { VIEWS } from "./views.ts";

/**
 * URL of the model by file kind: `glb`, `fbx`, `obj`, `usdz`, `mtl`, `stl` …; a kind that was not made is absent. `glb_light` is the model for pages
 * and `glb_tiny` the one for the first look and for phones, both made from `glb`.
 */
export const modelUrlsSchema = z.record(z.string(), z.string());
export type ModelUrls = z.infer<typeof modelUrlsSchema>;

/** One set of texture maps. */
export const textureUrlsSchema = z.object({
  base_color: z.string(),
  metallic: z.string().optional(),
  roughness: z.string().optional(),
  normal: z.string().optional(),
  emission: z.string().optional(),
});
export type TextureUrls = z.infer<typeof textureUrlsSchema>;

/** A picture of the model, in pixels. */
export const thumbnailSchema = z.object({ url: z.string(), width: z.int().min(1), height: z.int().min(1) });
export type Thumbnail = z.infer<typeof thumbnailSchema>;

/**
 * Pictures of one turn of a model in one file, row after row: picture `n` begins at column `n % columns`, row `⌊n / columns⌋`. The first is from the
 * front. Width and height are those of one, in pixels.
 */
export const turntableSchema = z.object({ url: z.string(), frames: z.int().min(1), columns: z.int().min(1), rows: z.int().min(1), width: z.int().min(1), height: z.int().min(1) });
export type Turntable = z.infer<typeof turntableSchema>;

/** Of a model and its photos, 0–100: below it, it is worth looking at where they differ before the model is used. */
export const LOW_MATCH_PERCENT = 75;

/** How a model and one of its photos are alike. */
const viewLikenessSchema = z.object({
  /** The share of what either shows in which both show the same. */
  percent: z.int().min(0).max(100),
  /** Intersection over union of the two outlines. */
  silhouette: z.number().min(0).max(1),
  /** Likeness of the colours where both show the thing; another brightness counts as the same. */
  color: z.number().min(0).max(1),
});
export type ViewLikeness = z.infer<typeof viewLikenessSchema>;

/**
 * How a model looks from where its photos were taken, compared with them, whoever made it. A photo in which nothing stood out from its
 * background is left out.
 */
export const photoMatchSchema = z.object({
  /** The mean of the views. */
  percent: z.int().min(0).max(100),
  /** Whether that is below {@link LOW_MATCH_PERCENT}. */
  is_low: z.boolean(),
  /** By how much the model had to be turned counter-clockwise, as seen from above, for its front to be that of the photos: 0, 90, 180 or 270 degrees. */
  yaw: z.number(),
  /** `url` is a picture of where they differ: red what only the photo shows, blue what only the model shows, yellow other colours. */
  views: z.partialRecord(z.enum(VIEWS), viewLikenessSchema.extend({ url: z.string() })),
});
export type PhotoMatch = z.infer<typeof photoMatchSchema>;

/** The same without its pictures, as the host is told it. */
export const matchNewsSchema = z.object({ percent: z.int().min(0).max(100), isLow: z.boolean(), yaw: z.number(), views: z.partialRecord(z.enum(VIEWS), viewLikenessSchema) });
export type MatchNews = z.infer<typeof matchNewsSchema>;

const countSchema = z.int().min(0);
const cornerSchema = z.tuple([z.number(), z.number(), z.number()]);

/** What was found when a model's GLB was measured. Lengths are in metres of the file, which means nothing where nobody said the real size. */
export const modelReportSchema = z.object({
  triangles: countSchema,
  vertices: countSchema,
  parts: countSchema,
  materials: countSchema,
  textures: z.array(z.object({ type: z.string(), width: countSchema, height: countSchema, bytes: countSchema })),
  bounds: z.object({ min: cornerSchema, max: cornerSchema }),
  area: z.number(),
  /** `null` where the surface is not closed. */
  volume: z.number().nullable(),
  isClosed: z.boolean(),
  components: countSchema,
  holes: countSchema,
  flippedEdges: countSchema,
  crowdedEdges: countSchema,
  degenerateTriangles: countSchema,
  duplicateTriangles: countSchema,
  /** Triangles that go through others, or the least that they are in a surface of millions; not there of models that were measured before it was counted. */
  crossingTriangles: countSchema.optional(),
  /** Of Khronos' glTF validator: breaches of the standard by their weight. */
  validation: z.object({ errors: countSchema, warnings: countSchema, infos: countSchema, hints: countSchema }),
});
export type ModelReport = z.infer<typeof modelReportSchema>;

export const inputImagesSchema = z.partialRecord(z.enum(VIEWS), z.string());
export type InputImages = z.infer<typeof inputImagesSchema>;

/** A model as answers show it: one version of one source of one user. */
export const modelSchema = z.object({
  id: uuidSchema,
  source_type: sourceTypeSchema,
  source_id: uuidSchema,
  provider: z.string(),
  task_id: z.string().nullable(),
  status: z.enum(MODEL_STATES),
  progress: z.int().min(0).max(100),
  model_urls: modelUrlsSchema,
  /** A coarse GLB of what is being made; there from a provider that makes one, until the generation ends. */
  preview_url: z.string().optional(),
  thumbnail_url: z.string().nullable(),
  texture_urls: z.array(textureUrlsSchema),
  /** The picture in several sizes, the smallest first; there once they were made. */
  thumbnails: z.array(thumbnailSchema).optional(),
  /** The model all around; there once it was drawn. */
  turntable: turntableSchema.optional(),
  /** What was found when it was measured; there once that was done. */
  report: modelReportSchema.optional(),
  /** How well it matches its photos; there once they were compared. */
  photo_match: photoMatchSchema.optional(),
  input_images: inputImagesSchema,
  /** One measure of the real thing, the same for all versions of a source; `null` where nobody said. */
  real_size: realSizeSchema.nullable().optional(),
  task_error: z.string().nullable(),
  /** What was done otherwise than asked, and what would make the photos better; in words for the user. */
  warnings: z.array(z.string()).optional(),
  version: z.int().min(1),
  is_active: z.boolean(),
  created_at: timeSchema,
  updated_at: timeSchema,
  finished_at: timeSchema.nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** What a page needs of one source: what to show, and what is being made or went wrong last. */
export const modelEntrySchema = z.object({ model: modelSchema.nullable(), generation: modelSchema.nullable() });
export type ModelEntry = z.infer<typeof modelEntrySchema>;

export const modelEntryAnswerSchema = modelEntrySchema.extend({ success: z.literal(true) });
export const modelVersionsAnswerSchema = z.object({ success: z.literal(true), models: z.array(modelSchema), count: z.int() });
export const modelEntriesAnswerSchema = z.object({ success: z.literal(true), models: z.record(z.string(), modelEntrySchema) });
/** Models by their ids; one that does not exist or is somebody else's is absent. */
export const modelsByIdAnswerSchema = z.object({ success: z.literal(true), models: z.record(z.string(), modelSchema) });
export const modelPageAnswerSchema = z.object({ success: z.literal(true), models: z.array(modelSchema), nextCursor: z.string().nullable() });
export type ModelVersionsAnswer = z.infer<typeof modelVersionsAnswerSchema>;
export type ModelEntriesAnswer = z.infer<typeof modelEntriesAnswerSchema>;
export type ModelsByIdAnswer = z.infer<typeof modelsByIdAnswerSchema>;
export type ModelPageAnswer = z.infer<typeof modelPageAnswerSchema>;

export const setActiveRequestSchema = z.strictObject({ modelId: uuidSchema, action: z.literal("set_active") });
/** Says how large the thing really is; `null` forgets it. Counts for all versions of the source. */
export const setSizeRequestSchema = z.strictObject({ modelId: uuidSchema, action: z.literal("set_size"), size: realSizeSchema.nullable() });
export const changeModelRequestSchema = z.discriminatedUnion("action", [setActiveRequestSchema, setSizeRequestSchema]);
export const changeModelAnswerSchema = z.object({ success: z.literal(true), model: modelSchema, message: z.string() });
export const setActiveAnswerSchema = changeModelAnswerSchema;
export const deleteModelAnswerSchema = z.object({ success: z.literal(true), message: z.string() });
