export const AI_MODELS = ["meshy-5", "meshy-6", "meshy-7", "meshy-7.1", "latest"] as const;
export const TARGET_FORMATS = ["glb", "obj", "fbx", "stl", "usdz", "3mf"] as const;
export const TEXTURE_RESOLUTIONS = ["2k", "4k", "8k"] as const;

export type TargetFormat = (typeof TARGET_FORMATS)[number];

/** A create request that has been checked, its defaults filled in, under Meshy's own names. */
export interface CreateRequest {
  image_urls: string[];
  input_task_id: string | null;
  ai_model: (typeof AI_MODELS)[number];
  geometry_resolution: "standard" | "2k";
  should_texture: boolean;
  enable_pbr: boolean;
  texture_resolution: (typeof TEXTURE_RESOLUTIONS)[number];
  texture_prompt: string | null;
  texture_image_url: string | null;
  should_remesh: boolean;
  topology: "triangle" | "quad";
  target_polycount: number;
  decimation_mode: number | null;
  save_pre_remeshed_model: boolean;
  target_formats: TargetFormat[];
  alpha_thumbnail: boolean;
  multi_view_thumbnails: boolean;
}

const COSTS = { mesh: 20, textured: 30, textured8k: 35, fineGeometry: 5 } as const;

/** What the task costs, in Meshy credits. */
export function costOf(request: CreateRequest): number {
  const texture = request.texture_resolution === "8k" ? COSTS.textured8k : COSTS.textured;
  return (request.should_texture ? texture : COSTS.mesh) + (request.geometry_resolution === "2k" ? COSTS.fineGeometry : 0);
}
