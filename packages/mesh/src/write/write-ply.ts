import { TextureFiles } from "../images/texture-files.ts";
import { countVertices, type Model, type Part } from "../model.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { surfaceColors } from "./surface-colors.ts";
import { vertexNormals } from "./vertex-normals.ts";
import { axesOf, type ResolvedWriteOptions } from "./write-options.ts";

/** Vertices are counted by signed numbers of 32 bits: what all readers of `int` take. */
const MOST_VERTICES = 0x7fff_ffff;
const AT_ONCE = 20_000;
const FACE_BYTES = 13;

/**
 * PLY, binary with the low byte first (Turk, "The PLY Polygon File Format", 1994): one list of vertices with normals, texture coordinates (`s`, `t`, up
 * is up) and colours (bytes, sRGB), and one of triangles. It has no unit and no direction: comments say which, and what reads scans takes metres, Z up.
 *
 * - There are no parts, no materials and no textures: base colours become colours of vertices; that of a texture too, if it can be decoded here.
 * - A property is there for all vertices or for none: a part without normals gets the mean of its triangles', one without coordinates 0, 0.
 */
export const ply: Format = {
  name: "ply",
  extension: "ply",
  mediaType: "model/ply",
  unit: "m",
  upAxis: "z",
  takes: ["unit", "upAxis", "textures"],
  isForSolids: false,
  needsCommonImages: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "normals", "uvs", "vertexColors"],
    changed: ["parts", "baseColor", "alpha"],
    unless: (_model, { codec }) => (codec ? { baseColorTexture: "changed" } : {}),
  }),
  write: writePly,
};

interface Layout {
  hasNormals: boolean;
  hasUvs: boolean;
  hasColors: boolean;
  hasAlpha: boolean;
}

async function* writePly(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const triangles = requireTriangles(model, MOST_VERTICES);
  const vertices = countVertices(model);
  const layout = layoutOf(model, options);
  yield header(vertices, triangles, layout, options);
  const files = new TextureFiles(model, options);
  const all = vertices + triangles;
  let done = 0;
  for (const part of model.parts) {
    const material = model.materials[part.material]!;
    const texture = options.codec && part.uvs ? material.baseColorTexture : null;
    const colors = layout.hasColors ? surfaceColors(part, material, texture && (await files.pixels(texture.texture))) : null;
    const normals = layout.hasNormals ? (part.normals ?? vertexNormals(part)) : null;
    const count = part.positions.length / 3;
    for (let from = 0; from < count; from += AT_ONCE) {
      options.signal?.throwIfAborted();
      const to = Math.min(count, from + AT_ONCE);
      yield vertexBytes({ ...part, normals }, colors, layout, options, from, to);
      options.onProgress((done += to - from) / all);
    }
  }
  let first = 0;
  for (const { positions, indices } of model.parts) {
    for (let from = 0; from < indices.length; from += 3 * AT_ONCE) {
      options.signal?.throwIfAborted();
      const piece = indices.subarray(from, from + 3 * AT_ONCE);
      yield faceBytes(piece, first);
      options.onProgress((done += piece.length / 3) / all);
    }
    first += positions.length / 3;
  }
}

function layoutOf({ parts, materials }: Model, { codec }: ResolvedWriteOptions): Layout {
  const used = materials.filter((_, at) => parts.some(({ material }) => material === at));
  return {
    hasNormals: parts.some(({ normals }) => normals),
    hasUvs: parts.some(({ uvs }) => uvs),
    hasColors: parts.some(({ colors }) => colors) || used.some(({ baseColor, baseColorTexture }) => baseColor.some((value) => value < 1) || (codec && baseColorTexture)),
    hasAlpha: used.some(({ alphaMode }) => alphaMode !== "opaque"),
  };
}

function header(vertices: number, triangles: number, { hasNormals, hasUvs, hasColors, hasAlpha }: Layout, { unit, upAxis }: ResolvedWriteOptions): Uint8Array {
  const property = (type: string, names: string) => names.split(" ").map((name) => `property ${type} ${name}`);
  const lines = [
    "ply",
    "format binary_little_endian 1.0",
    `comment unit ${unit}, ${upAxis} up`,
    `element vertex ${vertices}`,
    ...property("float", "x y z"),
    ...(hasNormals ? property("float", "nx ny nz") : []),
    ...(hasUvs ? property("float", "s t") : []),
    ...(hasColors ? property("uchar", hasAlpha ? "red green blue alpha" : "red green blue") : []),
    `element face ${triangles}`,
    "property list uchar int vertex_indices",
    "end_header",
  ];
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

function vertexBytes({ positions, normals, uvs }: Part, colors: Uint8Array | null, { hasUvs, hasAlpha }: Layout, options: ResolvedWriteOptions, from: number, to: number): Uint8Array {
  const { point, direction } = axesOf(options);
  const colorBytes = colors ? (hasAlpha ? 4 : 3) : 0;
  const size = 12 + (normals ? 12 : 0) + (hasUvs ? 8 : 0) + colorBytes;
  const bytes = new Uint8Array((to - from) * size);
  const view = new DataView(bytes.buffer);
  const out: number[] = [];
  let at = 0;
  const floats = (values: readonly number[]) => {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  };
  for (let vertex = from; vertex < to; vertex++) {
    point(positions, vertex, out);
    floats(out);
    if (normals) {
      direction(normals, vertex, out);
      floats(out);
    }
    if (hasUvs) floats(uvs ? [uvs[2 * vertex]!, 1 - uvs[2 * vertex + 1]!] : [0, 0]);
    for (let k = 0; k < colorBytes; k++) bytes[at++] = colors![4 * vertex + k]!;
  }
  return bytes;
}

function faceBytes(indices: Uint32Array, first: number): Uint8Array {
  const view = new DataView(new ArrayBuffer((indices.length / 3) * FACE_BYTES));
  for (let at = 0, offset = 0; at < indices.length; at += 3, offset += FACE_BYTES) {
    view.setUint8(offset, 3);
    for (let k = 0; k < 3; k++) view.setInt32(offset + 1 + 4 * k, indices[at + k]! + first, true);
  }
  return new Uint8Array(view.buffer);
}
