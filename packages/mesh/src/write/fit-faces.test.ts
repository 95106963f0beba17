import { describe, expect, it } from "vitest";
import { ballOf, trianglesOf } from "../../test/measure.ts";
import { readAsset } from "../../test/here.ts";
import { convertModel } from "../convert/convert.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes } from "../write-model.ts";
import { fitFaces } from "./fit-faces.ts";
import { resolveWriteOptions } from "./write-options.ts";

const teapot = async () => readGlb(await readAsset("demo/models/teapot.glb"));
const countOf = (text: string, entity: string) => text.split(`=${entity}(`).length - 1;

describe("a model that is simplified for STEP", () => {
  it.each([1000, 1500, 3000])("is a body, with %i faces at most, if it was one", async (maxFaces) => {
    const { card, chunks } = await convertModel(await teapot(), "step", { maxFaces });
    expect(card.closed).toEqual({ isClosed: true, openEdges: 0, flippedEdges: 0, crowdedEdges: 0 });
    expect(card).toMatchObject({ simplified: { from: 8450, isOpened: false } });
    expect(card.faces).toBeLessThanOrEqual(maxFaces);
    expect(card.faces).toBeGreaterThan(0.8 * maxFaces);
    const text = new TextDecoder().decode(await collectBytes(chunks));
    expect([countOf(text, "MANIFOLD_SOLID_BREP"), countOf(text, "SHELL_BASED_SURFACE_MODEL"), countOf(text, "ADVANCED_FACE")]).toEqual([1, 0, card.faces]);
  });

  it("says what was mended once it was simple, and with more words where it is no body any more", async () => {
    const model = await teapot();
    const { notes, repairs } = (await convertModel(model, "step", { maxFaces: 3000 })).card;
    expect(repairs!.duplicate).toBeGreaterThan(0);
    expect(notes).toContainEqual(expect.stringMatching(/^Mended: .*there twice left out/));
    const opened = (await convertModel(model, "step", { maxFaces: 3000, repair: false })).card;
    expect(opened).toMatchObject({ repairs: null, closed: { isClosed: false }, simplified: { isOpened: true } });
    expect(opened.notes).toContainEqual(expect.stringContaining("closed before it was simplified"));
  });

  it("says how far it is off in all, where there were so many triangles that it was made coarser first", async () => {
    const ball = ballOf(100);
    const { model, simplified } = await fitFaces(ball, resolveWriteOptions({ maxFaces: 200 }, { unit: "m", upAxis: "y", name: "ball" }));
    expect(simplified).toMatchObject({ isOpened: false });
    expect(simplified!.from).toBeGreaterThan(19_000);
    expect(simplified!.to).toBeGreaterThan(160);
    expect(simplified!.to).toBeLessThanOrEqual(200);
    // Of a ball of radius 1 everybody can tell: in the middle of each triangle.
    const depths = trianglesOf(model).map((corners) => 1 - Math.hypot(...[0, 1, 2].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / 3)));
    expect(simplified!.error).toBeGreaterThan(0.5 * Math.max(...depths));
    expect(simplified!.error).toBeLessThan(0.05);
  });
});
