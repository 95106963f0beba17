import { MeshError } from "../mesh-error.ts";
import { boundsOf, countTriangles, type Model, type Part } from "../model.ts";
import { ByteText } from "./byte-text.ts";
import { nearestDxfColor } from "./dxf-colors.ts";
import { addCoordinates, coordinates, pointAt, type DxfPlace } from "./dxf-coordinates.ts";
import { addMesh, asciiOf, headOfR2000, layerNamesOfR2000, tailOfR2000, type DxfDrawing } from "./dxf-r2000.ts";
import type { Format } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { toSrgb } from "./srgb.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { axesOf, DIGITS, type ResolvedWriteOptions } from "./write-options.ts";

const TRIANGLES_AT_ONCE = 5_000;
/** A polyface mesh numbers its vertices and its faces with 16 bits and a sign. */
const MOST_OF_A_POLYFACE = 32_767;
/** A layer's name in R12 has 31 characters; four are left for a number that tells two of them apart. */
const NAME_LENGTH = 27;
const IS_POLYFACE = 64;
const IS_POLYFACE_VERTEX = 128 + 64;
const IS_POLYFACE_FACE = 128;

/**
 * DXF of Release 12 (Autodesk, "AutoCAD DXF Reference", AC1009), which every reader knows: as 3DFACE entities, or as polyface meshes in pieces of at
 * most 32,767 vertices. A layer each material, in the nearest of the 255 colours.
 *
 * R12 has no `$INSUNITS` (it came with R2000), and a variable that a version does not know makes AutoCAD refuse the file: the unit stands in a
 * comment, and readers take their drawing's unit. Names of layers have capital letters, digits, `-`, `_` and `$` there, at most 31 of them; what they were is in comments.
 *
 * `mesh` is a drawing of R2000 (AC1015) with a MESH entity each part, `$INSUNITS` and names as they are; programs of before 2010 leave such entities out.
 */
export const dxf: Format = {
  name: "dxf",
  extension: "dxf",
  mediaType: "image/vnd.dxf",
  unit: "mm",
  upAxis: "z",
  digits: (unit) => DIGITS[unit],
  takes: ["unit", "upAxis", "dxf"],
  isForSolids: false,
  judge: (model, options) => (options.dxf === "3dface" ? judgeFaces : options.dxf === "polyface" ? judgePolyface : judgeMesh)(model, options),
  write: writeDxf,
};

const judgeFaces = judgeByTable({ kept: ["triangles", "size"], changed: ["names", "baseColor"] });
const judgePolyface = judgeByTable({ kept: ["triangles", "size"], changed: ["names", "baseColor", "parts"] });
const judgeMesh = judgeByTable({ kept: ["triangles", "size", "parts"], changed: ["names", "baseColor"] });

async function* writeDxf(model: Model, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const { signal, onProgress } = options;
  const count = countTriangles(model);
  if (count === 0) throw new MeshError("no_triangles", "The model has no surface that could be drawn.");
  const place = { ...axesOf(options), digits: DIGITS[options.unit] };
  const materials = model.materials.map(({ name }) => name);
  const isMesh = options.dxf === "mesh";
  const names = isMesh ? layerNamesOfR2000(materials) : layerNamesOfR12(materials);
  const layers = model.materials.map(({ baseColor }, at) => ({ name: names[at]!, color: nearestDxfColor(baseColor.slice(0, 3).map((value) => 255 * Math.min(1, toSrgb(value)))) }));
  const text = new ByteText();
  const drawing = { ...extentOf(model, place), unit: options.unit, upAxis: options.upAxis, digits: place.digits, layers, meshes: model.parts.length };
  text.add(isMesh ? headOfR2000(drawing) : headOfR12(drawing, materials));
  const entities = { "3dface": faces, polyface: polyfaces, mesh: addMesh }[options.dxf];
  let done = 0;
  for (const [at, part] of model.parts.entries()) {
    for (const written of entities(text, part, names[part.material]!, place, layers.length + at)) {
      yield* text.take();
      signal?.throwIfAborted();
      onProgress((done += written) / count);
    }
  }
  text.add(isMesh ? tailOfR2000() : "0\nENDSEC\n0\nEOF\n");
  yield* text.end();
}

function layerNamesOfR12(materials: readonly string[]): string[] {
  const [, ...names] = uniqueNames(["0", ...materials.map((name) => cleanName(name, "ascii").slice(0, NAME_LENGTH).toUpperCase())], "ascii", "MATERIAL");
  return names;
}

function extentOf(model: Model, place: DxfPlace): Pick<DxfDrawing, "min" | "max"> {
  const { min, max } = boundsOf(model);
  const [a, b] = [pointAt(place, min, 0), pointAt(place, max, 0)];
  return { min: a.map((value, axis) => Math.min(value, b[axis]!)), max: a.map((value, axis) => Math.max(value, b[axis]!)) };
}

/** Without HEADER's variables of later versions; a layer 0 and a line type CONTINUOUS are in every drawing. */
function headOfR12({ unit, upAxis, min, max, digits, layers }: DxfDrawing, materials: readonly string[]): string {
  // Whoever looks for a material by its name finds which layer it became.
  const renamed = layers.flatMap(({ name }, at) => (name === materials[at]!.toUpperCase() ? [] : `999\nlayer ${name}: ${asciiOf(cleanName(materials[at]!, "text"))}\n`)).join("");
  const layer = ({ name, color }: DxfDrawing["layers"][number]) => `0\nLAYER\n2\n${name}\n70\n0\n62\n${color}\n6\nCONTINUOUS\n`;
  return [
    `999\nunit ${unit}, ${upAxis} up\n${renamed}0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1009\n9\n$EXTMIN\n${coordinates(min, 0, digits)}9\n$EXTMAX\n${coordinates(max, 0, digits)}0\nENDSEC\n`,
    "0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nLTYPE\n70\n1\n0\nLTYPE\n2\nCONTINUOUS\n70\n0\n3\nSolid line\n72\n65\n73\n0\n40\n0.0\n0\nENDTAB\n",
    `0\nTABLE\n2\nLAYER\n70\n${layers.length + 1}\n`,
    ...[{ name: "0", color: 7 }, ...layers].map(layer),
    "0\nENDTAB\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n",
  ].join("");
}

/** A 3DFACE has four corners; of a triangle the last two are one. */
function* faces(text: ByteText, { positions, indices }: Part, layerName: string, place: DxfPlace): Generator<number> {
  const head = `0\n3DFACE\n8\n${layerName}\n`;
  const point: number[] = [0, 0, 0];
  for (let from = 0; from < indices.length; from += 3 * TRIANGLES_AT_ONCE) {
    const to = Math.min(indices.length, from + 3 * TRIANGLES_AT_ONCE);
    for (let at = from; at < to; at += 3) {
      text.add(head);
      text.reserve(12);
      for (let corner = 0; corner < 4; corner++) {
        place.point(positions, indices[at + Math.min(corner, 2)]!, point);
        addCoordinates(text, point, corner, place.digits);
      }
    }
    yield (to - from) / 3;
  }
}

/** A head, the vertices, the faces by the numbers of their vertices from 1 on, and an end, as often as the limit asks. */
function* polyfaces(text: ByteText, { positions, indices }: Part, layerName: string, place: DxfPlace): Generator<number> {
  const onLayer = `8\n${layerName}\n`;
  let from = 0;
  while (from < indices.length) {
    const numbers = new Map<number, number>();
    let to = from;
    for (; to < indices.length && (to - from) / 3 < MOST_OF_A_POLYFACE && numbers.size + 3 <= MOST_OF_A_POLYFACE; to += 3) {
      for (let k = to; k < to + 3; k++) if (!numbers.has(indices[k]!)) numbers.set(indices[k]!, numbers.size + 1);
    }
    text.add(`0\nPOLYLINE\n${onLayer}66\n1\n${coordinates([0, 0, 0], 0, 0)}70\n${IS_POLYFACE}\n71\n${numbers.size}\n72\n${(to - from) / 3}\n`);
    for (const vertex of numbers.keys()) text.add(`0\nVERTEX\n${onLayer}${coordinates(pointAt(place, positions, vertex), 0, place.digits)}70\n${IS_POLYFACE_VERTEX}\n`);
    for (let at = from; at < to; at += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => numbers.get(indices[at + k]!));
      text.add(`0\nVERTEX\n${onLayer}${coordinates([0, 0, 0], 0, 0)}70\n${IS_POLYFACE_FACE}\n71\n${a}\n72\n${b}\n73\n${c}\n`);
    }
    text.add(`0\nSEQEND\n${onLayer}`);
    yield (to - from) / 3;
    from = to;
  }
}
