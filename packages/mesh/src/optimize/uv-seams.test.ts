import { describe, expect, it } from "vitest";
import { GlbMaker } from "../../test/make-glb.ts";
import { ballOf } from "../../test/measure.ts";
import { encodePng } from "../../test/png-codec.ts";
import { PIXELS } from "../../test/make-rich-glb.ts";
import type { Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";

/** A ball of loose triangles that looks in one direction all over, with a shade by the given set of coordinates, in which each corner has a place of its own. */
async function makeShaded(set: 0 | 1, arePatches: boolean): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const [{ positions, indices }] = ballOf(16).parts as [Part];
  const loose = Float32Array.from([...indices].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)]));
  const material = maker.document.createMaterial("shaded").setOcclusionTexture(maker.document.createTexture("shade").setImage(encodePng(PIXELS)).setMimeType("image/png")).setBaseColorTexture(maker.document.createTexture("colour").setImage(encodePng(PIXELS)).setMimeType("image/png"));
  material.getOcclusionTextureInfo()!.setTexCoord(set);
  const normals = loose.map((_, at) => (Math.floor(at / 9) % 3 === at % 3 ? 1 : 0));
  const primitive = maker.document.createPrimitive().setMaterial(material).setAttribute("POSITION", maker.accessor("VEC3", loose)).setAttribute("NORMAL", maker.accessor("VEC3", normals));
  for (const which of [0, 1]) primitive.setAttribute(`TEXCOORD_${which}`, maker.accessor("VEC2", Float32Array.from({ length: (2 * loose.length) / 3 }, (_, at) => (which === set && arePatches ? at / loose.length : 0))));
  maker.show(maker.document.createMesh("ball").addPrimitive(primitive));
  return maker.bytes();
}

const trianglesOf = async (glb: Uint8Array) => {
  const { bytes } = await optimizeGlb(glb, { targetTriangles: 200, maxError: 0.2, isQuantized: false, compression: "none" });
  return (await readGlb(bytes)).parts.reduce((sum, { indices }) => sum + indices.length / 3, 0);
};

describe("a light file of a model that is in patches", () => {
  it.each([0, 1] as const)("has no triangle that goes from one patch of its pictures to another, by set %i of coordinates", async (set) => {
    expect(await trianglesOf(await makeShaded(set, false))).toBeLessThanOrEqual(200);
    expect(await trianglesOf(await makeShaded(set, true))).toBe(ballOf(16).parts[0]!.indices.length / 3);
  });
});
