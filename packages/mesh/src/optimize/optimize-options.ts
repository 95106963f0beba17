import type { GlbLimits } from "../checks/glb-limits.ts";
import type { ImageCodec } from "../images/image-codec.ts";
import { MeshError } from "../mesh-error.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import type { OpenGlbOptions } from "../read/open-glb.ts";

export const COMPRESSIONS = ["meshopt", "draco", "none"] as const;
export type Compression = (typeof COMPRESSIONS)[number];
export const PRESETS = ["light", "tiny"] as const;
export type OptimizePreset = (typeof PRESETS)[number];

/** How much a file may lose. */
export interface OptimizeLoss {
  /** Of the longest side of the scene, as the simplifier measures it; 0: no triangle goes. The rounding of positions comes on top: `error` of the result has both. */
  maxError: number;
  /** At most so many triangles, where surface and error allow it; 0: as few as the error allows. */
  targetTriangles: number;
  /** Pixels of the longer side. */
  maxTextureSize: number;
  /** 1–100, of colours; what is not colour, such as normals, gets more. */
  quality: number;
}

export interface OptimizeOptions extends Partial<OptimizeLoss> {
  /**
   * `light`: at most 2 MB where the look allows it, for any page; `tiny`: at most 400 kB, for the first paint and for phones. Tries one loss after the other
   * until the file is small enough; what is given beside it stays as it is given.
   */
  preset?: OptimizePreset;
  /** Bytes at which a preset stops trying. */
  goalBytes?: number;
  /** Default false. */
  lockBorder?: boolean;
  /** `webp` by EXT_texture_webp; `jpeg`, PNG where it has alpha that counts; `keep`: as they are unless too large. Default `webp`. */
  textures?: "webp" | "jpeg" | "keep";
  /** `meshopt` (EXT_meshopt_compression), `draco` (KHR_draco_mesh_compression, with `dracoEncoder`), or `none`. Default `meshopt`. */
  compression?: Compression;
  /** Fewer bits a vertex (KHR_mesh_quantization). Default true; Draco does it in its own way. */
  isQuantized?: boolean;
  /** Without it, textures stay as they are. */
  codec?: ImageCodec;
  /** As `readGlb` takes it. */
  draco?: OpenGlbOptions["draco"];
  /** The encoder module of `draco3d`. */
  dracoEncoder?: unknown;
  limits?: Partial<GlbLimits>;
  signal?: AbortSignal;
  /** From 0 to 1, never back. */
  onProgress?: (share: number) => void;
}

export const OPTIMIZE_DEFAULTS = { maxError: 0.001, targetTriangles: 0, maxTextureSize: 2048, quality: 82, lockBorder: false, textures: "webp", compression: "meshopt", isQuantized: true } as const;

const WITHOUT_PRESET: OptimizeLoss = { maxError: OPTIMIZE_DEFAULTS.maxError, targetTriangles: OPTIMIZE_DEFAULTS.targetTriangles, maxTextureSize: OPTIMIZE_DEFAULTS.maxTextureSize, quality: OPTIMIZE_DEFAULTS.quality };
const KILOBYTE = 1000;
/** From the least loss to the most that still looks like the model at the size at which it is shown. */
export const PRESET_STEPS: Readonly<Record<OptimizePreset, { goalBytes: number; steps: readonly OptimizeLoss[] }>> = {
  light: {
    goalBytes: 2000 * KILOBYTE,
    steps: [
      { maxError: 0.0005, targetTriangles: 0, maxTextureSize: 2048, quality: 82 },
      { maxError: 0.001, targetTriangles: 0, maxTextureSize: 2048, quality: 72 },
      { maxError: 0.002, targetTriangles: 0, maxTextureSize: 1024, quality: 80 },
      { maxError: 0.004, targetTriangles: 0, maxTextureSize: 1024, quality: 70 },
    ],
  },
  tiny: {
    goalBytes: 400 * KILOBYTE,
    steps: [
      { maxError: 0.001, targetTriangles: 0, maxTextureSize: 1024, quality: 80 },
      { maxError: 0.0025, targetTriangles: 0, maxTextureSize: 1024, quality: 75 },
      { maxError: 0.005, targetTriangles: 0, maxTextureSize: 1024, quality: 70 },
      { maxError: 0.01, targetTriangles: 0, maxTextureSize: 512, quality: 75 },
      { maxError: 0.02, targetTriangles: 0, maxTextureSize: 512, quality: 60 },
      { maxError: 0.04, targetTriangles: 0, maxTextureSize: 256, quality: 60 },
    ],
  },
};

export interface ResolvedOptimizeOptions {
  readonly goalBytes: number;
  /** To be tried in turn. */
  readonly steps: readonly OptimizeLoss[];
  readonly lockBorder: boolean;
  readonly textures: "webp" | "jpeg" | "keep";
  readonly compression: Compression;
  readonly isQuantized: boolean;
  readonly codec: ImageCodec | undefined;
  readonly draco: OpenGlbOptions["draco"];
  readonly dracoEncoder: unknown;
  readonly limits: Partial<GlbLimits> | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** @throws MeshError `option`, naming the option that cannot be so. */
export function resolveOptimizeOptions(options: OptimizeOptions): ResolvedOptimizeOptions {
  refuseUnknown<OptimizeOptions>(options, { preset: true, goalBytes: true, lockBorder: true, textures: true, compression: true, isQuantized: true, codec: true, draco: true, dracoEncoder: true, limits: true, signal: true, onProgress: true, maxError: true, targetTriangles: true, maxTextureSize: true, quality: true });
  const { preset, codec, draco, dracoEncoder, limits, signal, onProgress } = options;
  const compression = options.compression ?? OPTIMIZE_DEFAULTS.compression;
  if (!COMPRESSIONS.includes(compression)) throw refused("compression", `one of ${COMPRESSIONS.join(", ")}`, compression);
  if (compression === "draco" && !dracoEncoder) throw new MeshError("option", "Draco needs dracoEncoder: the encoder module of draco3d.");
  if (preset !== undefined && !PRESETS.includes(preset)) throw refused("preset", `one of ${PRESETS.join(", ")}`, preset);
  const textures = options.textures ?? OPTIMIZE_DEFAULTS.textures;
  if (!["webp", "jpeg", "keep"].includes(textures)) throw refused("textures", "one of webp, jpeg, keep", textures);
  if (options.goalBytes !== undefined && !(typeof options.goalBytes === "number" && options.goalBytes > 0)) throw refused("goalBytes", "a number above 0", options.goalBytes);
  for (const name of ["lockBorder", "isQuantized"] as const) if (options[name] !== undefined && typeof options[name] !== "boolean") throw refused(name, "true or false", options[name]);
  if (codec !== undefined && !(typeof codec?.decode === "function" && typeof codec.encode === "function")) throw new MeshError("option", "codec must be one that decodes and encodes pictures, such as sharpCodec or canvasCodec.");
  const { goalBytes, steps } = preset === undefined ? { goalBytes: Infinity, steps: [WITHOUT_PRESET] } : PRESET_STEPS[preset];
  const given = lossOf(options);
  let told = 0;
  return {
    goalBytes: options.goalBytes ?? goalBytes,
    steps: steps.map((step) => ({ ...step, ...given })),
    lockBorder: options.lockBorder ?? OPTIMIZE_DEFAULTS.lockBorder,
    textures,
    compression,
    isQuantized: options.isQuantized ?? OPTIMIZE_DEFAULTS.isQuantized,
    codec,
    draco,
    dracoEncoder,
    limits,
    signal,
    onProgress: (share) => {
      if (share <= told) return;
      told = Math.min(1, share);
      onProgress?.(told);
    },
  };
}

function lossOf({ maxError, targetTriangles, maxTextureSize, quality }: OptimizeOptions): Partial<OptimizeLoss> {
  if (maxError !== undefined && !(maxError >= 0)) throw refused("maxError", "a number of 0 or more", maxError);
  if (targetTriangles !== undefined && !(Number.isInteger(targetTriangles) && targetTriangles >= 0)) throw refused("targetTriangles", "a whole number of 0 or more", targetTriangles);
  if (maxTextureSize !== undefined && !(Number.isInteger(maxTextureSize) && maxTextureSize >= 1)) throw refused("maxTextureSize", "a whole number of 1 or more", maxTextureSize);
  if (quality !== undefined && !(quality >= 1 && quality <= 100)) throw refused("quality", "between 1 and 100", quality);
  const given = { maxError, targetTriangles, maxTextureSize, quality };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function refused(name: string, wanted: string, value: unknown): MeshError {
  return new MeshError("option", `${name} must be ${wanted}, not ${String(value)}.`);
}
