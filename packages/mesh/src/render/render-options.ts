import type { ImageCodec } from "../images/image-codec.ts";
import { MeshError } from "../mesh-error.ts";
import { refuseUnknown } from "../refuse-unknown.ts";

export interface RenderOptions {
  /** Pixels. Default 512. */
  width?: number;
  height?: number;
  /** Degrees around the model from its front, positive to its right. Default 30. */
  azimuth?: number;
  /** Degrees above the horizon. Default 15, as viewers start. */
  elevation?: number;
  /** Degrees from the upper to the lower edge. Default 30, as viewers have it. */
  fieldOfView?: number;
  /** Share of the picture that stays free at each edge. Default 0.06. */
  margin?: number;
  /** Red, green, blue, 0–255. Default null: transparent. */
  background?: readonly [red: number, green: number, blue: number] | null;
  /** 0–1: how dark the ground is under the model. Default 0.45. */
  shadow?: number;
  /** Reads textures; without it, and for those that it does not read, the colours of the materials have to do. */
  codec?: ImageCodec;
  signal?: AbortSignal;
  /** From 0 to 1, never back. */
  onProgress?: (share: number) => void;
}

export const RENDER_DEFAULTS = { width: 512, height: 512, azimuth: 30, elevation: 15, fieldOfView: 30, margin: 0.06, background: null, shadow: 0.45 } as const;
const MOST_PIXELS = 4096;

export interface ResolvedRenderOptions {
  readonly width: number;
  readonly height: number;
  readonly azimuth: number;
  readonly elevation: number;
  readonly fieldOfView: number;
  readonly margin: number;
  readonly background: readonly [number, number, number] | null;
  readonly shadow: number;
  readonly codec: ImageCodec | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** @throws MeshError `option`, naming the option that cannot be so. */
export function resolveRenderOptions({ codec, signal, onProgress, ...given }: RenderOptions, defaults: Partial<Pick<RenderOptions, "width" | "height">> = {}): ResolvedRenderOptions {
  refuseUnknown<RenderOptions>(given, { width: true, height: true, azimuth: true, elevation: true, fieldOfView: true, margin: true, background: true, shadow: true, codec: true, signal: true, onProgress: true });
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RenderOptions;
  const options = { ...RENDER_DEFAULTS, ...defaults, ...set };
  for (const name of ["width", "height"] as const) if (!(Number.isInteger(options[name]) && options[name] >= 1 && options[name] <= MOST_PIXELS)) throw refused(name, `a whole number from 1 to ${MOST_PIXELS}`, options[name]);
  const ranges = { azimuth: [-3600, 3600], elevation: [-90, 90], fieldOfView: [1, 120], margin: [0, 0.4], shadow: [0, 1] } as const;
  for (const [name, [least, most]] of Object.entries(ranges) as [keyof typeof ranges, readonly [number, number]][]) if (!(options[name] >= least && options[name] <= most)) throw refused(name, `between ${least} and ${most}`, options[name]);
  if (options.background?.some((value) => !(value >= 0 && value <= 255))) throw refused("background", "three numbers from 0 to 255", options.background);
  let told = 0;
  return {
    ...options,
    codec,
    signal,
    onProgress: (share) => {
      if (share <= told) return;
      told = Math.min(1, share);
      onProgress?.(told);
    },
  };
}

function refused(name: string, wanted: string, value: unknown): MeshError {
  return new MeshError("option", `${name} must be ${wanted}, not ${String(value)}.`);
}
