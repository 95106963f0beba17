import { Primitive, type Accessor, type Document, type Mesh, type Node, type PrimitiveTarget, type TypedArray } from "@gltf-transform/core";
import { MeshoptEncoder, MeshoptSimplifier } from "meshoptimizer";
import { largestMagnitude } from "../largest-magnitude.ts";
import { keepNumbers, viewAll } from "../read/place-vertices.ts";
import { readTriangles } from "../read/read-triangles.ts";
import { numberVertices } from "./number-vertices.ts";
import { roundPlaces } from "./round-places.ts";

const { TRIANGLES = 4, TRIANGLE_STRIP = 5, TRIANGLE_FAN = 6 } = Primitive.Mode;

/** One attribute of the vertices of a primitive, or of one of its morph targets. */
export interface VertexStream {
  owner: Primitive | PrimitiveTarget;
  semantic: string;
  accessor: Accessor;
  array: TypedArray;
  size: number;
}

/** A primitive of triangles, each of its different vertices once. */
export interface WeldedPrimitive {
  primitive: Primitive;
  streams: readonly VertexStream[];
  /** Of each vertex: which it was. */
  origins: Uint32Array;
  /** Three a triangle, none with a corner twice. */
  indices: Uint32Array;
  /** Of each vertex the first at its place; null where some of the places in the file are no numbers. */
  places: Uint32Array | null;
}

export const isTriangles = (primitive: Primitive): boolean => [TRIANGLES, TRIANGLE_STRIP, TRIANGLE_FAN].includes(primitive.getMode()) && primitive.getAttribute("POSITION") !== null;

/** Null for what has no triangles. @throws InvalidGlbError for a vertex that is not there, and for one that is no number. */
export function weldPrimitive(primitive: Primitive): WeldedPrimitive | null {
  const position = isTriangles(primitive) ? primitive.getAttribute("POSITION") : null;
  if (!position) return null;
  const count = position.getCount();
  const corners = readTriangles(primitive, count);
  const given = viewAll(position, 3);
  const isFinite = Number.isFinite(largestMagnitude(given));
  const positions = isFinite ? given : given.slice();
  if (!isFinite) keepNumbers(positions, corners);
  dropShort(primitive, count);
  const streams = [primitive, ...primitive.listTargets()].flatMap((owner) => owner.listSemantics().flatMap((semantic) => streamOf(owner, semantic, count)));
  const { places, vertices, firsts } = weld(positions, streams.map(({ array, size }) => ({ array, size })));
  return { primitive, streams, origins: vertices, indices: withoutFlat(corners, places), places: isFinite ? firsts : null };
}

/** What has not as many elements as there are vertices says nothing of them, and the reader passes it over. */
export function dropShort(primitive: Primitive, count: number): void {
  for (const owner of [primitive, ...primitive.listTargets()]) {
    for (const semantic of owner.listSemantics()) if (owner.getAttribute(semantic)?.getCount() !== count) owner.setAttribute(semantic, null);
  }
}

/** Most vertices at one place that are compared with each other: more are there only where somebody means harm. */
const MOST_ALIKE = 24;

interface Weld {
  /** Of each vertex: which of the different ones it is. */
  places: Uint32Array;
  /** Of each different one: the first vertex that is so, and the first of the different ones at its place. */
  vertices: Uint32Array;
  firsts: Uint32Array;
}

/** Only vertices at one place are compared. */
function weld(positions: Float32Array, streams: readonly Pick<VertexStream, "array" | "size">[]): Weld {
  const remap = MeshoptSimplifier.generatePositionRemap(roundPlaces(positions), 3);
  const count = remap.length;
  const isSame = (a: number, b: number) => streams.every(({ array, size }) => isSameElement(array, size * a, size * b, size));
  const places = new Uint32Array(count);
  const vertices = new Uint32Array(count);
  const firsts = new Uint32Array(count);
  const next = new Int32Array(count).fill(-1);
  let found = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    let other = remap[vertex]!;
    if (other !== vertex) {
      for (let tries = 0; tries < MOST_ALIKE && !isSame(other, vertex); tries++) {
        if (next[other]! < 0) next[other] = vertex;
        other = next[other]!;
        if (other === vertex) break;
      }
      if (other !== vertex && isSame(other, vertex)) {
        places[vertex] = places[other]!;
        continue;
      }
    }
    places[vertex] = found;
    firsts[found] = places[remap[vertex]!]!;
    vertices[found++] = vertex;
  }
  return { places, vertices: vertices.subarray(0, found), firsts: firsts.subarray(0, found) };
}

function isSameElement(array: TypedArray, a: number, b: number, size: number): boolean {
  for (let k = 0; k < size; k++) if (array[a + k] !== array[b + k]) return false;
  return true;
}

function streamOf(owner: Primitive | PrimitiveTarget, semantic: string, count: number): VertexStream[] {
  const accessor = owner.getAttribute(semantic);
  const array = accessor?.getArray();
  return accessor && array && accessor.getCount() === count ? [{ owner, semantic, accessor, array, size: accessor.getElementSize() }] : [];
}

/**
 * Gives a primitive other triangles of the same vertices, in an order that graphics cards and compression like, and only the vertices that these use, as they use them. Triangles that are not in such an order
 * already are brought into one (meshoptimizer: vertex cache, then vertex fetch).
 */
export function setTriangles(document: Document, { primitive, streams, origins }: WeldedPrimitive, indices: Uint32Array, isOrdered = false): void {
  const { corners, from } = isOrdered ? inOrderOfUse(indices, origins) : reordered(indices, origins);
  const buffer = document.getRoot().listBuffers()[0]!;
  for (const { owner, semantic, accessor, array, size } of streams) {
    const picked = array.slice(0, size * from.length);
    copyElements(array, size, from, picked);
    owner.setAttribute(semantic, document.createAccessor().setType(accessor.getType()).setNormalized(accessor.getNormalized()).setArray(picked).setBuffer(buffer));
  }
  const isShort = from.length <= 0xffff;
  primitive.setMode(TRIANGLES).setIndices(document.createAccessor().setType("SCALAR").setArray(isShort && corners instanceof Uint32Array ? new Uint16Array(corners) : corners).setBuffer(buffer));
}

/** Triangles by their new vertices, and of each of these which it was in the file. */
interface Ordered {
  corners: Uint32Array | Uint16Array;
  from: Uint32Array;
}

function inOrderOfUse(indices: Uint32Array, origins: Uint32Array): Ordered {
  const corners = origins.length <= 0xffff ? new Uint16Array(indices.length) : new Uint32Array(indices.length);
  const kept = new Uint32Array(origins.length);
  const from = kept.subarray(0, numberVertices(indices, corners, kept));
  pickOrigins(from, origins);
  return { corners, from };
}

function reordered(indices: Uint32Array, origins: Uint32Array): Ordered {
  const corners = indices.slice();
  const [remap, count] = MeshoptEncoder.reorderMesh(corners, true, true);
  return { corners, from: turnedAround(origins, remap, count) };
}

// Loops of their own, so that engines have little else to translate when they find that these are hot.

function pickOrigins(from: Uint32Array, origins: Uint32Array): void {
  for (let vertex = 0; vertex < from.length; vertex++) from[vertex] = origins[from[vertex]!]!;
}

/** Of each new vertex, which it was. */
function turnedAround(origins: Uint32Array, remap: Uint32Array, count: number): Uint32Array {
  const from = new Uint32Array(count);
  for (let vertex = 0; vertex < remap.length; vertex++) {
    const to = remap[vertex]!;
    if (to < count) from[to] = origins[vertex]!;
  }
  return from;
}

export function copyElements(array: TypedArray, size: number, from: Uint32Array, into: TypedArray): void {
  for (let vertex = 0, to = 0; vertex < from.length; vertex++) {
    const first = size * from[vertex]!;
    for (let at = first; at < first + size; at++) into[to++] = array[at]!;
  }
}

/** Triangles of the different vertices, without those of which two corners are one. */
function withoutFlat(corners: Uint32Array, places: Uint32Array): Uint32Array {
  const indices = new Uint32Array(corners.length);
  let kept = 0;
  for (let at = 0; at < corners.length; at += 3) {
    const a = places[corners[at]!]!;
    const b = places[corners[at + 1]!]!;
    const c = places[corners[at + 2]!]!;
    if (a === b || b === c || c === a) continue;
    indices[kept++] = a;
    indices[kept++] = b;
    indices[kept++] = c;
  }
  return kept === indices.length ? indices : indices.slice(0, kept);
}

/** With its morph targets, so that the numbers that only it had go too. */
export function dropPrimitive(primitive: Primitive): void {
  for (const target of primitive.listTargets()) target.dispose();
  primitive.dispose();
}

/** Of a mesh of which nothing but triangles without a surface is left: these, so that it is still there, and nothing else. Without any it goes. */
export function keepFlat(document: Document, welded: WeldedPrimitive): void {
  const { primitive } = welded;
  const count = primitive.getAttribute("POSITION")!.getCount();
  const indices = readTriangles(primitive, count);
  if (indices.length === 0) dropPrimitive(primitive);
  else setTriangles(document, { ...welded, origins: Uint32Array.from({ length: count }, (_, vertex) => vertex) }, indices);
}

/** Takes triangles and vertices over from a primitive that had the same ones. */
export function copyTriangles(from: Primitive, to: Primitive): void {
  to.setMode(from.getMode()).setIndices(from.getIndices());
  for (const semantic of to.listSemantics()) to.setAttribute(semantic, from.getAttribute(semantic));
  to.listTargets().forEach((target, at) => {
    for (const semantic of target.listSemantics()) target.setAttribute(semantic, from.listTargets()[at]?.getAttribute(semantic) ?? null);
  });
}

/** Nodes that have a mesh, of all scenes. */
export const nodesOf = (mesh: Mesh): Node[] => mesh.listParents().filter((parent): parent is Node => "getWorldMatrix" in parent);

/** How much larger nodes make a mesh at most. */
export function largestScaleOf(mesh: Mesh): number {
  const columns = nodesOf(mesh).map((node) => node.getWorldMatrix()).flatMap((matrix) => [0, 4, 8].map((at) => Math.hypot(matrix[at]!, matrix[at + 1]!, matrix[at + 2]!)));
  return Math.max(0, ...columns);
}
