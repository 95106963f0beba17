import { expect } from "@open-wc/testing";
import { clamp, splitForKey, splitForPoint } from "./divider.ts";
import { countTriangles } from "./read-figures.ts";

describe("the divider", () => {
  const press = (key: string, split = 50, shiftKey = false): number | null => splitForKey({ key, shiftKey }, split);

  it("moves by the keys of a slider and stays between the edges", () => {
    expect(["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map((key) => press(key))).to.deep.equal([48, 52, 48, 52, 40, 60, 0, 100]);
    expect([press("ArrowRight", 50, true), press("ArrowRight", 99), press("ArrowLeft", 1), press("a")]).to.deep.equal([60, 100, 0, null]);
  });

  it("goes where the pointer is", () => {
    expect([150, 100, 900, 20].map((x) => splitForPoint(x, { left: 100, width: 200 }))).to.deep.equal([25, 0, 100, 0]);
    expect(splitForPoint(10, { left: 0, width: 0 })).to.equal(50);
    expect(clamp(Number.NaN)).to.equal(50);
  });
});

describe("the triangles of a model", () => {
  const accessors = [{ count: 300 }, { count: 12 }];
  const primitive = { attributes: { POSITION: 1 } };

  it("count as often as the scene shows their mesh", () => {
    const meshes = [{ primitives: [{ ...primitive, indices: 0 }, primitive] }];
    expect(countTriangles({ scene: 0, scenes: [{ nodes: [0] }], nodes: [{ children: [1, 2] }, { mesh: 0 }, { mesh: 0 }, { mesh: 0 }], meshes, accessors })).to.equal(2 * (100 + 4));
  });

  it("of strips and fans are told by their points, those of lines are none", () => {
    const meshes = [{ primitives: [5, 6, 1].map((mode) => ({ ...primitive, mode })) }];
    expect(countTriangles({ scenes: [{ nodes: [0] }], nodes: [{ mesh: 0 }], meshes, accessors })).to.equal(20);
  });

  it("are unknown without a scene", () => {
    expect(countTriangles(null)).to.equal(null);
    expect(countTriangles({ scenes: [{}] })).to.equal(0);
  });
});
