import { describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { ballOf, extentOf, modelOf, trianglesOf, volumeOf, type Triangle } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import { nearestDxfColor } from "./dxf-colors.ts";
import type { WriteOptions } from "./write-options.ts";

interface Entity {
  type: string;
  groups: Map<number, string>;
  pairs: [number, string][];
}

/** Strict: pairs of a code and a value, sections and tables that end, entities in between (DXF Reference, "General DXF File Structure"). */
function parseDxf(text: string): { comment: string; header: Map<string, Entity>; layers: Entity[]; entities: Entity[]; all: Entity[] } {
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  const pairs = Array.from({ length: lines.length / 2 }, (_, at): [number, string] => [Number(lines[2 * at]), lines[2 * at + 1]!]);
  expect(pairs.every(([code]) => Number.isInteger(code))).toBe(true);
  expect(pairs.at(-1)).toEqual([0, "EOF"]);
  const header = new Map<string, Entity>();
  const all: (Entity & { section: string })[] = [];
  let section = "";
  let last: Entity = { type: "", groups: new Map(), pairs: [] };
  const begin = (type: string) => (last = { type, groups: new Map(), pairs: [] });
  for (const [at, [code, value]] of pairs.entries()) {
    if (code === 0 && value === "SECTION") section = pairs[at + 1]![1];
    else if (code === 0 && value === "ENDSEC") section = "";
    else if (section === "HEADER" && code === 9) header.set(value, begin(value));
    else if (code === 0) all.push(Object.assign(begin(value), { section }));
    else {
      last.groups.set(code, value);
      last.pairs.push([code, value]);
    }
  }
  expect(section).toBe("");
  return { comment: pairs[0]![1], header, layers: all.filter(({ type }) => type === "LAYER"), entities: all.filter(({ section: name }) => name === "ENTITIES"), all };
}

const point = ({ groups }: Entity, corner = 0) => [10, 20, 30].map((code) => Number(groups.get(code + corner)));

/** What a reader draws, by layer: faces by their corners, polyface meshes by the numbers of their vertices. */
function drawn(entities: readonly Entity[]): { layer: string; triangle: Triangle }[] {
  const triangles: { layer: string; triangle: Triangle }[] = [];
  let vertices: number[][] = [];
  for (const entity of entities) {
    const layer = entity.groups.get(8)!;
    const flags = Number(entity.groups.get(70) ?? 0);
    if (entity.type === "3DFACE") {
      if (String(point(entity, 3)) !== String(point(entity, 2))) throw new Error("A face of four corners.");
      triangles.push({ layer, triangle: [point(entity), point(entity, 1), point(entity, 2)] });
    } else if (entity.type === "POLYLINE") {
      if (flags !== 64) throw new Error("Not a polyface mesh.");
      vertices = [];
    } else if (entity.type === "MESH") triangles.push(...meshOf(entity).map((triangle) => ({ layer, triangle })));
    else if (entity.type === "VERTEX" && flags === 192) vertices.push(point(entity));
    else if (entity.type === "VERTEX") triangles.push({ layer, triangle: [71, 72, 73].map((code) => vertices[Number(entity.groups.get(code)) - 1]!) as unknown as Triangle });
  }
  return triangles;
}

/** Vertices, then faces, each its number of corners and which (AcDbSubDMesh). */
function meshOf({ pairs, groups }: Entity): Triangle[] {
  const numbers = (code: number) => pairs.flatMap(([of, value]) => (of === code ? [Number(value)] : []));
  const [x, y, z, list] = [numbers(10), numbers(20), numbers(30), numbers(90).slice(0, -1)];
  const triangles = Array.from({ length: list.length / 4 }, (_, at) => list.slice(4 * at, 4 * at + 4));
  expect([[x.length, y.length, z.length], list.length, triangles.every(([corners]) => corners === 3)]).toEqual([Array(3).fill(Number(groups.get(92))), Number(groups.get(93)), true]);
  return triangles.map(([, ...corners]) => corners.map((vertex) => [x[vertex]!, y[vertex]!, z[vertex]!]) as unknown as Triangle);
}

const write = async (model: Model, options: WriteOptions = {}) => parseDxf(new TextDecoder("utf-8", { fatal: true }).decode(await collectBytes(writeModel(model, "dxf", options))));

async function twoColors(): Promise<Model> {
  const maker = new GlbMaker();
  maker.show(maker.box("left", maker.document.createMaterial("Rot, matt").setBaseColorFactor([1, 0, 0, 1])), "left").setTranslation([-2, 0, 0]);
  maker.show(maker.box("right", maker.document.createMaterial("木").setBaseColorFactor([0, 0.05, 0, 1])), "right").setScale([-1, 2, 1]);
  return readGlb(await maker.bytes());
}

describe("DXF", () => {
  it.each(["3dface", "polyface", "mesh"] as const)("draws the model as %s, in millimetres, Z up", async (dxf) => {
    const { comment, header, entities } = await write(await twoColors(), { dxf, scale: 0.12 });
    expect(comment).toBe("unit mm, z up");
    expect(header.get("$ACADVER")!.groups.get(1)).toBe(dxf === "mesh" ? "AC1015" : "AC1009");
    const triangles = drawn(entities).map(({ triangle }) => triangle);
    expect(triangles.length).toBe(24);
    expect(extentOf(triangles)).toEqual({ min: [-300, -60, -120], max: [60, 60, 120] });
    expect([header.get("$EXTMIN")!, header.get("$EXTMAX")!].map((entity) => point(entity).map(Math.round))).toEqual([[-300, -60, -120], [60, 60, 120]]);
    expect(volumeOf(triangles) / (3 * 120 ** 3)).toBeCloseTo(1, 5);
  });

  it("has a layer each material, of capital letters, in the nearest colour", async () => {
    const { layers, entities } = await write(await twoColors());
    expect(layers.map(({ groups }) => [groups.get(2), groups.get(62)])).toEqual([["0", "7"], ["ROT_MATT", "1"], ["MATERIAL", "98"]]);
    expect(new Set(drawn(entities).map(({ layer }) => layer))).toEqual(new Set(["ROT_MATT", "MATERIAL"]));
    expect(drawn(entities).filter(({ layer }) => layer === "ROT_MATT").length).toBe(12);
    const comments = new TextDecoder().decode(await collectBytes(writeModel(await twoColors(), "dxf"))).match(/(?<=^999\n).*$/gm);
    expect(comments).toEqual(["unit mm, z up", "layer ROT_MATT: Rot, matt", "layer MATERIAL: \\U+6728"]);
  });

  it("keeps names and unit in newer drawings, whose objects each have a handle", async () => {
    const { header, layers, entities, all } = await write(await twoColors(), { dxf: "mesh", unit: "in" });
    expect(layers.map(({ groups }) => groups.get(2))).toEqual(["0", "Rot_ matt", "\\U+6728"]);
    expect([header.get("$INSUNITS")!.groups.get(70), header.get("$MEASUREMENT")!.groups.get(70)]).toEqual(["1", "0"]);
    const handles = all.flatMap(({ type, groups }) => (groups.has(5) || groups.has(105) ? [groups.get(type === "DIMSTYLE" ? 105 : 5)!] : []));
    expect(new Set(handles).size).toBe(handles.length);
    expect(Math.max(...handles.map((handle) => parseInt(handle, 16)))).toBeLessThan(parseInt(header.get("$HANDSEED")!.groups.get(5)!, 16));
    for (const { groups } of all) for (const code of [330, 340, 350, 390]) expect([undefined, "0", ...handles]).toContain(groups.get(code));
    expect(entities.map(({ type, groups }) => [type, groups.get(92), groups.get(93)])).toEqual([["MESH", "8", "48"], ["MESH", "8", "48"]]);
  });

  it("tells long names apart within 31 characters", async () => {
    const model = await readGlb(await makeBox());
    const long = { ...model, materials: [1, 2, 3].map((number) => ({ ...model.materials[0]!, name: `${"a name that does not end ".repeat(3)}${number}` })) };
    const names = (await write(long)).layers.map(({ groups }) => groups.get(2)!);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[A-Z0-9_-]{1,31}$/);
  });

  it("cuts polyface meshes into pieces that 16 bits can number", async () => {
    const ball = ballOf(100);
    const { entities } = await write(ball, { dxf: "polyface", unit: "m", upAxis: "y" });
    const heads = entities.filter(({ type }) => type === "POLYLINE").map(({ groups }) => [Number(groups.get(71)), Number(groups.get(72))]);
    expect(heads.length).toBeGreaterThan(1);
    for (const [vertices, faces] of heads) expect(Math.max(vertices!, faces!)).toBeLessThanOrEqual(32_767);
    const triangles = drawn(entities).map(({ triangle }) => triangle);
    expect(triangles.length).toBe(trianglesOf(ball).length);
    expect(heads.reduce((sum, [, faces]) => sum + faces!, 0)).toBe(triangles.length);
    expect(volumeOf(triangles) / volumeOf(trianglesOf(ball))).toBeCloseTo(1, 5);
  });

  it("cuts them by their vertices too, where triangles share none", async () => {
    const count = 12_000;
    const soup = modelOf(Array.from({ length: 9 * count }, (_, at) => Math.floor(at / 9) + ((at % 9) % 4 === 0 ? 0.5 : 0)), Array.from({ length: 3 * count }, (_, at) => at));
    const heads = (await write(soup, { dxf: "polyface" })).entities.filter(({ type }) => type === "POLYLINE").map(({ groups }) => [groups.get(71), groups.get(72)]);
    expect(heads).toEqual([["32766", "10922"], ["3234", "1078"]]);
  });

  it("says what it loses, and refuses what it cannot", async () => {
    const model = await twoColors();
    expect(judgeFormat(model, "dxf")).toEqual({ kept: ["triangles", "size"], changed: ["names", "baseColor"], lost: ["parts", "normals", "uvs", "metallicRoughness"] });
    expect(judgeFormat(model, "dxf", { dxf: "polyface" }).changed).toEqual(["parts", "names", "baseColor"]);
    expect(judgeFormat(model, "dxf", { dxf: "mesh" }).kept).toEqual(["triangles", "size", "parts"]);
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "dxf"))).rejects.toMatchObject({ code: "no_triangles" });
    await expect(collectBytes(writeModel(model, "dxf", { dxf: "solid" as "3dface" }))).rejects.toMatchObject({ code: "option" });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(collectBytes(writeModel(model, "dxf", { signal }))).rejects.toThrow("enough");
  });

  it("knows the colours of the palette", () => {
    expect([[255, 0, 0], [0, 0, 255], [255, 127, 0], [129, 129, 129], [189, 126, 126], [5, 5, 5]].map(nearestDxfColor)).toEqual([1, 5, 30, 8, 13, 250]);
  });
});
