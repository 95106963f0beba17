import { badRequest } from "../http/meshy-error.ts";
import { AI_MODELS, TARGET_FORMATS, TEXTURE_RESOLUTIONS, type CreateRequest, type TargetFormat } from "./create-request.ts";

type Body = Readonly<Record<string, unknown>>;

const MAX_IMAGES = 4;
const MAX_PROMPT_CHARACTERS = 800;
const POLYCOUNT = { min: 100, max: 300_000, default: 30_000 } as const;
const DECIMATION = { min: 1, max: 4 } as const;

/** Only with a texture; a mesh alone refuses them. */
const TEXTURE_FIELDS = ["enable_pbr", "texture_resolution", "texture_prompt", "texture_image_url"] as const;

const KNOWN_FIELDS = new Set([
  ...["image_urls", "input_task_id", "ai_model", "geometry_resolution", "should_texture", "enable_pbr", "texture_resolution", "texture_prompt", "texture_image_url"],
  ...["should_remesh", "topology", "target_polycount", "decimation_mode", "save_pre_remeshed_model", "image_enhancement", "remove_lighting", "moderation"],
  ...["target_formats", "auto_size", "origin_at", "alpha_thumbnail", "multi_view_thumbnails", "symmetry_mode"],
]);

export interface ValidateCreateOptions {
  /** Refuse fields that Meshy does not document. What Meshy does with them is not known. */
  rejectUnknownFields: boolean;
}

/** Checks the body of a create request and fills in the defaults. Throws a `MeshyError` (400) that names the field. */
export function validateCreate(body: unknown, { rejectUnknownFields }: ValidateCreateOptions): CreateRequest {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("The request body must be a JSON object");
  const fields = body as Body;
  const unknown = Object.keys(fields).filter((name) => !KNOWN_FIELDS.has(name));
  if (rejectUnknownFields && unknown.length > 0) throw badRequest(`Unknown field ${unknown.join(", ")}`);

  const inputTaskId = text(fields, "input_task_id");
  const shouldTexture = flag(fields, "should_texture", true);
  const aiModel = word(fields, "ai_model", AI_MODELS, "latest");
  if (!shouldTexture) refuseTextureFields(fields);
  const geometryResolution = word(fields, "geometry_resolution", ["standard", "2k"] as const, "standard");
  if (geometryResolution === "2k" && aiModel !== "meshy-7.1" && aiModel !== "latest") throw badRequest(`geometry_resolution 2k is not supported by ${aiModel}`);
  for (const name of ["image_enhancement", "remove_lighting", "moderation", "auto_size"]) flag(fields, name, false);
  word(fields, "origin_at", ["bottom", "center"] as const, "bottom");

  return {
    image_urls: inputTaskId === null ? imageUrls(fields) : [],
    input_task_id: inputTaskId,
    ai_model: aiModel,
    geometry_resolution: geometryResolution,
    should_texture: shouldTexture,
    enable_pbr: flag(fields, "enable_pbr", false),
    texture_resolution: word(fields, "texture_resolution", TEXTURE_RESOLUTIONS, "2k"),
    texture_prompt: prompt(fields),
    texture_image_url: text(fields, "texture_image_url"),
    should_remesh: flag(fields, "should_remesh", aiModel === "meshy-5"),
    topology: word(fields, "topology", ["triangle", "quad"] as const, "triangle"),
    target_polycount: wholeNumber(fields, "target_polycount", POLYCOUNT) ?? POLYCOUNT.default,
    decimation_mode: wholeNumber(fields, "decimation_mode", DECIMATION),
    save_pre_remeshed_model: flag(fields, "save_pre_remeshed_model", false),
    target_formats: formats(fields),
    alpha_thumbnail: flag(fields, "alpha_thumbnail", false),
    multi_view_thumbnails: flag(fields, "multi_view_thumbnails", false),
  };
}

const given = (fields: Body, name: string): unknown => fields[name] ?? undefined;

function refuseTextureFields(fields: Body): void {
  const name = TEXTURE_FIELDS.find((field) => given(fields, field) !== undefined);
  if (name) throw badRequest(`${name} is not allowed when should_texture is false`);
}

function imageUrls(fields: Body): string[] {
  const urls = given(fields, "image_urls");
  if (urls === undefined) throw badRequest("Either image_urls or input_task_id is required");
  if (!Array.isArray(urls) || !urls.every((url): url is string => typeof url === "string")) throw badRequest("image_urls must be an array of strings");
  if (urls.length < 1 || urls.length > MAX_IMAGES) throw badRequest(`image_urls must have 1 to ${MAX_IMAGES} items, not ${urls.length}`);
  return urls;
}

function formats(fields: Body): TargetFormat[] {
  const value = given(fields, "target_formats");
  if (value === undefined) return TARGET_FORMATS.filter((format) => format !== "3mf");
  if (!Array.isArray(value) || value.length === 0) throw badRequest("target_formats must be an array with at least one format");
  const wrong = value.find((format) => !TARGET_FORMATS.includes(format));
  if (wrong !== undefined) throw badRequest(`target_formats must be a subset of ${TARGET_FORMATS.join(", ")}, not ${String(wrong)}`);
  return value as TargetFormat[];
}

function prompt(fields: Body): string | null {
  const value = text(fields, "texture_prompt");
  if (value !== null && value.length > MAX_PROMPT_CHARACTERS) throw badRequest(`texture_prompt must have at most ${MAX_PROMPT_CHARACTERS} characters`);
  return value;
}

function text(fields: Body, name: string): string | null {
  const value = given(fields, name);
  if (value === undefined || value === "") return null;
  if (typeof value !== "string") throw badRequest(`${name} must be a string`);
  return value;
}

function flag(fields: Body, name: string, otherwise: boolean): boolean {
  const value = given(fields, name) ?? otherwise;
  if (typeof value !== "boolean") throw badRequest(`${name} must be a boolean`);
  return value;
}

function word<T extends string>(fields: Body, name: string, words: readonly T[], otherwise: T): T {
  const value = given(fields, name) ?? otherwise;
  const found = words.find((one) => one === value);
  if (found === undefined) throw badRequest(`${name} must be one of ${words.join(", ")}, not ${String(value)}`);
  return found;
}

function wholeNumber(fields: Body, name: string, { min, max }: { min: number; max: number }): number | null {
  const value = given(fields, name);
  if (value === undefined) return null;
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) throw badRequest(`${name} must be a whole number from ${min} to ${max}`);
  return value;
}
