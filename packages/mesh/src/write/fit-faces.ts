import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Model } from "../model.ts";
import { simplifyModel } from "../optimize/simplify-model.ts";
import { mergeCoplanar, type PlanarFaces } from "../topology/merge-coplanar.ts";
import { weldTriangles, type WeldedMesh } from "../topology/weld-triangles.ts";
import type { Simplified } from "./format.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

/** Of the longest side: what is further off is another thing. */
const MOST_ERROR = 0.02;
/** Each try takes as long as the simplification. */
const TRIES = 3;
/** As near to the limit as this a result is good enough. */
const GOOD_SHARE = 0.9;

export interface FittedFaces {
  model: Model;
  welded: WeldedMesh;
  merged: PlanarFaces;
  simplified: Simplified | null;
}

/**
 * The faces of a model, those in one plane merged, at most `maxFaces` of them: of a model that has more, of a simpler one. What is flat costs no error to
 * simplify and merges again, so that what the error is spent on is what is curved.
 *
 * @throws MeshError `no_triangles`; `too_large` for a model of more that is to be refused, or that cannot be made so simple.
 */
export async function fitFaces(model: Model, options: ResolvedWriteOptions): Promise<FittedFaces> {
  const { maxFaces, excessFaces, signal } = options;
  const whole = mergeFaces(model);
  if (whole.merged.count === 0) throw new MeshError("no_triangles", "The model has no surface that could be a face.");
  if (whole.merged.count <= maxFaces) return { model, ...whole, simplified: null };
  signal?.throwIfAborted();
  const tooMany = `The model has ${whole.merged.count} faces after those in one plane were merged, and ${maxFaces} are the limit.`;
  if (excessFaces === "refuse") throw new MeshError("too_large", `${tooMany} Simplify it first, raise maxFaces, or write it tessellated.`);
  // What only shading needs would hold vertices back at the seams of normals and coordinates.
  const bare: Model = { ...model, parts: model.parts.map((part) => ({ ...part, normals: null, uvs: null, colors: null })) };
  let best: FittedFaces | null = null;
  let target = maxFaces;
  /** Triangles that came to few enough faces, and to too many. */
  let [fit, excess] = [0, countTriangles(model)];
  for (let at = 0; at < TRIES; at++) {
    const { model: simpler, error } = await simplifyModel(bare, { targetTriangles: target, maxError: MOST_ERROR, ...(signal && { signal }) });
    const { welded, merged } = mergeFaces(simpler);
    if (merged.count > 0 && merged.count <= maxFaces) {
      fit = target;
      if (merged.count > (best?.merged.count ?? 0)) best = { model: simpler, welded, merged, simplified: { from: whole.merged.count, to: merged.count, error: error.metres * options.scale * PER_METRE[options.unit] } };
      if (merged.count >= GOOD_SHARE * maxFaces) break;
    } else excess = target;
    // Merging has made room for more; or the surface has resisted, and fewer are to be asked for.
    const next = Math.floor((target * maxFaces) / Math.max(1, merged.count));
    target = next > fit && next < excess ? next : Math.floor((fit + excess) / 2);
    if (target < 4 || target === fit) break;
  }
  if (best) return best;
  throw new MeshError("too_large", `${tooMany} It cannot be simplified so far and still be what it is. Raise maxFaces, or write it tessellated.`);
}

function mergeFaces(model: Model): Pick<FittedFaces, "welded" | "merged"> {
  const welded = weldTriangles(model.parts);
  return { welded, merged: mergeCoplanar(welded, (part) => model.parts[part]!.material) };
}
