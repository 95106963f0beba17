export interface LocalProviderOptions {
  /** Models made at the same time, each in a thread of its own. Default 1. */
  workers?: number;
  /** Samples along the object's longest side, 32–384; time and memory grow with its cube. Default 192. */
  gridSize?: number;
  /** Width and height of the texture in pixels, a power of two, 256–4096. Default 2048. */
  textureSize?: number;
  /** Width and height of the thumbnail in pixels, 64–1024. Default 512. */
  thumbnailSize?: number;
  /** Triangles when a request does not say how many, 5,000–50,000. Default 30,000. */
  polycount?: number;
  /** Most JavaScript heap of one thread, in MB. Default 1,024. */
  memoryMb?: number;
}

export type ResolvedLocalProviderOptions = Required<LocalProviderOptions>;

export const LOCAL_PROVIDER_DEFAULTS = {
  workers: 1,
  gridSize: 192,
  textureSize: 2048,
  thumbnailSize: 512,
  polycount: 30_000,
  memoryMb: 1024,
} as const satisfies ResolvedLocalProviderOptions;

/** What the generator can make. */
export const POLYCOUNT_RANGE = { min: 5_000, max: 50_000 } as const;

const RANGES = {
  workers: [1, 64],
  gridSize: [32, 384],
  textureSize: [256, 4096],
  thumbnailSize: [64, 1024],
  polycount: [POLYCOUNT_RANGE.min, POLYCOUNT_RANGE.max],
  memoryMb: [128, 65_536],
} as const satisfies Record<keyof ResolvedLocalProviderOptions, readonly [number, number]>;

/** Fills in the defaults. Throws a `RangeError` that names the option that is out of its range. */
export function resolveLocalProviderOptions(options: LocalProviderOptions = {}): ResolvedLocalProviderOptions {
  const resolved: ResolvedLocalProviderOptions = { ...LOCAL_PROVIDER_DEFAULTS };
  for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const value = options[name] ?? LOCAL_PROVIDER_DEFAULTS[name];
    const [min, max] = RANGES[name];
    if (!Number.isInteger(value) || value < min || value > max) throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}.`);
    resolved[name] = value;
  }
  if (!Number.isInteger(Math.log2(resolved.textureSize))) throw new RangeError(`textureSize must be a power of two, not ${resolved.textureSize}.`);
  return resolved;
}
