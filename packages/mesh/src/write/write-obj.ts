import { TextureFiles } from "../images/texture-files.ts";
import type { Model, Part } from "../model.ts";
import { writeZip, type ZipEntry } from "../zip/write-zip.ts";
import { ByteText } from "./byte-text.ts";
import { decimalsFor, MOST_DECIMALS } from "./decimals-for.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { judgeWraps } from "./judge-pictures.ts";
import { requireTriangles } from "./require-triangles.ts";
import { toSrgb } from "./srgb.ts";
import { LINES_AT_ONCE, numberLines, type TextLines } from "./text-lines.ts";
import { judgeTints } from "./tint-pictures.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { weldVertices } from "./weld-vertices.ts";
import { axesOf, type ResolvedWriteOptions } from "./write-options.ts";
import { writeMtl } from "./write-mtl.ts";

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
  digits: () => MOST_DECIMALS,
  takes: ["unit", "upAxis", "textures"],
  isForSolids: false,
  needsCommonImages: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "metallicRoughness", "normalTexture", "emissive", "alpha"],
    names: { form: "file", isUnique: true },
    unless: ({ materials, parts }, options) => ({
      ...judgeTints({ materials }, options),
      ...(materials.some(({ metallicRoughnessTexture }) => metallicRoughnessTexture) ? { metallicRoughness: "changed" } : {}),
      ...judgeWraps({ materials }, ["repeat"]),
      // How much brighter than white is a number beside the picture, which some readers leave aside.
      ...(materials.some(({ emissive, emissiveTexture }) => emissiveTexture && emissive.some((value) => value > 1)) ? { emissive: "changed" } : {}),
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
  const files = new TextureFiles(model, { ...options, folder: options.pack ? `${name}-obj-textures/` : "" });
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
        text.reserve((to - from) * MOST_NUMBERS);
        write(text, from, to);
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

const [LINE_END, SPACE, SLASH, LETTER_F] = [0x0a, 0x20, 0x2f, 0x66];
const NO_LINES: TextLines = { count: 0, write: () => undefined };
const USUAL_DIGITS = 6;
/** Of a face; its other signs have room where its numbers leave some. */
const MOST_NUMBERS = 9;

function placeLines({ positions, colors }: Part, vertices: Uint32Array, options: ResolvedWriteOptions, digits: number): TextLines {
  const { point } = axesOf(options);
  const addColor = (text: ByteText, line: number) => {
    for (let at = 4 * vertices[line]!, end = at + 3; at < end; at++) {
      text.code(SPACE);
      text.number(toSrgb(colors![at]!), USUAL_DIGITS);
    }
  };
  return numberLines({ count: vertices.length, word: "v", width: 3, digits, read: (line, out) => point(positions, vertices[line]!, out), ...(colors && { addRest: addColor }) });
}

function uvLines({ uvs }: Part): TextLines {
  if (!uvs) return NO_LINES;
  const read = (line: number, out: number[]) => {
    out[0] = uvs[2 * line]!;
    out[1] = 1 - uvs[2 * line + 1]!;
  };
  return numberLines({ count: uvs.length / 2, word: "vt", width: 2, digits: USUAL_DIGITS, read });
}

function normalLines({ normals }: Part, options: ResolvedWriteOptions): TextLines {
  if (!normals) return NO_LINES;
  const { direction } = axesOf(options);
  return numberLines({ count: normals.length / 3, word: "vn", width: 3, digits: USUAL_DIGITS, read: (line, out) => direction(normals, line, out) });
}

function faceLines({ indices, uvs, normals }: Part, places: Uint32Array, first: { place: number; uv: number; normal: number }): TextLines {
  const { place, uv, normal } = first;
  const [hasUvs, hasNormals] = [uvs !== null, normals !== null];
  const write = (text: ByteText, from: number, to: number) => {
    for (let line = from; line < to; line++) {
      text.code(LETTER_F);
      for (let corner = 3 * line; corner < 3 * line + 3; corner++) {
        const vertex = indices[corner]!;
        text.code(SPACE);
        text.whole(places[vertex]! + place);
        if (!hasUvs && !hasNormals) continue;
        text.code(SLASH);
        if (hasUvs) text.whole(vertex + uv);
        if (!hasNormals) continue;
        text.code(SLASH);
        text.whole(vertex + normal);
      }
      text.code(LINE_END);
    }
  };
  return { count: indices.length / 3, write };
}

function hasAlpha(colors: Float32Array): boolean {
  for (let at = 3; at < colors.length; at += 4) if (colors[at]! < 1) return true;
  return false;
}
