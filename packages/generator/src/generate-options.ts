import type { PhotosMatch } from "./match-photos.ts";
import type { View } from "./view-cameras.ts";

export type GenerateStage = "read" | "mask" | "preview" | "align" | "shape" | "mesh" | "texture" | "thumbnail" | "write";

export interface GenerateProgress {
  stage: GenerateStage;
  /** 0–100, never goes back. */
  progress: number;
}

export interface GenerateOptions {
  /** Samples along the object's longest side, 32–384. Time and memory grow with its cube. Default 192. */
  gridSize?: number;
  /** Width and height of the base-colour texture in pixels, a power of two, 256–4096. Default 2048. */
  textureSize?: number;
  /** Upper bound of the mesh, 5,000–50,000 triangles. Default 30,000. */
  maxTriangles?: number;
  /** Width and height of the thumbnail in pixels, 64–1024. Default 512. */
  thumbnailSize?: number;
  /** A photo with more pixels than this is refused before it is decoded. Default 50 million. */
  maxPixels?: number;
  /** Seeds the dither of the colours that no photo shows. The same photos and seed give the same bytes. Default 1. */
  seed?: number;
  /** The name of the mesh, the node and the material in the file. Default `"model"`. */
  name?: string;
  /** Stops the work at the next stage (in a worker: at once); the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  onProgress?: (progress: GenerateProgress) => void;
  /** Is given a coarse model, a GLB like the result, as soon as there is one (about half a second of work). Without it none is made. */
  onPreview?: (glb: Uint8Array) => void;
  /** The clock behind `stats.ms`, in milliseconds. Default `performance.now`. */
  now?: () => number;
}

export const GENERATE_DEFAULTS = {
  gridSize: 192,
  textureSize: 2048,
  maxTriangles: 30_000,
  thumbnailSize: 512,
  maxPixels: 50_000_000,
  seed: 1,
  name: "model",
} as const;

export interface ResolvedGenerateOptions {
  gridSize: number;
  textureSize: number;
  maxTriangles: number;
  thumbnailSize: number;
  maxPixels: number;
  seed: number;
  name: string;
  signal: AbortSignal | undefined;
  onProgress: (progress: GenerateProgress) => void;
  onPreview: ((glb: Uint8Array) => void) | undefined;
  now: () => number;
}

/** Fills in the defaults. Throws a `RangeError` that names the option if one is out of its range. */
export function resolveGenerateOptions(options: GenerateOptions = {}): ResolvedGenerateOptions {
  const textureSize = wholeNumber("textureSize", options.textureSize ?? GENERATE_DEFAULTS.textureSize, 256, 4096);
  if ((textureSize & (textureSize - 1)) !== 0) throw new RangeError(`textureSize must be a power of two, not ${textureSize}.`);
  return {
    gridSize: wholeNumber("gridSize", options.gridSize ?? GENERATE_DEFAULTS.gridSize, 32, 384),
    textureSize,
    maxTriangles: wholeNumber("maxTriangles", options.maxTriangles ?? GENERATE_DEFAULTS.maxTriangles, 5_000, 50_000),
    thumbnailSize: wholeNumber("thumbnailSize", options.thumbnailSize ?? GENERATE_DEFAULTS.thumbnailSize, 64, 1024),
    maxPixels: wholeNumber("maxPixels", options.maxPixels ?? GENERATE_DEFAULTS.maxPixels, 1, Number.MAX_SAFE_INTEGER),
    seed: wholeNumber("seed", options.seed ?? GENERATE_DEFAULTS.seed, 0, 0xffff_ffff),
    name: options.name ?? GENERATE_DEFAULTS.name,
    signal: options.signal,
    onProgress: options.onProgress ?? (() => undefined),
    onPreview: options.onPreview,
    now: options.now ?? (() => performance.now()),
  };
}

function wholeNumber(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}.`);
}

export interface GenerateStats {
  triangles: number;
  vertices: number;
  /** Intersection over union of the finished mesh's outline and the photo's, for each given view. */
  silhouetteIou: Partial<Record<View, number>>;
  /** The finished model rendered from where the photos were taken, compared with them by silhouette and colour. */
  match: PhotosMatch;
  /** Milliseconds spent in each stage. */
  ms: Record<GenerateStage, number>;
  /** No edge without exactly two triangles of opposite direction, counted on positions. The chain throws otherwise. */
  watertight: true;
  /** Things that made the result worse than it could be, in words for the user. */
  warnings: string[];
}

export interface GenerateResult {
  /** glTF 2.0 binary: one mesh, one primitive, one material; largest side 1, standing on y = 0, centred in x and z. */
  glb: Uint8Array;
  /** PNG with a transparent background, a view from the front right above. */
  thumbnail: Uint8Array;
  /** For each given view a PNG of where the model differs: red what only the photo shows, blue what only the model shows, yellow other colours. */
  differences: Partial<Record<View, Uint8Array>>;
  stats: GenerateStats;
}
