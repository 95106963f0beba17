import type { Part } from "../model.ts";
import { coordinates, pointAt, type DxfPlace } from "./dxf-coordinates.ts";
import type { ByteText } from "./byte-text.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { weldVertices } from "./weld-vertices.ts";
import type { Unit } from "./write-options.ts";

const AT_ONCE = 5_000;
/** `$INSUNITS`. */
const UNIT_CODES: Readonly<Record<Unit, number>> = { in: 1, mm: 4, cm: 5, m: 6 };

/** Every object has a handle. These are told by others before they come, or stand in the same place in every file. */
const H = {
  blockRecords: "1", layers: "2", styles: "3", lineTypes: "5", views: "6", ucs: "7", viewports: "8", appIds: "9", dimStyles: "A",
  root: "C", groups: "D", plotStyles: "E", plotStyle: "F", standard: "11", acad: "12", byBlock: "14", byLayer: "15", continuous: "16", dimStandard: "27", active: "29",
  model: "1F", modelBegin: "20", modelEnd: "21", paper: "1B", paperBegin: "1C", paperEnd: "1D",
} as const; // prettier-ignore
const FIRST_FREE = 0x100;

type Group = readonly [code: number, value: string | number];
const groups = (...all: readonly Group[]): string => all.map(([code, value]) => `${code}\n${value}\n`).join("");
const entry = (type: string, handle: string, owner: string, kind: string, ...rest: readonly Group[]): string => groups([0, type], [5, handle], [330, owner], [100, "AcDbSymbolTableRecord"], [100, kind], ...rest);
const table = (name: string, handle: string, ...entries: readonly string[]): string => groups([0, "TABLE"], [2, name], [5, handle], [330, 0], [100, "AcDbSymbolTable"], [70, entries.length]) + entries.join("") + groups([0, "ENDTAB"]);
const section = (name: string, content: string): string => groups([0, "SECTION"], [2, name]) + content + groups([0, "ENDSEC"]);

export interface DxfDrawing {
  unit: Unit;
  upAxis: string;
  min: readonly number[];
  max: readonly number[];
  digits: number;
  layers: readonly { name: string; color: number }[];
  meshes: number;
}

/** Names of R2000 have 255 characters, without those that its commands use; what is not ASCII is told by its number. */
export function layerNamesOfR2000(names: readonly string[]): string[] {
  const [, ...unique] = uniqueNames(["0", ...names.map((name) => cleanName(name, "text").replace(/[<>/\\":;?*|=',`]/g, "_"))], "text", "material");
  return unique.map(asciiOf);
}

/** What is not ASCII, by its numbers. */
export const asciiOf = (name: string): string => name.replace(/[^\x20-\x7e]/g, (unit) => `\\U+${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

/** All that a drawing of R2000 must have before its entities: classes, tables, and the blocks of its two spaces. */
export function headOfR2000({ unit, upAxis, min, max, digits, layers, meshes }: DxfDrawing): string {
  const variable = (name: string, value: string) => groups([9, name]) + value;
  const seed = (FIRST_FREE + layers.length + meshes).toString(16).toUpperCase();
  const header = [
    variable("$ACADVER", groups([1, "AC1015"])),
    variable("$HANDSEED", groups([5, seed])),
    variable("$INSUNITS", groups([70, UNIT_CODES[unit]])),
    variable("$MEASUREMENT", groups([70, unit === "in" ? 0 : 1])),
    variable("$EXTMIN", coordinates(min, 0, digits)),
    variable("$EXTMAX", coordinates(max, 0, digits)),
  ].join("");
  const meshClass = groups([0, "CLASS"], [1, "MESH"], [2, "AcDbSubDMesh"], [3, "ObjectDBX Classes"], [90, 0], [280, 0], [281, 1]);
  return groups([999, `unit ${unit}, ${upAxis} up`]) + section("HEADER", header) + section("CLASSES", meshClass) + section("TABLES", tables(min, max, layers)) + section("BLOCKS", space("*Model_Space", H.model, H.modelBegin, H.modelEnd, []) + space("*Paper_Space", H.paper, H.paperBegin, H.paperEnd, [[67, 1]])) + groups([0, "SECTION"], [2, "ENTITIES"]);
}

function tables(min: readonly number[], max: readonly number[], layers: DxfDrawing["layers"]): string {
  const height = Math.max(1e-9, max[1]! - min[1]!, max[0]! - min[0]!);
  const view: Group[] = [[2, "*Active"], [70, 0], [10, 0], [20, 0], [11, 1], [21, 1], [12, (min[0]! + max[0]!) / 2], [22, (min[1]! + max[1]!) / 2], [13, 0], [23, 0], [14, 10], [24, 10], [15, 10], [25, 10], [16, 0], [26, 0], [36, 1], [17, 0], [27, 0], [37, 0], [40, height], [41, 1.5], [42, 50], [43, 0], [44, 0], [50, 0], [51, 0], [71, 0], [72, 100], [73, 1], [74, 3], [75, 0], [76, 0], [77, 0], [78, 0]]; // prettier-ignore
  const lineType = (name: string, handle: string) => entry("LTYPE", handle, H.lineTypes, "AcDbLinetypeTableRecord", [2, name], [70, 0], [3, ""], [72, 65], [73, 0], [40, 0]);
  const layer = (name: string, color: number, handle: string) => entry("LAYER", handle, H.layers, "AcDbLayerTableRecord", [2, name], [70, 0], [62, color], [6, "Continuous"], [370, -3], [390, H.plotStyle]);
  const record = (name: string, handle: string) => entry("BLOCK_RECORD", handle, H.blockRecords, "AcDbBlockTableRecord", [2, name], [340, 0]);
  const dimensions = groups([0, "DIMSTYLE"], [105, H.dimStandard], [330, H.dimStyles], [100, "AcDbSymbolTableRecord"], [100, "AcDbDimStyleTableRecord"], [2, "Standard"], [70, 0], [340, H.standard]);
  return [
    table("VPORT", H.viewports, entry("VPORT", H.active, H.viewports, "AcDbViewportTableRecord", ...view)),
    table("LTYPE", H.lineTypes, lineType("ByBlock", H.byBlock), lineType("ByLayer", H.byLayer), lineType("Continuous", H.continuous)),
    table("LAYER", H.layers, layer("0", 7, "10"), ...layers.map(({ name, color }, at) => layer(name, color, (FIRST_FREE + at).toString(16).toUpperCase()))),
    table("STYLE", H.styles, entry("STYLE", H.standard, H.styles, "AcDbTextStyleTableRecord", [2, "Standard"], [70, 0], [40, 0], [41, 1], [50, 0], [71, 0], [42, 2.5], [3, "txt"], [4, ""])),
    table("VIEW", H.views),
    table("UCS", H.ucs),
    table("APPID", H.appIds, entry("APPID", H.acad, H.appIds, "AcDbRegAppTableRecord", [2, "ACAD"], [70, 0])),
    groups([0, "TABLE"], [2, "DIMSTYLE"], [5, H.dimStyles], [330, 0], [100, "AcDbSymbolTable"], [70, 1], [100, "AcDbDimStyleTable"], [71, 1], [340, H.dimStandard]) + dimensions + groups([0, "ENDTAB"]),
    table("BLOCK_RECORD", H.blockRecords, record("*Model_Space", H.model), record("*Paper_Space", H.paper)),
  ].join(""); // prettier-ignore
}

function space(name: string, record: string, begin: string, end: string, where: readonly Group[]): string {
  const head = groups([0, "BLOCK"], [5, begin], [330, record], [100, "AcDbEntity"], ...where, [8, "0"], [100, "AcDbBlockBegin"], [2, name], [70, 0]) + coordinates([0, 0, 0], 0, 0) + groups([3, name], [1, ""]);
  return head + groups([0, "ENDBLK"], [5, end], [330, record], [100, "AcDbEntity"], ...where, [8, "0"], [100, "AcDbBlockEnd"]);
}

/** The dictionaries that every drawing has, and the end. */
export function tailOfR2000(): string {
  const dictionary = (handle: string, owner: string, ...entries: readonly Group[]) => groups([0, "DICTIONARY"], [5, handle], [330, owner], [100, "AcDbDictionary"], [281, 1], ...entries);
  const plotStyles = groups([0, "ACDBDICTIONARYWDFLT"], [5, H.plotStyles], [330, H.root], [100, "AcDbDictionary"], [281, 1], [3, "Normal"], [350, H.plotStyle], [100, "AcDbDictionaryWithDefault"], [340, H.plotStyle]);
  const objects = dictionary(H.root, "0", [3, "ACAD_GROUP"], [350, H.groups], [3, "ACAD_PLOTSTYLENAME"], [350, H.plotStyles]) + dictionary(H.groups, H.root) + plotStyles + groups([0, "ACDBPLACEHOLDER"], [5, H.plotStyle], [330, H.plotStyles]);
  return groups([0, "ENDSEC"]) + section("OBJECTS", objects) + groups([0, "EOF"]);
}

/** A MESH: its vertices, each place once, its faces as how many corners and which, no edges of its own, no creases. Yields how many triangles it has added. */
export function* addMesh(text: ByteText, { positions, indices }: Part, layerName: string, place: DxfPlace, number: number): Generator<number> {
  const { vertices, indices: welded } = weldVertices(positions.length / 3, positions);
  const count = indices.length / 3;
  text.add(groups([0, "MESH"], [5, (FIRST_FREE + number).toString(16).toUpperCase()], [330, H.model], [100, "AcDbEntity"], [8, layerName], [100, "AcDbSubDMesh"], [71, 2], [72, 0], [91, 0], [92, vertices.length]));
  for (let at = 0; at < vertices.length; at++) {
    text.add(coordinates(pointAt(place, positions, vertices[at]!), 0, place.digits));
    if (at % AT_ONCE === AT_ONCE - 1) yield 0;
  }
  text.add(groups([93, 4 * count]));
  for (let at = 0; at < count; at++) {
    text.add(`90\n3\n90\n${welded[indices[3 * at]!]}\n90\n${welded[indices[3 * at + 1]!]}\n90\n${welded[indices[3 * at + 2]!]}\n`);
    if (at % AT_ONCE === AT_ONCE - 1) yield AT_ONCE;
  }
  text.add(groups([94, 0], [95, 0], [90, 0]));
  yield count % AT_ONCE;
}
