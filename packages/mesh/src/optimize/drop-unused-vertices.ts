import type { Accessor, Document, Primitive, TypedArray } from "@gltf-transform/core";
import { viewAll } from "../read/place-vertices.ts";
import { numberVertices } from "./number-vertices.ts";
import { copyElements, dropShort, isTriangles } from "./vertex-streams.ts";

/** Where fewer of all vertices are unused, and all of these lie among the others, they do no harm. */
const LEAST_UNUSED = 0.25;

/** A primitive's triangles by the vertices that they use. */
interface Used {
  indices: Accessor;
  /** Of each vertex that is used which it was; null where all are. */
  from: Uint32Array | null;
  /** By what they had of all vertices. */
  picked: Map<Accessor, Accessor>;
}

/**
 * Leaves the vertices out that no triangle uses, such as those that other primitives use of a buffer that they share: where they lie says nothing of how large a mesh is. What primitives shared as a whole they
 * go on sharing.
 */
export function dropUnusedVertices(document: Document): void {
  const known = new Map<Accessor, Map<Accessor, Used>>();
  for (const mesh of document.getRoot().listMeshes()) for (const primitive of mesh.listPrimitives()) if (isTriangles(primitive)) dropUnused(document, primitive, known);
}

function dropUnused(document: Document, primitive: Primitive, known: Map<Accessor, Map<Accessor, Used>>): void {
  const given = primitive.getIndices();
  const position = primitive.getAttribute("POSITION")!;
  if (!given) return;
  const byPosition = known.get(given) ?? new Map<Accessor, Used>();
  const used = byPosition.get(position) ?? findUsed(document, given, position);
  known.set(given, byPosition.set(position, used));
  const { indices, from, picked } = used;
  if (!from) return;
  dropShort(primitive, position.getCount());
  primitive.setIndices(indices);
  for (const owner of [primitive, ...primitive.listTargets()]) {
    for (const semantic of owner.listSemantics()) {
      const accessor = owner.getAttribute(semantic)!;
      const made = picked.get(accessor) ?? pick(document, accessor, from);
      picked.set(accessor, made);
      owner.setAttribute(semantic, made);
    }
  }
}

function findUsed(document: Document, given: Accessor, position: Accessor): Used {
  const count = position.getCount();
  const all: Used = { indices: given, from: null, picked: new Map() };
  const array = given.getArray() ?? new Uint32Array(0);
  const isUsed = new Uint8Array(count);
  const used = countUsed(array, isUsed);
  // A corner that there is not is refused where triangles are read.
  if (used === count || used === 0) return all;
  if (count - used < LEAST_UNUSED * count && liesAmong(viewAll(position, 3), isUsed)) return all;
  const [corners, kept] = [new Uint32Array(array), new Uint32Array(count)];
  const from = kept.subarray(0, numberVertices(corners, corners, kept));
  return { ...all, indices: document.createAccessor().setType("SCALAR").setArray(corners).setBuffer(given.getBuffer()), from };
}

/** None where one of the corners is no vertex. */
function countUsed(corners: TypedArray, isUsed: Uint8Array): number {
  let used = 0;
  for (let at = 0; at < corners.length; at++) {
    const vertex = corners[at]!;
    if (vertex >= isUsed.length) return 0;
    used += 1 - isUsed[vertex]!;
    isUsed[vertex] = 1;
  }
  return used;
}

/** Whether what is not used is within the box of what is. */
function liesAmong(positions: Float32Array, isUsed: Uint8Array): boolean {
  for (let axis = 0; axis < 3; axis++) {
    let [min, max] = [Infinity, -Infinity];
    for (let vertex = 0, at = axis; vertex < isUsed.length; vertex++, at += 3) {
      if (isUsed[vertex] === 0) continue;
      const value = positions[at]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    for (let vertex = 0, at = axis; vertex < isUsed.length; vertex++, at += 3) if (isUsed[vertex] === 0 && !(positions[at]! >= min && positions[at]! <= max)) return false;
  }
  return true;
}

function pick(document: Document, accessor: Accessor, from: Uint32Array): Accessor {
  const size = accessor.getElementSize();
  const array = accessor.getArray()!;
  const made = new (array.constructor as new (length: number) => TypedArray)(size * from.length);
  copyElements(array, size, from, made);
  return document.createAccessor().setType(accessor.getType()).setNormalized(accessor.getNormalized()).setArray(made).setBuffer(accessor.getBuffer());
}
