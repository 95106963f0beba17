import { describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { ballOf, extentOf, modelOf, trianglesOf, volumeOf, type Triangle } from "../../test/measure.ts";
import { parseStep, type StepFile, type StepValue } from "../../test/parse-step.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import { stepReal, stepString } from "./step-text.ts";
import type { WriteOptions } from "./write-options.ts";

const write = async (model: Model, options: WriteOptions = {}) => parseStep(new TextDecoder().decode(await collectBytes(writeModel(model, "step", options))));

/** What a reader makes of it: each value with the instances that it names. */
class Reader {
  readonly file: StepFile;

  constructor(file: StepFile) {
    this.file = file;
  }

  all = (name: string) => [...this.file.instances].flatMap(([id, [record]]) => (record!.name === name ? [{ id, values: record!.values }] : []));
  of = (id: StepValue, name: string): StepValue[] => {
    const [record] = this.file.instances.get(String(id)) ?? [];
    if (record?.name !== name) throw new Error(`${String(id)} is ${String(record?.name)}, not ${name}.`);
    return record.values;
  };
  point = (id: StepValue) => this.of(id, "CARTESIAN_POINT")[1] as number[];

  /** The outlines of a face, from vertex to vertex, which must meet and lie in its plane, to whose normal's side the first goes round. */
  loops(face: StepValue): number[][][] {
    const [, bounds, plane] = this.of(face, "ADVANCED_FACE");
    const [, place, axis] = this.of(this.of(plane!, "PLANE")[1]!, "AXIS2_PLACEMENT_3D");
    const [origin, normal] = [this.point(place!), this.of(axis!, "DIRECTION")[1] as number[]];
    return (bounds as StepValue[]).map((bound, at) => {
      const [, loop] = this.of(bound, at === 0 ? "FACE_OUTER_BOUND" : "FACE_BOUND");
      const ends = (this.of(loop!, "EDGE_LOOP")[1] as StepValue[]).map((oriented) => {
        const [, , , edge, isForward] = this.of(oriented, "ORIENTED_EDGE");
        const [, from, to] = this.of(edge!, "EDGE_CURVE");
        return isForward === ".T." ? [from, to] : [to, from];
      });
      ends.forEach(([, to], k) => expect(to).toBe(ends[(k + 1) % ends.length]![0]));
      const points = ends.map(([from]) => this.point(this.of(from!, "VERTEX_POINT")[1]!));
      for (const point of points) expect(Math.abs(normal.reduce((sum, value, axisAt) => sum + value * (point[axisAt]! - origin[axisAt]!), 0))).toBeLessThan(1e-4);
      return points;
    });
  }

  /** Triangles between the first corner of each outline and its edges: what they enclose is what the faces enclose. */
  triangles(shell: StepValue, kind: "CLOSED_SHELL" | "OPEN_SHELL"): Triangle[] {
    return (this.of(shell, kind)[1] as StepValue[]).flatMap((face) => this.loops(face)).flatMap((loop) => loop.slice(2).map((point, at): Triangle => [loop[0]!, loop[at + 1]!, point]));
  }

  /** How often the faces of a shell use each edge, the one way and the other. */
  uses(): string[] {
    const uses = new Map<StepValue, string[]>();
    for (const { values } of this.all("ORIENTED_EDGE")) uses.set(values[3]!, [...(uses.get(values[3]!) ?? []), String(values[4])]);
    return [...new Set([...uses.values()].map((ways) => ways.sort().join(" ")))];
  }
}

const read = async (model: Model, options: WriteOptions = {}) => new Reader(await write(model, options));

async function twoBoxes(): Promise<Model> {
  const maker = new GlbMaker();
  maker.show(maker.box("left", maker.document.createMaterial("red").setBaseColorFactor([1, 0, 0, 1])), "Müller's \\ 木").setTranslation([-2, 0, 0]);
  maker.show(maker.box("right", maker.document.createMaterial("grey").setBaseColorFactor([0.5, 0.5, 0.5, 1])), "right").setScale([-1, 2, 1]);
  return readGlb(await maker.bytes());
}

describe("STEP", () => {
  it("gives a box six faces with shared edges in a closed shell, in millimetres, Z up", async () => {
    const reader = await read(await makeBox().then((bytes) => readGlb(bytes)), { scale: 0.12 });
    expect(reader.file.header).toContain("FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'))");
    expect([reader.all("ADVANCED_FACE").length, reader.all("EDGE_CURVE").length, reader.all("VERTEX_POINT").length]).toEqual([6, 12, 8]);
    expect(reader.uses()).toEqual([".F. .T."]);
    const [, shell] = reader.all("MANIFOLD_SOLID_BREP")[0]!.values;
    const triangles = reader.triangles(shell!, "CLOSED_SHELL");
    expect(volumeOf(triangles) / 120 ** 3).toBeCloseTo(1, 6);
    expect(extentOf(triangles).max.map(Math.round)).toEqual([60, 60, 60]);
    expect([...reader.file.instances.values()].some((records) => JSON.stringify(records).includes('".MILLI.",".METRE."'))).toBe(true);
  });

  it("makes a solid of each closed body, named, coloured, where the scene has it", async () => {
    const reader = await read(await twoBoxes(), { unit: "m" });
    const solids = reader.all("MANIFOLD_SOLID_BREP");
    expect(solids.map(({ values }) => values[0])).toEqual(["'M\\X2\\00FC\\X0\\ller\\X2\\0027\\X0\\s \\\\ \\X2\\6728\\X0\\'", "'right'"]);
    const bodies = solids.map(({ values }) => reader.triangles(values[1]!, "CLOSED_SHELL"));
    expect(bodies.map((body) => volumeOf(body).toFixed(4))).toEqual(["1.0000", "2.0000"]);
    expect(extentOf(bodies[1]!)).toEqual({ min: [-0.5, -0.5, -1], max: [0.5, 0.5, 1] });
    expect(reader.all("STYLED_ITEM").map(({ values }) => values[2])).toEqual(solids.map(({ id }) => id));
    expect(reader.all("COLOUR_RGB").map(({ values }) => values.slice(1))).toEqual([[1, 0, 0], [0.735357, 0.735357, 0.735357]]);
  });

  it("gives what is open as a surface, and a hollow to its body", async () => {
    const box = await readGlb(await makeBox());
    const reader = await read({ ...box, parts: [{ ...box.parts[0]!, indices: box.parts[0]!.indices.slice(6) }] });
    expect([reader.all("MANIFOLD_SOLID_BREP").length, reader.all("SHELL_BASED_SURFACE_MODEL").length, reader.all("ADVANCED_FACE").length]).toEqual([0, 1, 5]);
    const [part] = box.parts;
    const small = { ...part!, positions: part!.positions.map((value) => value / 2), indices: part!.indices.slice().reverse() };
    const hollow = await read({ ...box, parts: [part!, small] }, { unit: "m" });
    const [, outer, hollows] = hollow.all("BREP_WITH_VOIDS")[0]!.values;
    const [, , inner, isForward] = hollow.of((hollows as StepValue[])[0]!, "ORIENTED_CLOSED_SHELL");
    expect(isForward).toBe(".T.");
    expect(volumeOf(hollow.triangles(outer!, "CLOSED_SHELL")) + volumeOf(hollow.triangles(inner!, "CLOSED_SHELL"))).toBeCloseTo(1 - 1 / 8, 6);
  });

  it("gives a sheet that closes on its other side as a surface, and no solid", async () => {
    const sheet = modelOf([240, 0, 0, 241, 0, 0, 240, 1, 0], [0, 1, 2, 0, 2, 1]);
    for (const repair of [true, false]) {
      const reader = await read(sheet, { repair });
      expect([reader.all("MANIFOLD_SOLID_BREP").length, reader.all("SHELL_BASED_SURFACE_MODEL").length]).toEqual([0, 1]);
      expect((await read(sheet, { repair, tessellated: true })).all("TESSELLATED_SOLID")).toEqual([]);
    }
  });

  it("tells inches by what an inch is", async () => {
    const reader = await read(await readGlb(await makeBox()), { unit: "in", scale: 0.0254 });
    const [records] = [...reader.file.instances.values()].filter((all) => all[0]!.name === "CONVERSION_BASED_UNIT");
    expect(records!.map(({ name }) => name)).toEqual(["CONVERSION_BASED_UNIT", "LENGTH_UNIT", "NAMED_UNIT"]);
    expect(reader.of(records![0]!.values[1]!, "LENGTH_MEASURE_WITH_UNIT")[0]).toEqual({ name: "LENGTH_MEASURE", values: [25.4] });
    expect(volumeOf(reader.triangles(reader.all("CLOSED_SHELL")[0]!.id, "CLOSED_SHELL"))).toBeCloseTo(1, 5);
  });

  it("writes triangles for newer readers, all of them where nobody says how many", async () => {
    const ball = ballOf(40);
    await expect(write(ball, { maxFaces: 1000, excessFaces: "refuse" })).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("3200 faces") as string });
    const reader = await read(ball, { tessellated: true, upAxis: "y", unit: "cm" });
    expect(reader.file.header).toContain("AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF");
    const points = reader.all("COORDINATES_LIST")[0]!.values[2] as number[][];
    expect(reader.all("COORDINATES_LIST")[0]!.values[1]).toBe(points.length);
    const triangles = (reader.all("TRIANGULATED_FACE")[0]!.values[6] as number[][]).map((corners) => corners.map((number) => points[number - 1]!) as unknown as Triangle);
    expect(triangles.length).toBe(trianglesOf(ball).length);
    expect(volumeOf(triangles) / volumeOf(trianglesOf(ball)) / 100 ** 3).toBeCloseTo(1, 6);
    expect(reader.all("TESSELLATED_SOLID").length).toBe(1);
    expect((await read({ ...ball, parts: [{ ...ball.parts[0]!, indices: ball.parts[0]!.indices.slice(3) }] }, { tessellated: true, repair: false })).all("TESSELLATED_SHELL").length).toBe(1);
  });

  it("writes numbers and words as its encoding has them", () => {
    expect([0, -0, 1, -2.5, 1e21, 1.5e-7, 123456.7].map(stepReal)).toEqual(["0.", "0.", "1.", "-2.5", "1.E21", "1.5E-7", "123456.7"]);
    expect(["it's", "a\\b", "ä木b", "😀!", "a\nb"].map(stepString)).toEqual(["'it\\X2\\0027\\X0\\s'", "'a\\\\b'", "'\\X2\\00E46728\\X0\\b'", "'\\X4\\0001F600\\X0\\!'", "'a b'"]);
  });

  it("has no apostrophe in a name that a reader could take for its end, whatever follows", async () => {
    const named = "Board (8'), 5', 6'";
    const box = await readGlb(await makeBox());
    const model = { ...box, name: named, materials: box.materials.map((material) => ({ ...material, name: named })), parts: [{ ...box.parts[0]!, name: named }] };
    for (const tessellated of [false, true]) {
      const text = new TextDecoder().decode(await collectBytes(writeModel(model, "step", { name: named, tessellated })));
      expect(text).not.toMatch(/[^(,]''/);
      expect(text.split("'Board (8\\X2\\0027\\X0\\), 5\\X2\\0027\\X0\\, 6\\X2\\0027\\X0\\'").length).toBeGreaterThan(4);
    }
  });

  it("says what it loses, tells how far it is, and refuses what has no surface", async () => {
    const model = await twoBoxes();
    expect(judgeFormat(model, "step")).toEqual({ kept: ["size", "baseColor"], changed: ["triangles", "parts", "names"], lost: ["normals", "uvs", "metallicRoughness"] });
    expect(judgeFormat(model, "step", { tessellated: true }).kept).toEqual(["triangles", "size", "baseColor"]);
    const told: number[] = [];
    await write(model, { onProgress: (share) => told.push(share) });
    expect(told.at(-1)).toBe(1);
    await expect(write({ ...model, parts: [] })).rejects.toMatchObject({ code: "no_triangles" });
    await expect(write(model, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
