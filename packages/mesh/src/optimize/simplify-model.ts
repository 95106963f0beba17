import { Breath } from "../breath.ts";
import { boundsOf, countTriangles, longestSide, type Model } from "../model.ts";
import { ATTRIBUTES, joinParts, splitParts, type JoinedParts } from "./join-parts.ts";
import { resolveSimplifyOptions, type ResolvedSimplifyOptions, type SimplifyOptions } from "./simplify-options.ts";
import { simplifySurface } from "./simplify-surface.ts";

export interface SimplifyError {
  /** Of the model's longest side. */
  relative: number;
  metres: number;
}

export interface SimplifiedModel {
  /** With fewer triangles, the same materials and textures, and its bounds as they were, but for specks that are smaller than the
   * error. A part that has gone whole is not there. */
  model: Model;
  /** How far the surface is from where it was: the largest mean over the planes that met in one place, and where a
   * dense surface went through a first step, what that took by the root of the mean square, as the root of the squares' sum. What normals, coordinates and colours lose is held by the same limit; where a number of triangles was
   * found by meshoptimizer, it may be counted in. */
  error: SimplifyError;
  triangles: { before: number; after: number };
  /** False where the surface, or `maxError`, did not allow as few triangles as were asked for. */
  isTargetReached: boolean;
}

/**
 * A model of fewer triangles: edges collapse, the cheapest first (Garland and Heckbert, 1997). All parts are one surface: where they meet they stay together, and where the texture has a seam it stays
 * one. What was closed has no holes afterwards. The same model and options give the same result to the last bit.
 *
 * @example
 * const { model: light, error } = await simplifyModel(model, { targetTriangles: 20_000 });
 * @throws MeshError `option` for an option that cannot be; the signal's reason, which is asked between the steps.
 */
export async function simplifyModel(model: Model, options: SimplifyOptions = {}): Promise<SimplifiedModel> {
  const resolved = resolveSimplifyOptions(options);
  const breath = new Breath(resolved.signal);
  await breath.take();
  const joined = joinParts(model.parts);
  await breath.take();
  resolved.onProgress(0.2);
  const simplified = await simplifyJoined(model, joined, resolved);
  await breath.take();
  resolved.onProgress(1);
  return simplified;
}

/** As {@link simplifyModel} does it, of parts that are joined already. */
export async function simplifyJoined(model: Model, joined: JoinedParts, { targetTriangles, maxError, lockBorder, weights }: Pick<ResolvedSimplifyOptions, "targetTriangles" | "maxError" | "lockBorder" | "weights">): Promise<SimplifiedModel> {
  const { normals, uvs, colors } = weights;
  const { attributes, kept } = withoutEmpty(joined.attributes, model.parts);
  const all = [normals, normals, normals, uvs, uvs, colors, colors, colors, colors];
  const { indices, error } = await simplifySurface({ ...joined, attributes }, {
    targetTriangles,
    maxError,
    lockBorder,
    weights: kept.map((at) => all[at]!),
    isSeam: (vertex, other) => joined.parts[vertex] !== joined.parts[other] || [3, 4].some((at) => joined.attributes[ATTRIBUTES * vertex + at] !== joined.attributes[ATTRIBUTES * other + at]) || isFurtherSeam(model.parts, joined, vertex, other),
  });
  const parts = splitParts(model.parts, joined, indices);
  const longest = longestSide(boundsOf(model));
  const after = countTriangles({ parts });
  return { model: { ...model, parts }, error: { relative: error, metres: error * longest }, triangles: { before: countTriangles(model), after }, isTargetReached: after <= Math.max(1, targetTriangles) || targetTriangles === 0 };
}

/** Of two vertices of one part: whether they are apart by its further coordinates. */
function isFurtherSeam(parts: Model["parts"], { parts: owners, origins }: JoinedParts, vertex: number, other: number): boolean {
  const { moreUvs = [] } = parts[owners[vertex]!]!;
  const [from, to] = [2 * origins[vertex]!, 2 * origins[other]!];
  return moreUvs.some((values) => values && [0, 1].some((k) => values[from + k] !== values[to + k]));
}

/** Only what some part has: the simplifier takes its time for every number. */
function withoutEmpty(attributes: Float32Array, parts: Model["parts"]): { attributes: Float32Array; kept: number[] } {
  const has = { normals: parts.some(({ normals }) => normals), uvs: parts.some(({ uvs }) => uvs), colors: parts.some(({ colors }) => colors) };
  const kept = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((at) => (at < 3 ? has.normals : at < 5 ? has.uvs : has.colors));
  if (kept.length === ATTRIBUTES) return { attributes, kept };
  const packed = new Float32Array((attributes.length / ATTRIBUTES) * kept.length);
  for (let at = 0; at < packed.length; at++) packed[at] = attributes[ATTRIBUTES * Math.floor(at / kept.length) + kept[at % kept.length]!]!;
  return { attributes: packed, kept };
}
