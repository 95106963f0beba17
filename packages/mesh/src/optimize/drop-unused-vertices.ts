import type { Accessor, Document, Primitive, TypedArray } from "@gltf-transform/core";
import { numberVertices } from "./number-vertices.ts";
import { copyElements, dropShort, isTriangles } from "./vertex-streams.ts";

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
  const known = new Map<Accessor, Map<number, Used>>();
  for (const mesh of document.getRoot().listMeshes()) for (const primitive of mesh.listPrimitives()) if (isTriangles(primitive)) dropUnused(document, primitive, known);
}

function dropUnused(document: Document, primitive: Primitive, known: Map<Accessor, Map<number, Used>>): void {
  const given = primitive.getIndices();
  const count = primitive.getAttribute("POSITION")!.getCount();
  if (!given) return;
  const byCount = known.get(given) ?? new Map<number, Used>();
  const used = byCount.get(count) ?? findUsed(document, given, count);
  known.set(given, byCount.set(count, used));
  const { indices, from, picked } = used;
  if (!from) return;
  dropShort(primitive, count);
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

function findUsed(document: Document, given: Accessor, count: number): Used {
  const all: Used = { indices: given, from: null, picked: new Map() };
  const array = given.getArray() ?? new Uint32Array(0);
  const used = countUsed(array, new Uint8Array(count));
  // A corner that there is not is refused where triangles are read.
  if (used === count || used === 0) return all;
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

function pick(document: Document, accessor: Accessor, from: Uint32Array): Accessor {
  const size = accessor.getElementSize();
  const array = accessor.getArray()!;
  const made = new (array.constructor as new (length: number) => TypedArray)(size * from.length);
  copyElements(array, size, from, made);
  return document.createAccessor().setType(accessor.getType()).setNormalized(accessor.getNormalized()).setArray(made).setBuffer(accessor.getBuffer());
}
