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
export function makeGeometry(id: number, name: string, { positions, indices, normals, uvs, moreUvs = [], colors }: Omit<Part, "name" | "material">, welded: Welded, axes: Axes, { ints, doubles }: FbxArrays): FbxNode {
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
  const uvLayers = [uvs, ...moreUvs].flatMap((values, set) => (values ? [{ name: uvSetName(set), values }] : [])).map(({ name: setName, values }, at) => {
    // Their origin is the lower left.
    const upright = Float64Array.from(values, (value, k) => (k % 2 === 1 ? 1 - value : value));
    return layer("LayerElementUV", 101, byCorner, ["UV", doubles(upright)], ["UVIndex", ints(indices)], { index: at, name: setName });
  });
  layers.push(...uvLayers.slice(0, 1));
  if (colors) layers.push(layer("LayerElementColor", 101, byCorner, ["Colors", doubles(Float64Array.from(colors, (value, at) => (at % 4 === 3 ? value : toSrgb(value))))], ["ColorIndex", ints(indices)]));
  const vertices = doubles(turned(welded.vertices.length, (vertex, out) => axes.point(positions, welded.vertices[vertex]!, out)));
  return node("Geometry", [long(id), named(name, "Geometry"), text("Mesh")], [
    node("GeometryVersion", [int(124)]),
    node("Vertices", [vertices]),
    node("PolygonVertexIndex", [ints(corners)]),
    ...layers,
    ...uvLayers.slice(1),
    listLayers(0, layers),
    ...uvLayers.slice(1).map((uvLayer, at) => listLayers(at + 1, [uvLayer])),
  ]); // prettier-ignore
}

type LayerValues = readonly [string, FbxProperty];

function layer(name: string, version: number, [mapping, reference]: readonly [string, string], values: LayerValues, indices: LayerValues | null = null, own = { index: 0, name: "" }): FbxNode {
  return node(name, [int(own.index)], [
    node("Version", [int(version)]),
    node("Name", [text(own.name)]),
    node("MappingInformationType", [text(mapping)]),
    node("ReferenceInformationType", [text(reference)]),
    ...[values, indices].flatMap((array) => (array ? [node(array[0], [array[1]])] : [])),
  ]); // prettier-ignore
}

/** What belongs together: of each kind one, so that a further set of texture coordinates is in a layer of its own. */
function listLayers(index: number, layers: readonly FbxNode[]): FbxNode {
  return node("Layer", [int(index)], [node("Version", [int(100)]), ...layers.map(({ name }) => node("LayerElement", [], [node("Type", [text(name)]), node("TypedIndex", [int(index)])]))]);
}

/** Textures say on which coordinates they lie by this name: numbered as Blender does it. */
export const uvSetName = (set: number): string => (set === 0 ? "UVMap" : `UVMap.${String(set).padStart(3, "0")}`);

function turned(count: number, read: (vertex: number, out: number[]) => void): Float64Array {
  const values = new Float64Array(3 * count);
  const out: number[] = [];
  for (let vertex = 0; vertex < count; vertex++) {
    read(vertex, out);
    values.set(out, 3 * vertex);
  }
  return values;
}
