import type { Part } from "../model.ts";
import { int, long, node, text, type FbxArrays, type FbxNode, type FbxProperty } from "./fbx-nodes.ts";
import { named } from "./fbx-properties.ts";
import { toSrgb } from "./srgb.ts";
import type { Welded } from "./weld-vertices.ts";
import type { Axes } from "./write-options.ts";

/**
 * A part's triangles. Vertices in one place are one, so that programs find a whole surface to work on; normals, texture coordinates and colours are
 * told corner by corner, so that seams and hard edges stay.
 */
export function makeGeometry(id: number, name: string, { positions, indices, normals, uvs, colors }: Omit<Part, "name" | "material">, welded: Welded, axes: Axes, { ints, doubles }: FbxArrays): FbxNode {
  const corners = Int32Array.from(indices, (vertex) => welded.indices[vertex]!);
  // The last corner of a polygon is told by its complement.
  for (let at = 2; at < corners.length; at += 3) corners[at] = ~corners[at]!;
  const count = positions.length / 3;
  const layers: FbxNode[] = [
    layer("LayerElementSmoothing", 102, ["ByPolygon", "Direct"], ["Smoothing", ints(new Int32Array(indices.length / 3).fill(normals ? 1 : 0))]),
    layer("LayerElementMaterial", 101, ["AllSame", "IndexToDirect"], ["Materials", ints([0])]),
  ];
  const byCorner = ["ByPolygonVertex", "IndexToDirect"] as const;
  if (normals) layers.push(layer("LayerElementNormal", 101, byCorner, ["Normals", doubles(turned(count, (vertex, out) => axes.direction(normals, vertex, out)))], ["NormalsIndex", ints(indices)]));
  // Their origin is the lower left.
  if (uvs) layers.push(layer("LayerElementUV", 101, byCorner, ["UV", doubles(Float64Array.from(uvs, (value, at) => (at % 2 === 1 ? 1 - value : value)))], ["UVIndex", ints(indices)]));
  if (colors) layers.push(layer("LayerElementColor", 101, byCorner, ["Colors", doubles(Float64Array.from(colors, (value, at) => (at % 4 === 3 ? value : toSrgb(value))))], ["ColorIndex", ints(indices)]));
  const vertices = doubles(turned(welded.vertices.length, (vertex, out) => axes.point(positions, welded.vertices[vertex]!, out)));
  return node("Geometry", [long(id), named(name, "Geometry"), text("Mesh")], [
    node("GeometryVersion", [int(124)]),
    node("Vertices", [vertices]),
    node("PolygonVertexIndex", [ints(corners)]),
    ...layers,
    node("Layer", [int(0)], [node("Version", [int(100)]), ...layers.map((of) => node("LayerElement", [], [node("Type", [text(of.name)]), node("TypedIndex", [int(0)])]))]),
  ]); // prettier-ignore
}

function layer(name: string, version: number, [mapping, reference]: readonly [string, string], ...values: readonly [string, FbxProperty][]): FbxNode {
  const isUv = name === "LayerElementUV";
  return node(name, [int(0)], [
    node("Version", [int(version)]),
    node("Name", [text(isUv ? UV_SET : "")]),
    node("MappingInformationType", [text(mapping)]),
    node("ReferenceInformationType", [text(reference)]),
    ...values.map(([kind, value]) => node(kind, [value])),
  ]); // prettier-ignore
}

/** Textures say on which coordinates they lie. */
export const UV_SET = "UVMap";

function turned(count: number, read: (vertex: number, out: number[]) => void): Float64Array {
  const values = new Float64Array(3 * count);
  const out: number[] = [];
  for (let vertex = 0; vertex < count; vertex++) {
    read(vertex, out);
    values.set(out, 3 * vertex);
  }
  return values;
}
