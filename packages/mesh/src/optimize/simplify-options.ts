import { MeshError } from "../mesh-error.ts";
import { refuseUnknown } from "../refuse-unknown.ts";

/** How much a change of one counts, as against a change in place by the model's longest side. */
export interface AttributeWeights {
  /** Of length 1. */
  normals?: number;
  /** One is the whole picture. */
  uvs?: number;
  /** 0–1 each. */
  colors?: number;
}

export interface SimplifyOptions {
  /** At most so many are left, where the surface allows that. Default: as few as `maxError` allows. */
  targetTriangles?: number;
  /** Of the longest side, as the simplifier measures it. Default 0.01 where no `targetTriangles` is given; else nothing but the target ends it. */
  maxError?: number;
  /** Whether the rims of holes, and ends of open surfaces, stay as they are. Default false. */
  lockBorder?: boolean;
  /** Default: {@link SIMPLIFY_DEFAULTS}. */
  weights?: AttributeWeights;
  signal?: AbortSignal;
  /** From 0 to 1, never back. */
  onProgress?: (share: number) => void;
}

export const SIMPLIFY_DEFAULTS = { maxError: 0.01, lockBorder: false, weights: { normals: 0.5, uvs: 0.5, colors: 1 } } as const;

export interface ResolvedSimplifyOptions {
  readonly targetTriangles: number;
  readonly maxError: number;
  readonly lockBorder: boolean;
  readonly weights: Required<AttributeWeights>;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** Far more than any collapse can cost, and still a number to the simplifier. */
const ANY_ERROR = 1e6;

/** @throws MeshError `option`, naming the option that cannot be so. */
export function resolveSimplifyOptions(options: SimplifyOptions): ResolvedSimplifyOptions {
  refuseUnknown<SimplifyOptions>(options, { targetTriangles: true, maxError: true, lockBorder: true, weights: true, signal: true, onProgress: true });
  if (options.weights) refuseUnknown<AttributeWeights>(options.weights, { normals: true, uvs: true, colors: true });
  const { targetTriangles, maxError, signal } = options;
  if (targetTriangles !== undefined && !(Number.isInteger(targetTriangles) && targetTriangles >= 1)) throw new MeshError("option", `targetTriangles must be a whole number of 1 or more, not ${targetTriangles}.`);
  if (maxError !== undefined && !(maxError >= 0)) throw new MeshError("option", `maxError must be a number of 0 or more, not ${maxError}.`);
  const weights = { ...SIMPLIFY_DEFAULTS.weights, ...options.weights };
  for (const [name, weight] of Object.entries(weights)) if (!(weight >= 0 && weight < Infinity)) throw new MeshError("option", `weights.${name} must be a number of 0 or more, not ${weight}.`);
  return {
    targetTriangles: targetTriangles ?? 0,
    maxError: Math.min(ANY_ERROR, maxError ?? (targetTriangles === undefined ? SIMPLIFY_DEFAULTS.maxError : ANY_ERROR)),
    lockBorder: options.lockBorder ?? SIMPLIFY_DEFAULTS.lockBorder,
    weights,
    signal,
    onProgress: (share) => options.onProgress?.(share),
  };
}
