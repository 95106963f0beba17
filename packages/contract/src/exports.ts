import { z } from "zod";
import { sourceTypeSchema, timeSchema, uuidSchema } from "./identifiers.ts";
import { LENGTH_UNITS, realSizeSchema } from "./real-size.ts";

/** Every format that a model can leave in. */
export const EXPORT_FORMATS = ["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz", "dxf", "step"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The states of an export, in the order of its life. One that is no longer kept is gone: asking for the same again makes it anew. */
export const EXPORT_STATES = ["PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** `direct`: the model's own file as it is stored. `made`: written here from it. `provider`: the file of the service that made the model. */
export const EXPORT_WAYS = ["direct", "made", "provider"] as const;
export type ExportWay = (typeof EXPORT_WAYS)[number];

export const UP_AXES = ["y", "z"] as const;

/** `3dface`: loose faces, which every reader knows. `polyface`: meshes of at most 32,767 vertices each. `mesh`: whole meshes with a unit, for newer readers. */
export const DXF_ENTITIES = ["3dface", "polyface", "mesh"] as const;

/** Least and most of `maxFaces`: readers of STEP slow down long before. */
export const MAX_FACES_RANGE = { min: 4, max: 200_000 } as const;

/** What may be asked of an export; which of them a format knows is in `GET /export-formats`, and another one is refused. */
export const exportOptionsSchema = z.strictObject({
  /** One measure of the real thing. Left out, the one that is kept for the model's source; `null`, none: as the model's file has it. */
  realSize: realSizeSchema.nullable().optional(),
  /** Of the numbers in the file. Left out, what readers of the format expect. */
  unit: z.enum(LENGTH_UNITS).optional(),
  /** Left out, what readers of the format expect. */
  upAxis: z.enum(UP_AXES).optional(),
  /** The most faces that the file may have; a model of more is simplified. */
  maxFaces: z.int().min(MAX_FACES_RANGE.min).max(MAX_FACES_RANGE.max).optional(),
  /** STEP: triangles as AP242 has them, light and for newer readers, in place of faces. */
  tessellated: z.boolean().optional(),
  /** Whether pictures go along; default true. */
  textures: z.boolean().optional(),
  /** DXF: what the surface is made of; default `3dface`. */
  entity: z.enum(DXF_ENTITIES).optional(),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;
export const EXPORT_OPTION_NAMES = Object.keys(exportOptionsSchema.shape) as (keyof ExportOptions)[];
export type ExportOptionName = keyof ExportOptions;

/** What a model may have and a format may keep, change or lose. */
export const EXPORT_ASPECTS = [
  "alpha",
  "animations",
  "baseColor",
  "baseColorTexture",
  "doubleSided",
  "emissive",
  "faces",
  "lights",
  "materialExtensions",
  "metallicRoughness",
  "names",
  "normalTexture",
  "normals",
  "occlusion",
  "parts",
  "points",
  "size",
  "triangles",
  "uvs",
  "vertexColors",
] as const;
export type ExportAspect = (typeof EXPORT_ASPECTS)[number];

/**
 * What of a card needs a sentence, with its figures. `no_real_size`: the model's own numbers are taken as metres. `far_off`: it lies at a `distance`
 * from the origin where coordinates go by steps of `step`, in `unit`. `simplified`: `from`, `to`, `of`
 * (`faces` or `triangles`), and how far the surface is off at most, `error` in `unit`. `opened`: it was closed before that. `mended`: how often what was
 * done, of `welded`, `degenerate`, `duplicate`, `turned`, `filled`, `separated`. `flat_triangles`: `count` without an area that stay. `not_closed`: edges at fault,
 * of `openEdges`, `flippedEdges`, `crowdedEdges`. `overlapping`: `count` bodies that go through or
 * lie within one another. `crossing`: `count` triangles of the model that go through others. `unreadable_textures`: their `names`, a list. `other_scenes`: one of several is in the file.
 * `older_materials`: by specular colour and glossiness, which became metal and roughness. `left_out`: `what`, a list. `to_be_mended` and
 * `may_be_simplified` (to `maxFaces`): of a file that is not made yet.
 */
export const CARD_NOTES = ["no_real_size", "far_off", "simplified", "opened", "mended", "flat_triangles", "not_closed", "overlapping", "crossing", "unreadable_textures", "other_scenes", "older_materials", "left_out", "to_be_mended", "may_be_simplified"] as const;
export type CardNoteCode = (typeof CARD_NOTES)[number];

/** `message` is the sentence in English. */
export const cardNoteSchema = z.object({ code: z.enum(CARD_NOTES), values: z.record(z.string(), z.union([z.number(), z.string(), z.array(z.string())])), message: z.string() });
export type CardNote = z.infer<typeof cardNoteSchema>;

/** What came of the model in a file. Only aspects that the model has are named. Of a file that is given as it was made, what nobody measured is `null`; of one that is not made yet, what only making it tells. */
export const honestyCardSchema = z.object({
  /** Of a file that is given as it was made, with all that is in it: by whom, a service by its name or `local`. `null` for a file that was made of the model. */
  originalBy: z.string().nullable(),
  kept: z.array(z.enum(EXPORT_ASPECTS)),
  /** There, but otherwise: split, simplified, merged. */
  changed: z.array(z.enum(EXPORT_ASPECTS)),
  lost: z.array(z.enum(EXPORT_ASPECTS)),
  /** Of the numbers in the file. */
  unit: z.enum(LENGTH_UNITS).nullable(),
  upAxis: z.enum(UP_AXES).nullable(),
  /** In `unit`, as the viewer shows the model: depth is from front to back whatever axis is up in the file. */
  dimensions: z.object({ width: z.number(), height: z.number(), depth: z.number() }).nullable(),
  /** Whether the dimensions are those of the real thing; else they are as the model was made and mean nothing. */
  isRealSize: z.boolean(),
  /** Faces in the file: triangles, or for STEP the faces that were merged of them. */
  faces: z.int().nullable(),
  /** Triangles of the model before anything was simplified. */
  trianglesBefore: z.int().nullable(),
  /** Whether the surface encloses a volume without a hole. */
  isClosed: z.boolean().nullable(),
  bytes: z.int().nullable(),
  /** What else there is to know. */
  notes: z.array(cardNoteSchema),
});
export type HonestyCard = z.infer<typeof honestyCardSchema>;

/**
 * Why an export came to nothing. `too_many_faces`: the format's readers take fewer. `too_large`: more memory than an export may take.
 * `took_too_long`: more time. `unreadable`: the model's file. `unsuitable`: the format cannot hold this model. `failed`: a fault of ours.
 */
export const EXPORT_FAILURES = ["too_many_faces", "too_large", "took_too_long", "unreadable", "unsuitable", "failed"] as const;
export type ExportFailureCode = (typeof EXPORT_FAILURES)[number];

/** `message` says why, and what to do. */
export const exportFailureSchema = z.object({ code: z.enum(EXPORT_FAILURES), message: z.string() });
export type ExportFailure = z.infer<typeof exportFailureSchema>;

export const MAX_EXPORT_NAME_CHARACTERS = 100;

export const startExportRequestSchema = z.strictObject({
  modelId: uuidSchema,
  format: z.enum(EXPORT_FORMATS),
  options: exportOptionsSchema.optional(),
  /** What the thing is called: the file is named after it, and the thing in it. */
  name: z.string().trim().min(1).max(MAX_EXPORT_NAME_CHARACTERS).optional(),
});
export type StartExportRequest = z.input<typeof startExportRequestSchema>;

/** An export as answers show it: 200 with what is ready or has failed, 202 with what is being made. */
export const exportAnswerSchema = z.object({
  success: z.literal(true),
  /** `null` where nothing had to be made: the file is the model's own. */
  exportId: uuidSchema.nullable(),
  modelId: uuidSchema,
  format: z.enum(EXPORT_FORMATS),
  status: z.enum(EXPORT_STATES),
  progress: z.int().min(0).max(100),
  how: z.enum(EXPORT_WAYS),
  /** Where the file is, once it is ready; it downloads under `file_name`. */
  url: z.string().nullable(),
  /** Until when `url` works. Ask again for another one. */
  expires_at: timeSchema.nullable(),
  /** `<product>-v<version>.<ext>`. */
  file_name: z.string().nullable(),
  media_type: z.string().nullable(),
  /** `null` until the file is ready. */
  card: honestyCardSchema.nullable(),
  failure: exportFailureSchema.nullable(),
});
export type ExportAnswer = z.infer<typeof exportAnswerSchema>;

/** One format, and whether and how this server gives it. */
export const exportFormatSchema = z.object({
  format: z.enum(EXPORT_FORMATS),
  /** What it is for, in English. */
  use: z.string(),
  /** Of the file, without the dot; a format of several files is a ZIP. */
  extension: z.string(),
  media_type: z.string(),
  /** What its file for the asked-for model is called, where the page says no name of its own. */
  file_name: z.string().optional(),
  available: z.boolean(),
  /** Why it is not, in words for the user. */
  reason: z.string().optional(),
  /** Of the asked-for model where one was named, with no options but its own size; else in general. */
  how: z.enum(EXPORT_WAYS),
  /** Names of the options that it knows; another one is refused. */
  options: z.array(z.enum(EXPORT_OPTION_NAMES as [ExportOptionName, ...ExportOptionName[]])),
  /** Units that it can be asked for in. */
  units: z.array(z.enum(LENGTH_UNITS)),
  default_unit: z.enum(LENGTH_UNITS),
  default_up_axis: z.enum(UP_AXES),
  /** Of `maxFaces`, where the format has a limit. */
  default_max_faces: z.int().nullable(),
  /**
   * Of its file for the asked-for model, with no options but its own size. One that is not made yet has no `bytes`, and what is foreseen of it. `null` in
   * general, and for a model that nobody has looked into yet.
   */
  card: honestyCardSchema.nullable(),
});
export type ExportFormatEntry = z.infer<typeof exportFormatSchema>;

export const exportFormatsAnswerSchema = z.object({ success: z.literal(true), formats: z.array(exportFormatSchema) });
export type ExportFormatsAnswer = z.infer<typeof exportFormatsAnswerSchema>;

/** What an event tells of an export: enough to move a bar; the link is asked for afterwards. */
export const exportNewsSchema = z.object({
  id: uuidSchema,
  model_id: uuidSchema,
  format: z.enum(EXPORT_FORMATS),
  status: z.enum(EXPORT_STATES),
  progress: z.int().min(0).max(100),
  failure: exportFailureSchema.nullable(),
});
export type ExportNews = z.infer<typeof exportNewsSchema>;

/** `manifest.json`, the last entry of an archive: what is in it, and what is not and why. */
export const archiveManifestSchema = z.object({
  format: z.enum(EXPORT_FORMATS),
  created_at: timeSchema,
  files: z.array(z.object({ path: z.string(), model_id: uuidSchema, source_type: sourceTypeSchema, source_id: uuidSchema, version: z.int().min(1), bytes: z.int().min(0), sha256: z.string() })),
  missing: z.array(z.object({ model_id: uuidSchema, source_type: sourceTypeSchema, source_id: uuidSchema, version: z.int().min(1), reason: z.string() })),
});
export type ArchiveManifest = z.infer<typeof archiveManifestSchema>;
