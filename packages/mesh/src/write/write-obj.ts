import { TextureFiles } from "../images/texture-files.ts";
import type { Model, Part } from "../model.ts";
import { writeZip, type ZipEntry } from "../zip/write-zip.ts";
import { decimalsFor } from "./decimals-for.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { requireTriangles } from "./require-triangles.ts";
import { toSrgb } from "./srgb.ts";
import { TextChunks, decimal } from "./text-chunks.ts";
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
  const text = new TextChunks();
  const steps = model.parts.reduce((sum, { positions, indices }) => sum + positions.length / 3 + indices.length / 3, 0);
  let done = 0;
  const objects = uniqueNames(model.parts.map(({ name }) => name), "file", "part");
  const digits = decimalsFor(model, options);
  text.add(`# unit ${options.unit}, ${options.upAxis} up\nmtllib ${library}\n`);
  const first = { place: 1, uv: 1, normal: 1 };
  for (const [at, part] of model.parts.entries()) {
    const count = part.positions.length / 3;
    const { indices: places, vertices } = weldVertices(count, part.positions, ...(part.colors ? [part.colors] : []));
    text.add(`o ${objects[at]}\n`);
    for (const lines of [placeLines(part, vertices, options, digits), uvLines(part), normalLines(part, options), [`usemtl ${materials[part.material] ?? "material"}\n`], faceLines(part, places, first)]) {
      let held = 0;
      for (const line of lines) {
        text.add(line);
        if (++held % LINES_AT_ONCE !== 0) continue;
        options.signal?.throwIfAborted();
        yield* text.take();
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

function* placeLines({ positions, colors }: Part, vertices: Uint32Array, options: ResolvedWriteOptions, digits: number): Generator<string> {
  const { point } = axesOf(options);
  const out: number[] = [];
  for (const vertex of vertices) {
    point(positions, vertex, out);
    const color = colors ? ` ${decimal(toSrgb(colors[4 * vertex]!))} ${decimal(toSrgb(colors[4 * vertex + 1]!))} ${decimal(toSrgb(colors[4 * vertex + 2]!))}` : "";
    yield `v ${decimal(out[0]!, digits)} ${decimal(out[1]!, digits)} ${decimal(out[2]!, digits)}${color}\n`;
  }
}

function* uvLines({ uvs }: Part): Generator<string> {
  if (!uvs) return;
  for (let at = 0; at < uvs.length; at += 2) yield `vt ${decimal(uvs[at]!)} ${decimal(1 - uvs[at + 1]!)}\n`;
}

function* normalLines({ normals }: Part, options: ResolvedWriteOptions): Generator<string> {
  if (!normals) return;
  const { direction } = axesOf(options);
  const out: number[] = [];
  for (let vertex = 0; vertex < normals.length / 3; vertex++) {
    direction(normals, vertex, out);
    yield `vn ${decimal(out[0]!)} ${decimal(out[1]!)} ${decimal(out[2]!)}\n`;
  }
}

function* faceLines({ indices, uvs, normals }: Part, places: Uint32Array, first: { place: number; uv: number; normal: number }): Generator<string> {
  const corner = (vertex: number) => {
    const place = places[vertex]! + first.place;
    if (normals) return `${place}/${uvs ? vertex + first.uv : ""}/${vertex + first.normal}`;
    return uvs ? `${place}/${vertex + first.uv}` : String(place);
  };
  for (let at = 0; at < indices.length; at += 3) yield `f ${corner(indices[at]!)} ${corner(indices[at + 1]!)} ${corner(indices[at + 2]!)}\n`;
}

function hasAlpha(colors: Float32Array): boolean {
  for (let at = 3; at < colors.length; at += 4) if (colors[at]! < 1) return true;
  return false;
}
