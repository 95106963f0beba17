import { Breath } from "../breath.ts";
import { TextureFiles } from "../images/texture-files.ts";
import type { Model, Part } from "../model.ts";
import { furtherUvsOf } from "../texture-uses.ts";
import { writeStoredZip } from "../zip/write-stored-zip.ts";
import { decimalsFor, MOST_DECIMALS } from "./decimals-for.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { displayName, previewSurface, primvarOf } from "./preview-surface.ts";
import { requireTriangles } from "./require-triangles.ts";
import { TextChunks, decimal } from "./text-chunks.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { PER_METRE, axesOf, type ResolvedWriteOptions } from "./write-options.ts";

/** "USDZ File Format Specification" 1.3: the bytes of each file begin at a multiple of this, so that they can be mapped. */
const ALIGNMENT = 64;
const ITEMS_AT_ONCE = 4096;
const MATERIALS = "Materials";

/**
 * USDZ ("USDZ File Format Specification" 1.3; USD as text, "Usda File Format"): a layer and its textures, stored, not compressed. A mesh each part,
 * UsdPreviewSurface materials; metres, Y up, both said in the layer. What it is for, AR, takes nothing else, whatever USD allows.
 *
 * - Paths in USD are letters, digits and `_`: the names as they are stand beside them (`displayName`).
 * - Colours of vertices are shown by parts without a texture: nothing in the preview surface multiplies the two.
 * - Pictures that lie by other coordinates than the base colour's have a set of their own, `st1` and so on, with their transform worked in.
 * - The layer stands before the textures and its size before it: it is held in memory until it is whole, in pieces.
 */
export const usdz: Format = {
  name: "usdz",
  extension: "usdz",
  mediaType: "model/vnd.usdz+zip",
  unit: "m",
  upAxis: "y",
  digits: () => MOST_DECIMALS,
  takes: ["unit", "upAxis", "textures"],
  isForSolids: false,
  needsCommonImages: true,
  hasUvSets: true,
  judge: judgeByTable({
    kept: ["triangles", "size", "parts", "names", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "metallicRoughness", "normalTexture", "occlusion", "emissive", "alpha", "doubleSided"],
    hasUvSets: true,
    unless: (model) => ({
      ...(model.parts.some((part) => part.colors && !isColored(part, model)) ? { vertexColors: model.parts.some((part) => isColored(part, model)) ? "changed" : "lost" } : {}),
    }),
  }),
  write: writeUsdz,
};

const isColored = ({ colors, material }: Part, { materials }: Model) => colors !== null && !materials[material]?.baseColorTexture;

async function* writeUsdz(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  requireTriangles(model);
  const root = cleanName(options.name, "identifier") || "model";
  const files = new TextureFiles(model, { ...options, form: "ascii" });
  const { text, bound } = await writeMaterials(model, root, files);
  const textures = await files.made();
  const breath = new Breath(options.signal);
  const layer: Uint8Array[] = [];
  for (const chunk of writeLayer(model, options, root, text, bound)) {
    layer.push(chunk);
    await breath.take();
  }
  yield* writeStoredZip([{ path: `${root}.usda`, chunks: layer }, ...textures.map(({ path, bytes }) => ({ path: `textures/${path}`, chunks: [bytes] }))], ALIGNMENT);
}

/** The materials, of which one that is worn by parts with colours of vertices and by others is there twice; and the path of each part's. */
async function writeMaterials(model: Model, root: string, files: TextureFiles): Promise<{ text: string; bound: string[] }> {
  const keyOf = (part: Part) => `${part.material} ${isColored(part, model)}`;
  const worn = [...new Map(model.parts.map((part) => [keyOf(part), part])).entries()];
  const names = uniqueNames(worn.map(([, part]) => `${model.materials[part.material]!.name}${isColored(part, model) ? " colored" : ""}`), "identifier", "material");
  const paths = new Map(worn.map(([key], at) => [key, `/${root}/${MATERIALS}/${names[at]}`]));
  const texts: string[] = [];
  for (const [key, part] of worn) texts.push(await previewSurface(paths.get(key)!, model.materials[part.material]!, isColored(part, model), files));
  return { text: texts.join(""), bound: model.parts.map((part) => paths.get(keyOf(part))!) };
}

function* writeLayer(model: Model, options: ResolvedWriteOptions, root: string, materials: string, bound: readonly string[]): Generator<Uint8Array> {
  const text = new TextChunks();
  const [, ...names] = uniqueNames([MATERIALS, ...model.parts.map(({ name }) => name)], "identifier", "part");
  const digits = decimalsFor(model, options);
  const steps = model.parts.reduce((sum, { positions, indices }) => sum + positions.length + indices.length, 0);
  let done = 0;
  text.add(`#usda 1.0\n(\ndefaultPrim = "${root}"\nmetersPerUnit = ${decimal(1 / PER_METRE[options.unit])}\nupAxis = "${options.upAxis.toUpperCase()}"\n)\n`);
  text.add(`def Xform "${root}"${displayName(root, options.name, ['kind = "component"'])}\n{\ndef Scope "${MATERIALS}"\n{\n${materials}}\n`);
  for (const [at, part] of model.parts.entries()) {
    text.add(`def Mesh "${names[at]}"${displayName(names[at]!, part.name, ['prepend apiSchemas = ["MaterialBindingAPI"]'])}\n{\n`);
    text.add(`rel material:binding = <${bound[at]}>\nuniform token subdivisionScheme = "none"\n`);
    const material = model.materials[part.material]!;
    if (material.isDoubleSided) text.add("uniform bool doubleSided = 1\n");
    for (const { begin, count, item, close } of arraysOf({ ...part, moreUvs: furtherUvsOf(part, material) }, options, digits, isColored(part, model) ? material.baseColor : null)) {
      text.add(`${begin} = [`);
      for (let index = 0; index < count; index++) {
        text.add(index === 0 ? item(index) : `, ${item(index)}`);
        if ((index + 1) % ITEMS_AT_ONCE !== 0) continue;
        options.signal?.throwIfAborted();
        yield* text.take();
      }
      text.add(`]${close}\n`);
    }
    text.add("}\n");
    options.onProgress((done += part.positions.length + part.indices.length) / steps);
  }
  text.add("}\n");
  yield* text.end();
}

interface ArrayText {
  begin: string;
  count: number;
  item: (index: number) => string;
  close: string;
}

function arraysOf({ positions, indices, normals, uvs, moreUvs = [], colors }: Part, options: ResolvedWriteOptions, digits: number, baseColor: readonly number[] | null): ArrayText[] {
  const { point, direction } = axesOf(options);
  const count = positions.length / 3;
  const out: number[] = [];
  const perVertex = ' (\ninterpolation = "vertex"\n)';
  const tuple = (values: readonly number[], digitsOfIt?: number) => `(${values.map((value) => decimal(value, digitsOfIt)).join(", ")})`;
  const placed = (vertex: number) => {
    point(positions, vertex, out);
    return tuple(out, digits);
  };
  const turned = (values: Float32Array) => (vertex: number) => {
    direction(values, vertex, out);
    return tuple(out);
  };
  const [min, max] = extentOf(positions, point);
  const arrays: ArrayText[] = [
    { begin: "float3[] extent", count: 2, item: (at) => tuple(at === 0 ? min : max, digits), close: "" },
    { begin: "int[] faceVertexCounts", count: indices.length / 3, item: () => "3", close: "" },
    { begin: "int[] faceVertexIndices", count: indices.length, item: (at) => String(indices[at]), close: "" },
    { begin: "point3f[] points", count, item: placed, close: "" },
  ];
  if (normals) arrays.push({ begin: "normal3f[] normals", count, item: turned(normals), close: perVertex });
  for (const [set, values] of [uvs, ...moreUvs].entries()) {
    if (values) arrays.push({ begin: `texCoord2f[] primvars:${primvarOf(set)}`, count, item: (at) => tuple([values[2 * at]!, 1 - values[2 * at + 1]!]), close: perVertex });
  }
  if (colors && baseColor) arrays.push({ begin: "color3f[] primvars:displayColor", count, item: (at) => tuple([0, 1, 2].map((k) => colors[4 * at + k]! * baseColor[k]!)), close: perVertex });
  return arrays;
}

function extentOf(positions: Float32Array, point: (positions: Float32Array, vertex: number, out: number[]) => void): [number[], number[]] {
  const [min, max, out]: [number[], number[], number[]] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity], []];
  for (let vertex = 0; vertex < positions.length / 3; vertex++) {
    point(positions, vertex, out);
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, out[axis]!);
      max[axis] = Math.max(max[axis]!, out[axis]!);
    }
  }
  return [min, max];
}
