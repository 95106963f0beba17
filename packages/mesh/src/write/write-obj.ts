import { TextureFiles } from "../images/texture-files.ts";
import type { Model, Part } from "../model.ts";
import { writeZip, type ZipEntry } from "../zip/write-zip.ts";
import { ByteText } from "./byte-text.ts";
import { decimalsFor } from "./decimals-for.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { toSrgb } from "./srgb.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { weldVertices } from "./weld-vertices.ts";
import { axesOf, type ResolvedWriteOptions } from "./write-options.ts";
import { writeMtl } from "./write-mtl.ts";

const LINES_AT_ONCE = 4096;

/**
 * OBJ (Wavefront, "Advanced Visualizer", appendix B1) with its materials and textures beside it, in a ZIP. An object each part; places that are the
 * same are one `v`, so that seams of normals and texture coordinates do not tear the surface apart; v is upwards in `vt`. It has no unit: a comment
 * says which, and readers take metres or their own.
 *
 * - Colours of vertices follow the place on `v` (`v x y z r g b`, sRGB), as most readers have it; alpha has no place there. Some
 *   show them only where they find no material.
 * - Names are without spaces: readers end a material's name at the first.
 * - Both sides, occlusion and how a texture repeats cannot be said.
 */
export const obj: Format = {
  name: "obj",
  extension: "zip",
  mediaType: "application/zip",
  unit: "m",
  upAxis: "y",
  takes: ["unit", "upAxis", "textures"],
  isForSolids: false,
  needsCommonImages: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "metallicRoughness", "normalTexture", "emissive", "alpha"],
    names: "file",
    unless: ({ materials, parts }) => ({
      ...(materials.some(({ metallicRoughnessTexture }) => metallicRoughnessTexture) ? { metallicRoughness: "changed" } : {}),
      ...(materials.some(({ baseColorTexture }) => baseColorTexture && (baseColorTexture.wrapS !== "repeat" || baseColorTexture.wrapT !== "repeat")) ? { baseColorTexture: "changed" } : {}),
      // What is cut out becomes what is see-through.
      ...(materials.some(({ alphaMode }) => alphaMode === "mask") ? { alpha: "changed" } : {}),
      ...(parts.some(({ colors }) => colors && hasAlpha(colors)) ? { vertexColors: "changed" } : {}),
    }),
  }),
  write: writeObj,
};

async function* writeObj(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  requireTriangles(model);
  const name = cleanName(options.name, "file") || "model";
  const files = new TextureFiles(model, options.codec, undefined, "file", options.pack ? `${name}-obj-textures/` : "");
  const names = uniqueNames(model.materials.map((material) => material.name), "file", "material");
  // First, so that a texture that cannot be read is told before anything is written.
  const mtl = new TextEncoder().encode(await writeMtl(model, names, files));
  const textures = await files.made();
  const entries: ZipEntry[] = [
    { path: `${name}.obj`, isCompressed: true, chunks: writeGeometry(model, options, `${name}.mtl`, names) },
    { path: `${name}.mtl`, isCompressed: true, chunks: [mtl] },
    ...textures.map(({ path, bytes }) => ({ path, isCompressed: false, chunks: [bytes] })),
  ];
  yield* (options.pack ?? writeZip)(entries);
}

function* writeGeometry(model: Model, options: ResolvedWriteOptions, library: string, materials: readonly string[]): Generator<Uint8Array> {
  const text = new ByteText();
  const steps = model.parts.reduce((sum, { positions, indices }) => sum + positions.length / 3 + indices.length / 3, 0);
  let done = 0;
  const objects = uniqueNames(model.parts.map(({ name }) => name), "file", "part");
  const digits = decimalsFor(model, options);
  text.add(`# unit ${options.unit}, ${options.upAxis} up\nmtllib ${library}\n`);
  const first = { place: 1, uv: 1, normal: 1 };
  for (const [at, part] of model.parts.entries()) {
    const count = part.positions.length / 3;
    const { indices: places, vertices } = weldVertices(count, part.positions, ...(part.colors ? [part.colors] : []));
    const lines = [placeLines(part, vertices, options, digits), uvLines(part), normalLines(part, options), faceLines(part, places, first)];
    text.add(`o ${objects[at]}\n`);
    for (const [kind, { count: lineCount, write }] of lines.entries()) {
      if (kind === lines.length - 1) text.add(`usemtl ${materials[part.material] ?? "material"}\n`);
      for (let from = 0; from < lineCount; from += LINES_AT_ONCE) {
        const to = Math.min(lineCount, from + LINES_AT_ONCE);
        for (let line = from; line < to; line++) write(text, line);
        options.signal?.throwIfAborted();
        if (text.hasFull) yield* text.take();
      }
    }
    first.place += vertices.length;
    if (part.uvs) first.uv += count;
    if (part.normals) first.normal += count;
    done += count + part.indices.length / 3;
    options.onProgress(done / steps);
  }
  yield* text.end();
}

/** How many lines there are of a kind, and how each is written. */
interface Lines {
  count: number;
  write: (text: ByteText, line: number) => void;
}

const [LINE_END, SPACE, SLASH] = [0x0a, 0x20, 0x2f];
const NO_LINES: Lines = { count: 0, write: () => undefined };
const codesOf = (word: string): readonly number[] => [...word].map((letter) => letter.charCodeAt(0));
const PLACE = codesOf("v");
const COORDINATE = codesOf("vt");
const NORMAL = codesOf("vn");
const FACE = codesOf("f");
const USUAL_DIGITS = 6;

/** A line of a word and numbers. */
function addLine(text: ByteText, word: readonly number[], numbers: readonly number[], digits: number): void {
  text.reserve(numbers.length + 4);
  for (let at = 0; at < word.length; at++) text.code(word[at]!);
  for (let at = 0; at < numbers.length; at++) {
    text.code(SPACE);
    text.number(numbers[at]!, digits);
  }
}

function placeLines({ positions, colors }: Part, vertices: Uint32Array, options: ResolvedWriteOptions, digits: number): Lines {
  const { point } = axesOf(options);
  const out: number[] = [0, 0, 0];
  const write = (text: ByteText, line: number) => {
    const vertex = vertices[line]!;
    point(positions, vertex, out);
    addLine(text, PLACE, out, digits);
    for (let k = 0; colors && k < 3; k++) {
      text.code(SPACE);
      text.number(toSrgb(colors[4 * vertex + k]!), USUAL_DIGITS);
    }
    text.code(LINE_END);
  };
  return { count: vertices.length, write };
}

function uvLines({ uvs }: Part): Lines {
  if (!uvs) return NO_LINES;
  const out = [0, 0];
  const write = (text: ByteText, line: number) => {
    out[0] = uvs[2 * line]!;
    out[1] = 1 - uvs[2 * line + 1]!;
    addLine(text, COORDINATE, out, USUAL_DIGITS);
    text.code(LINE_END);
  };
  return { count: uvs.length / 2, write };
}

function normalLines({ normals }: Part, options: ResolvedWriteOptions): Lines {
  if (!normals) return NO_LINES;
  const { direction } = axesOf(options);
  const out: number[] = [0, 0, 0];
  const write = (text: ByteText, line: number) => {
    direction(normals, line, out);
    addLine(text, NORMAL, out, USUAL_DIGITS);
    text.code(LINE_END);
  };
  return { count: normals.length / 3, write };
}

function faceLines({ indices, uvs, normals }: Part, places: Uint32Array, first: { place: number; uv: number; normal: number }): Lines {
  const write = (text: ByteText, line: number) => {
    text.reserve(9);
    text.code(FACE[0]!);
    for (let corner = 3 * line; corner < 3 * line + 3; corner++) {
      const vertex = indices[corner]!;
      text.code(SPACE);
      text.whole(places[vertex]! + first.place);
      if (!uvs && !normals) continue;
      text.code(SLASH);
      if (uvs) text.whole(vertex + first.uv);
      if (!normals) continue;
      text.code(SLASH);
      text.whole(vertex + first.normal);
    }
    text.code(LINE_END);
  };
  return { count: indices.length / 3, write };
}

function hasAlpha(colors: Float32Array): boolean {
  for (let at = 3; at < colors.length; at += 4) if (colors[at]! < 1) return true;
  return false;
}
