import type { GenerationOptions } from "@model-3d/contract";
import type { ProviderCost } from "../provider.ts";
import type { ResolvedMeshyCreateOptions } from "./meshy-create-options.ts";

/** The JSON of `POST /openapi/v1/multi-image-to-3d`, under Meshy's own names. */
export type MeshyCreateBody = Readonly<Record<string, unknown>>;

export interface CreateBodyParts {
  /** Addresses or `data:` URIs, the front view first. */
  imageUrls: readonly string[];
  aiModel: string;
  /** What the host says. */
  create: ResolvedMeshyCreateOptions;
  /** What the request says; it goes before. */
  options: GenerationOptions;
}

/** What to send for a model. Fields that Meshy refuses or ignores beside others are left out. */
export function buildCreateBody({ imageUrls, aiModel, create, options }: CreateBodyParts): MeshyCreateBody {
  return withoutUndefined({
    image_urls: imageUrls,
    ai_model: aiModel,
    geometry_resolution: create.geometryResolution,
    ...textureFields(create, options),
    ...remeshFields(create, options),
    image_enhancement: create.imageEnhancement,
    remove_lighting: create.removeLighting,
    moderation: create.moderation,
    target_formats: create.targetFormats,
    auto_size: create.autoSize,
    origin_at: create.originAt,
    alpha_thumbnail: create.alphaThumbnail,
    multi_view_thumbnails: create.multiViewThumbnails,
  });
}

const hasTexture = (create: ResolvedMeshyCreateOptions, options: GenerationOptions): boolean => options.texture ?? create.shouldTexture;

function textureFields(create: ResolvedMeshyCreateOptions, options: GenerationOptions): MeshyCreateBody {
  if (!hasTexture(create, options)) return { should_texture: false };
  const prompt = options.texturePrompt ?? create.texturePrompt;
  return {
    should_texture: true,
    enable_pbr: options.pbr ?? create.enablePbr,
    texture_resolution: options.textureResolution ?? create.textureResolution,
    texture_prompt: prompt,
    texture_image_url: prompt === undefined ? create.textureImageUrl : undefined,
  };
}

/** A count of triangles that a request asks for can be had by remeshing only, so it switches that on. */
function remeshFields(create: ResolvedMeshyCreateOptions, { targetPolycount }: GenerationOptions): MeshyCreateBody {
  if (!create.shouldRemesh && targetPolycount === undefined) return { should_remesh: false };
  const mode = targetPolycount === undefined ? create.decimationMode : undefined;
  return {
    should_remesh: true,
    topology: create.topology,
    target_polycount: mode === undefined ? (targetPolycount ?? create.targetPolycount) : undefined,
    decimation_mode: mode,
    save_pre_remeshed_model: create.savePreRemeshedModel,
  };
}

const PRICES = { mesh: 20, textured: 30, textured8k: 35, fineGeometry: 5 } as const;
export const MESHY_COST_UNIT = "Meshy credits";

/** Meshy's prices as they were published in 2026. */
export function costOfModel(create: ResolvedMeshyCreateOptions, options: GenerationOptions): ProviderCost {
  const resolution = options.textureResolution ?? create.textureResolution;
  const texture = resolution === "8k" ? PRICES.textured8k : PRICES.textured;
  const amount = (hasTexture(create, options) ? texture : PRICES.mesh) + (create.geometryResolution === "2k" ? PRICES.fineGeometry : 0);
  return { amount, unit: MESHY_COST_UNIT };
}

function withoutUndefined(values: MeshyCreateBody): MeshyCreateBody {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
