import { WebIO } from "@gltf-transform/core";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ballOf, trianglesOf } from "../../test/measure.ts";
import { GlbMaker } from "../../test/make-glb.ts";
import { pngCodec } from "../../test/png-codec.ts";
import { boundsOf, countTriangles, type Model } from "../model.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { convert, describeConversion } from "./convert.ts";
import { foreseeCard, judgeFormats } from "./foresee-card.ts";
import { noteCard } from "./note-card.ts";

/** A ball of 5 cm so many metres from the origin. */
function ballAt(metres: number): Model {
  const ball = ballOf(16);
  const [part] = ball.parts;
  return { ...ball, parts: [{ ...part!, positions: part!.positions.map((value, at) => 0.025 * value + (at % 3 === 0 ? metres : 0)) }] };
}

describe("a model far from the origin", () => {
  it("has a card that says which details are lost, in the card's unit", async () => {
    const { unit, ...card } = await describeConversion(ballAt(1000), "stl");
    expect([unit, card.farOff!.distance / 1e6, card.farOff!.step]).toEqual(["mm", expect.closeTo(1, 3), 1000 / 2 ** 14]);
    expect(noteCard({ unit, ...card }).find(({ code }) => code === "far_off")).toEqual({ code: "far_off", values: { ...card.farOff, unit }, message: "It lies 1,000,000 mm from the origin, where coordinates go by steps of 0.061 mm: finer details are lost. Move it to the origin to have them." });
    for (const format of ["step", "3mf", "obj", "usdz", "fbx"] as const) expect((await describeConversion(ballAt(2000), format)).notes).toContainEqual(expect.stringContaining("from the origin"));
  });

  it("has none where coordinates are fine enough, and none where the file keeps its own numbers", async () => {
    for (const metres of [0, 1, 100]) expect((await describeConversion(ballAt(metres), "stl")).farOff).toBeNull();
    const maker = new GlbMaker();
    maker.show(maker.box()).setScale([0.05, 0.05, 0.05]).setTranslation([2000, 0, 0]);
    const glb = await maker.bytes();
    expect([(await convert(glb, "glb")).card.farOff, (await convert(glb, "stl")).card.farOff?.distance]).toEqual([null, expect.closeTo(2_000_025, -2)]);
  });

  it("has the very size that it was given as the file itself, whose nodes keep their own places", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box()).setScale([0.01, 0.02, 0.03]).setTranslation([10_000, 0, 0]);
    const { card, chunks } = await convert(await maker.bytes(), "glb", { realSize: { axis: "width", value: 60, unit: "mm" } });
    const [width, height, depth] = [card.dimensions.width, card.dimensions.height, card.dimensions.depth];
    expect([width, height, depth]).toEqual([expect.closeTo(0.06, 9), expect.closeTo(0.12, 9), expect.closeTo(0.18, 9)]);
    const [scene] = (await new WebIO().readBinary(await collectBytes(chunks))).getRoot().listScenes();
    const above = scene!.listChildren()[0]!;
    expect(above.getScale()[0] * above.listChildren()[0]!.getScale()[0]).toBeCloseTo(0.06, 9);
  });

  it("is told of before the file is made", () => {
    const model = ballAt(1000);
    const judged = judgeFormats(model, pngCodec);
    const codes = (format: "stl" | "glb") => foreseeCard(format, judged[format], { triangles: countTriangles(model), bounds: boundsOf(model), isClosed: true }, null).notes.map(({ code }) => code);
    expect([codes("stl"), codes("glb")]).toEqual([["no_real_size", "far_off"], ["no_real_size"]]);
  });

  it("is not said to be closed where the faces of a STEP do not meet any more", async () => {
    const closednesses = await Promise.all([0, 100, 8000].map(async (metres) => (await describeConversion(ballAt(metres), "step")).closed));
    expect(closednesses.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
    expect(closednesses.map(({ openEdges }) => openEdges > 0)).toEqual([false, false, true]);
    expect((await describeConversion(ballAt(8000), "step", { tessellated: true })).closed.isClosed).toBe(true);
  });

  it("loses nothing more by its digits: those of an OBJ are as fine as its coordinates are", async () => {
    const model = ballAt(1000);
    const files = Object.entries(unzipSync(await collectBytes(writeModel(model, "obj", { unit: "m" }))));
    const text = strFromU8(files.find(([path]) => path.endsWith(".obj"))![1]);
    const written = new Set([...text.matchAll(/^v (\S+)/gm)].map(([, x]) => Math.fround(Number(x))));
    const given = new Set(trianglesOf(model).flat().map(([x]) => x!));
    expect([...written].sort()).toEqual([...given].sort());
  });
});
