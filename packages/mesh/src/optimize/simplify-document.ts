import { Breath } from "../breath.ts";
import { type Accessor, type Document, type Mesh, type Primitive } from "@gltf-transform/core";
import { MeshoptEncoder, MeshoptSimplifier } from "meshoptimizer";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import type { GlbLimits } from "../checks/glb-limits.ts";
import { longestSide } from "../model.ts";
import { emptyBox, growBoxByAll, IDENTITY } from "../read/matrix.ts";
import { viewAll } from "../read/place-vertices.ts";
import { countAll, countShown, shownMeshes } from "./measure-document.ts";
import { simplifySurface } from "./simplify-surface.ts";
import { SIMPLIFY_DEFAULTS } from "./simplify-options.ts";
import { copyTriangles, dropPrimitive, keepFlat, largestScaleOf, setTriangles, weldPrimitive, type WeldedPrimitive } from "./vertex-streams.ts";

export interface DocumentGoals {
  /** In all that the default scene shows; 0: as few as the error allows. */
  targetTriangles: number;
  /** Of the longest side of the scene. 0: no triangle goes. */
  maxError: number;
  lockBorder: boolean;
  /** Of the scene, metres. */
  longest: number;
  limits: GlbLimits;
  signal: AbortSignal | undefined;
  onProgress: (share: number) => void;
}

/** Of a mesh much smaller than its scene: it may change by so much of itself, but not become something else. */
const MOST_OF_ITSELF = 0.1;
/** The simplifier takes no more numbers a vertex than 32: nine, and these. */
const MOST_TARGETS = 7;

/**
 * Welds and simplifies all meshes of a document in place, and puts their triangles and vertices in order. Primitives of one mesh stay together where
 * they meet; morph targets count as what they move. Returns the largest error in metres of the scene.
 */
export async function simplifyDocument(document: Document, { targetTriangles, maxError, lockBorder, longest, limits, signal, onProgress }: DocumentGoals): Promise<number> {
  await Promise.all([MeshoptEncoder.ready, MeshoptSimplifier.ready]);
  const meshes = document.getRoot().listMeshes();
  const all = countAll(document);
  if (all > limits.maxTriangles) throw new InvalidGlbError("limit", `It draws more than ${limits.maxTriangles} triangles.`);
  const shown = new Set([...shownMeshes(document)].map(keyOf));
  const shareOf = (drawn: number) => (targetTriangles === 0 || drawn === 0 ? 0 : targetTriangles / drawn);
  // What is hidden takes nothing away from what is shown, and is as light as though it were shown too: it may be, later.
  const [share, hiddenShare] = [shareOf(countShown(document) || all), shareOf(all)];
  const done = new Map<string, Primitive[]>();
  let largest = 0;
  const breath = new Breath(signal);
  for (const [at, mesh] of meshes.entries()) {
    await breath.take();
    const key = keyOf(mesh);
    const [known, primitives] = [done.get(key), mesh.listPrimitives()];
    if (!known) largest = Math.max(largest, await simplifyMesh(document, mesh, { share: shown.has(key) ? share : hiddenShare, maxError, lockBorder, longest }));
    else {
      primitives.forEach((primitive, which) => {
        if (!known[which]!.isDisposed()) copyTriangles(known[which]!, primitive);
        else dropPrimitive(primitive);
      });
    }
    done.set(key, known ?? primitives);
    onProgress((at + 1) / meshes.length);
  }
  // A mesh of nothing is against the standard.
  for (const mesh of meshes) if (mesh.listPrimitives().length === 0) mesh.dispose();
  return largest;
}

interface MeshGoals {
  share: number;
  maxError: number;
  lockBorder: boolean;
  longest: number;
}

async function simplifyMesh(document: Document, mesh: Mesh, { share, maxError, lockBorder, longest }: MeshGoals): Promise<number> {
  const welded = mesh.listPrimitives().flatMap((primitive) => weldPrimitive(primitive) ?? []);
  const surface = joinPrimitives(welded);
  const scale = largestScaleOf(mesh);
  const isSkinned = welded.some(({ streams }) => streams.some(({ semantic }) => semantic === "JOINTS_0"));
  // What bones do to a mesh is not known here: its own size has to do.
  const inScene = isSkinned || scale === 0 || surface.longest === 0 ? 1 : longest / (surface.longest * scale);
  const error = Math.min(maxError * inScene, Math.max(maxError, MOST_OF_ITSELF));
  const before = surface.indices.length / 3;
  const { indices, error: made, isOrdered } = await simplifySurface(surface, {
    targetTriangles: Math.ceil(before * share),
    maxError: error,
    lockBorder,
    weights: surface.weights,
    isSeam: (vertex, other) => surface.parts[vertex] !== surface.parts[other] || surface.uvSets().some((uvs) => uvs[2 * vertex] !== uvs[2 * other] || uvs[2 * vertex + 1] !== uvs[2 * other + 1]),
  });
  const corners = splitCorners(indices, surface);
  welded.forEach((primitive, which) => {
    if (corners[which]!.length > 0) setTriangles(document, primitive, corners[which]!, isOrdered);
    else if (mesh.listPrimitives().length > 1) dropPrimitive(primitive.primitive);
    else keepFlat(document, primitive);
  });
  const metres = made * surface.longest * (isSkinned ? 1 : scale);
  // Of places that are no numbers nobody can say how far they are.
  return Number.isFinite(metres) ? metres : 0;
}

/** The triangles of each primitive, by its own vertices. */
function splitCorners(indices: Uint32Array, { parts, firsts }: { parts: Uint32Array; firsts: readonly number[] }): Uint32Array[] {
  if (firsts.length === 1) return [indices];
  const counts = firsts.map(() => 0);
  for (let at = 0; at < indices.length; at += 3) counts[parts[indices[at]!]!]! += 3;
  const corners = counts.map((count) => new Uint32Array(count));
  counts.fill(0);
  for (let at = 0; at < indices.length; at += 3) {
    const part = parts[indices[at]!]!;
    for (let k = 0; k < 3; k++) corners[part]![counts[part]!++] = indices[at + k]! - firsts[part]!;
  }
  return corners;
}

/** All primitives of a mesh as one surface, with the numbers that count for how it looks. */
function joinPrimitives(welded: readonly WeldedPrimitive[]) {
  const has = (semantic: string) => welded.some(({ streams, primitive }) => streams.some((stream) => stream.owner === primitive && stream.semantic === semantic));
  const firsts: number[] = [];
  let count = 0;
  for (const { origins } of welded) {
    firsts.push(count);
    count += origins.length;
  }
  const positions = new Float32Array(3 * count);
  fill(welded, firsts, positions, 3, 0, (primitive) => primitive.getAttribute("POSITION"), 3);
  const longest = longestOf(positions);
  const { normals, uvs, colors } = SIMPLIFY_DEFAULTS.weights;
  const targets = Math.min(MOST_TARGETS, Math.max(0, ...welded.map(({ primitive }) => primitive.listTargets().length)));
  const columns: { weight: number; size: number; read: (primitive: Primitive) => Accessor | null }[] = [];
  if (has("NORMAL")) columns.push({ weight: normals, size: 3, read: (primitive) => primitive.getAttribute("NORMAL") });
  if (has("TEXCOORD_0")) columns.push({ weight: uvs, size: 2, read: (primitive) => primitive.getAttribute("TEXCOORD_0") });
  if (has("COLOR_0")) columns.push({ weight: colors, size: 4, read: (primitive) => primitive.getAttribute("COLOR_0") });
  for (let which = 0; which < targets; which++) columns.push({ weight: longest > 0 ? 1 / longest : 0, size: 3, read: (primitive) => primitive.listTargets()[which]?.getAttribute("POSITION") ?? null });
  const weights = columns.flatMap(({ weight, size }) => new Array<number>(size).fill(weight));
  const attributes = new Float32Array(weights.length * count);
  let at = 0;
  for (const { size, read } of columns) {
    fill(welded, firsts, attributes, weights.length, at, read, size);
    at += size;
  }
  let known: readonly Float32Array[] | null = null;
  const uvSets = () => (known ??= readUvSets(welded, firsts, count));
  const parts = new Uint32Array(count);
  welded.forEach(({ origins }, which) => parts.fill(which, firsts[which]!, firsts[which]! + origins.length));
  const [only] = welded;
  const places = welded.length === 1 && only?.places ? { places: only.places } : {};
  return { positions, attributes, weights, indices: joinIndices(welded, firsts), parts, firsts, longest, uvSets, ...places };
}

function joinIndices(welded: readonly WeldedPrimitive[], firsts: readonly number[]): Uint32Array {
  if (welded.length === 1) return welded[0]!.indices;
  const indices = new Uint32Array(welded.reduce((sum, part) => sum + part.indices.length, 0));
  let next = 0;
  welded.forEach((part, which) => {
    const first = firsts[which]!;
    for (let corner = 0; corner < part.indices.length; corner++) indices[next++] = first + part.indices[corner]!;
  });
  return indices;
}

/** Not by the first set alone: pictures such as an occlusion lie by another, which has seams of its own. */
function readUvSets(welded: readonly WeldedPrimitive[], firsts: readonly number[], count: number): Float32Array[] {
  const semantics = new Set(welded.flatMap(({ primitive }) => primitive.listSemantics().filter((semantic) => semantic.startsWith("TEXCOORD_"))));
  return [...semantics].map((semantic) => {
    const values = new Float32Array(2 * count);
    fill(welded, firsts, values, 2, 0, (primitive) => primitive.getAttribute(semantic), 2);
    return values;
  });
}

/** Writes one attribute of all primitives into its columns. */
function fill(welded: readonly WeldedPrimitive[], firsts: readonly number[], into: Float32Array, stride: number, at: number, read: (primitive: Primitive) => Accessor | null, size: number): void {
  welded.forEach(({ primitive, origins }, which) => {
    const accessor = read(primitive);
    if (!accessor) return;
    const own = Math.min(size, accessor.getElementSize());
    const values = viewAll(accessor, own);
    let to = stride * firsts[which]! + at;
    for (let vertex = 0; vertex < origins.length; vertex++, to += stride) {
      const from = own * origins[vertex]!;
      for (let k = 0; k < own; k++) into[to + k] = values[from + k]!;
    }
  });
}

/** How far places spread at most along one axis; those that are no numbers are passed over. */
function longestOf(positions: Float32Array): number {
  const box = emptyBox();
  growBoxByAll(box, IDENTITY, positions);
  return Math.max(0, longestSide(box));
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** The same for meshes that are made of the same data, whatever their materials are. */
function keyOf(mesh: Mesh): string {
  const number = (of: object | null) => {
    if (of === null) return 0;
    const known = numbers.get(of) ?? ++last;
    numbers.set(of, known);
    return known;
  };
  const attributes = (owner: { listSemantics(): string[]; getAttribute(semantic: string): Accessor | null }) => owner.listSemantics().map((semantic) => `${semantic}:${number(owner.getAttribute(semantic))}`).join();
  const of = mesh.listPrimitives().map((primitive) => [primitive.getMode(), number(primitive.getIndices()), attributes(primitive), ...primitive.listTargets().map(attributes)].join("|"));
  return of.join("/");
}
