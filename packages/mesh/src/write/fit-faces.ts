import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Model } from "../model.ts";
import { simplifyInSlabs, TRIANGLES_AT_ONCE } from "../optimize/simplify-in-slabs.ts";
import { simplifyModel } from "../optimize/simplify-model.ts";
import { mendModel, type Mended } from "../repair/mend-model.ts";
import { closednessOf } from "../topology/closedness.ts";
import { findShells } from "../topology/find-shells.ts";
import { mergeCoplanar, type PlanarFaces } from "../topology/merge-coplanar.ts";
import { weldTriangles, type WeldedMesh } from "../topology/weld-triangles.ts";
import { withoutShading } from "../without-shading.ts";
import type { Simplified } from "./format.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

/** Of the longest side: what is further off is another thing. */
const MOST_ERROR = 0.02;
/** Each try takes as long as the simplification. */
const TRIES = 3;
/** More of them, each for a little less, for one that is a body as the model was. */
const TRIES_TO_CLOSE = 5;
const LITTLE_LESS = 0.96;
/** A model of more triangles than this many times those that are left of it is made coarser before the first try: to so many for each face. */
const MUCH = 2;
const TRIANGLES_A_FACE = 10;
const MOST_COARSE_ERROR = 0.002;
const MOST_SLAB_ERROR = 0.001;
/** As near to the limit as this a result is good enough. */
const GOOD_SHARE = 0.9;

export interface FittedFaces {
  model: Model;
  welded: WeldedMesh;
  /** Null where triangles are wanted as they are. */
  merged: PlanarFaces | null;
  /** Of faces, or of triangles where those are wanted. */
  count: number;
  simplified: Simplified | null;
  /** What was mended of what was simplified. */
  repairs: Mended["repairs"];
}

/**
 * The faces of a model, those in one plane merged, or its triangles where it is to be tessellated; at most `maxFaces` of them: of a model that has more, of a simpler one. What is flat costs no error to
 * simplify and merges again, so that what the error is spent on is what is curved. Where simplifying makes parts of the surface touch each other, they
 * are moved apart again; of several tries one that is closed is taken, if the model was.
 *
 * @throws MeshError `no_triangles`; `too_large` for a model of more that is to be refused, or that cannot be made so simple.
 */
export async function fitFaces(model: Model, options: ResolvedWriteOptions): Promise<FittedFaces> {
  const { maxFaces, excessFaces, signal } = options;
  const { fitting, count } = fitWhole(model, options);
  if (fitting) return fitting;
  const breath = new Breath(signal);
  await breath.take();
  const isMerged = !options.tessellated;
  const tooMany = `The model has ${count} ${isMerged ? "faces after those in one plane were merged" : "triangles"}, and ${maxFaces} are the limit.`;
  const remedy = isMerged ? "raise maxFaces, or write it tessellated" : "raise maxFaces";
  if (excessFaces === "refuse") throw new MeshError("too_large", `${tooMany} Simplify it first, or ${remedy}.`);
  // What only shading needs would hold vertices back at the seams of normals and coordinates.
  const whole: Model = { ...model, parts: model.parts.map(withoutShading) };
  const wasClosed = closednessOf(whole.parts).isClosed;
  await breath.take();
  const { model: bare, error } = await coarsen(whole, options);
  const fit = async (target: number) => {
    await breath.take();
    return tryFaces(bare, target, { from: count, error, wasClosed }, options);
  };
  const best = await search(countTriangles(bare), wasClosed, maxFaces, fit);
  if (best) return best;
  throw new MeshError("too_large", `${tooMany} It cannot be simplified so far and still be what it is: ${remedy}.`);
}

/** The model as it is, if it has few enough faces. Apart, so that nothing of it is held while it is simplified. @throws MeshError `no_triangles` */
function fitWhole(model: Model, options: ResolvedWriteOptions): { fitting: FittedFaces | null; count: number } {
  const gathered = gather(model, options, options.maxFaces);
  if (gathered.count === 0) throw new MeshError("no_triangles", "The model has no surface that could be a face.");
  return { fitting: gathered.count <= options.maxFaces ? { model, ...gathered, simplified: null, repairs: null } : null, count: gathered.count };
}

/** The best of some tries: closed if it was, and with as many faces as there may be. Null where all have more. */
async function search(triangles: number, wasClosed: boolean, maxFaces: number, fit: (target: number) => Promise<FittedFaces>): Promise<FittedFaces | null> {
  let best: FittedFaces | null = null;
  let target = maxFaces;
  /** Triangles that came to few enough faces, and to too many. */
  let [few, many] = [0, triangles];
  for (let at = 0, toClose = 0; at < TRIES || toClose > 0; at++) {
    const found = await fit(target);
    const { count } = found;
    if (count > 0 && count <= maxFaces) {
      few = target;
      if (isBetter(found, best)) best = found;
      if (toClose > 0 && !found.simplified!.isOpened) break;
      if (toClose > 0 || count >= GOOD_SHARE * maxFaces) {
        if (!wasClosed || !found.simplified!.isOpened || ++toClose > TRIES_TO_CLOSE) break;
        target = Math.floor(LITTLE_LESS * target);
        if (target < 4) break;
        continue;
      }
    } else many = target;
    // Merging has made room for more; or the surface has resisted, and fewer are to be asked for.
    const next = Math.floor((target * maxFaces) / Math.max(1, count));
    target = next > few && next < many ? next : Math.floor((few + many) / 2);
    if (target < 4 || target === few) break;
  }
  return best;
}

function isBetter({ simplified, count }: FittedFaces, best: FittedFaces | null): boolean {
  if (!best || simplified!.isOpened !== best.simplified!.isOpened) return !best || !simplified!.isOpened;
  return count > best.count;
}

/** Of very many triangles fewer, once: each try would begin with all of them again. The error is in metres. */
async function coarsen(model: Model, { maxFaces, signal }: ResolvedWriteOptions): Promise<{ model: Model; error: number }> {
  const targetTriangles = TRIANGLES_A_FACE * maxFaces;
  if (countTriangles(model) <= MUCH * targetTriangles) return { model, error: 0 };
  // In slabs nothing is known of what is beyond, so that twice as many are left for the whole.
  const slabs = countTriangles(model) > TRIANGLES_AT_ONCE ? await simplifyInSlabs(model, { targetTriangles: 2 * targetTriangles, maxError: MOST_SLAB_ERROR, signal }) : { model, error: 0 };
  const { model: coarse, error } = await simplifyModel(slabs.model, { targetTriangles, maxError: MOST_COARSE_ERROR, ...(signal && { signal }) });
  return { model: coarse, error: slabs.error + error.metres };
}

interface Origin {
  /** Faces. */
  from: number;
  /** Metres: of what was done to it before. */
  error: number;
  wasClosed: boolean;
}

async function tryFaces(bare: Model, target: number, { from, error: before, wasClosed }: Origin, options: ResolvedWriteOptions): Promise<FittedFaces> {
  const { repair = true, scale, unit, signal } = options;
  const stop = signal ? { signal } : {};
  const { model: simpler, error } = await simplifyModel(bare, { targetTriangles: target, maxError: MOST_ERROR, ...stop });
  const { model, repairs } = repair && simpler.parts.length > 0 ? await mendModel(simpler, stop) : { model: simpler, repairs: null };
  const { welded, merged, count } = gather(model, options);
  // By the faces that will be there, and not by the triangles that they are made of.
  const isClosed = merged ? findShells(merged.faces(), welded.positions).every((shell) => shell.isClosed) : closednessOf(model.parts).isClosed;
  const isOpened = wasClosed && !isClosed;
  return { model, welded, merged, count, repairs, simplified: { from, to: count, error: (before + error.metres) * scale * PER_METRE[unit], isOpened } };
}

function gather(model: Model, { tessellated }: ResolvedWriteOptions, most = Infinity): Pick<FittedFaces, "welded" | "merged" | "count"> {
  const welded = weldTriangles(model.parts);
  const merged = tessellated ? null : mergeCoplanar(welded, (part) => model.parts[part]!.material, most);
  return { welded, merged, count: merged ? merged.count : welded.indices.length / 3 };
}
