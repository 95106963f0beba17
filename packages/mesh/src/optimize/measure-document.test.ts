import { KHRNodeVisibility } from "@gltf-transform/extensions";
import { describe, expect, it } from "vitest";
import { GlbMaker } from "../../test/make-glb.ts";
import { ballOf } from "../../test/measure.ts";
import { countTriangles, type Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";

interface Shown {
  rows: number;
  size?: number;
  isHidden?: boolean;
}

/** Balls, some of them hidden. */
async function ballsOf(...balls: readonly Shown[]): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const visibility = maker.document.createExtension(KHRNodeVisibility);
  for (const { rows, size = 1, isHidden = false } of balls) {
    const [{ positions, indices }] = ballOf(rows).parts as [Part];
    const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", positions)).setIndices(maker.accessor("SCALAR", indices));
    const node = maker.show(maker.document.createMesh().addPrimitive(primitive)).setScale([size, size, size]);
    if (isHidden) node.setExtension("KHR_node_visibility", visibility.createVisibility().setVisible(false));
  }
  return maker.bytes();
}

describe("what a file hides", () => {
  it("takes none of the triangles that what is shown may have, and is not counted among them", async () => {
    const alone = await optimizeGlb(await ballsOf({ rows: 30 }), { targetTriangles: 800, maxError: 1 });
    const balls = await ballsOf({ rows: 30 }, { rows: 60, isHidden: true });
    const made = await optimizeGlb(balls, { targetTriangles: 800, maxError: 1 });
    expect([made.before.triangles, made.after.triangles]).toEqual([alone.before.triangles, alone.after.triangles]);
    expect(countTriangles(await readGlb(made.bytes))).toBe(made.after.triangles);
    // It is lighter too, as it was while it counted.
    expect(made.bytes.length).toBeLessThan(0.4 * (await optimizeGlb(balls, { maxError: 0 })).bytes.length);
  });

  it("lets what is shown become no coarser, however large it is", async () => {
    const alone = await optimizeGlb(await ballsOf({ rows: 30 }), { maxError: 0.001 });
    const made = await optimizeGlb(await ballsOf({ rows: 30 }, { rows: 6, size: 100, isHidden: true }), { maxError: 0.001 });
    expect(made.after.triangles).toBe(alone.after.triangles);
    const shown = await optimizeGlb(await ballsOf({ rows: 30 }, { rows: 6, size: 100 }), { maxError: 0.001 });
    expect(shown.after.triangles).toBeLessThan(alone.after.triangles);
  });

  it("is made lighter by its own measure where nothing else is there", async () => {
    const { before, after, bytes } = await optimizeGlb(await ballsOf({ rows: 60, isHidden: true }), { maxError: 0.01 });
    expect([before.triangles, after.triangles]).toEqual([0, 0]);
    expect(bytes.length).toBeLessThan(0.3 * (await optimizeGlb(await ballsOf({ rows: 60, isHidden: true }), { maxError: 0 })).bytes.length);
  });
});
