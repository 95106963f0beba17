import { WebIO } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { MeshoptDecoder } from "meshoptimizer";
import { describe, expect, it } from "vitest";
import { makeEightJoints } from "../../test/make-eight-joints.ts";
import { boundsOf } from "../model.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { readGlb } from "./read-glb.ts";

const METRE = { min: [-0.5, -0.5, -0.5], max: [0.5, 0.5, 0.5] };

describe("a skin", () => {
  it.each([1 / 8, 1, 0.01, 0])("of eight joints a vertex is read whole, whatever the sum of its weights is (%d each)", async (share) => {
    const { min, max } = boundsOf(await readGlb(await makeEightJoints(share).bytes()));
    for (const axis of [0, 1, 2]) {
      expect(min[axis]).toBeCloseTo(METRE.min[axis]!, 6);
      expect(max[axis]).toBeCloseTo(METRE.max[axis]!, 6);
    }
  });

  it("of eight joints a vertex keeps its weights in a light file", async () => {
    const { bytes } = await optimizeGlb(await makeEightJoints().bytes(), { preset: "light" });
    await MeshoptDecoder.ready;
    const document = await new WebIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({ "meshopt.decoder": MeshoptDecoder }).readBinary(bytes);
    const [primitive] = document.getRoot().listMeshes()[0]!.listPrimitives();
    const weights = ["WEIGHTS_0", "WEIGHTS_1"].flatMap((semantic) => primitive!.getAttribute(semantic)!.getElement(0, []));
    for (const weight of weights) expect(weight).toBeCloseTo(1 / 8, 6);
    expect(boundsOf(await readGlb(bytes)).max[0]).toBeCloseTo(0.5, 4);
  });
});
