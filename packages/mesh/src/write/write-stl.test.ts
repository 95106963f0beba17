import { describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import { readGlb } from "../read/read-glb.ts";

const numbers = (bytes: Uint8Array, triangle: number) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + 84 + 50 * triangle);
  return Array.from({ length: 12 }, (_, at) => view.getFloat32(4 * at, true));
};

describe("STL", () => {
  it("is binary with a triangle each 50 bytes, millimetres, Z up, its normals outwards", async () => {
    const bytes = await collectBytes(writeModel(await readGlb(await makeBox()), "stl", { scale: 0.12 }));
    expect(bytes.length).toBe(84 + 50 * 12);
    expect(new TextDecoder().decode(bytes.subarray(0, 80)).trimEnd()).toBe("binary STL, unit mm, z up");
    expect(new DataView(bytes.buffer).getUint32(80, true)).toBe(12);
    for (let triangle = 0; triangle < 12; triangle++) {
      const [nx = 0, ny = 0, nz = 0, ...corners] = numbers(bytes, triangle);
      const middle = [0, 1, 2].map((axis) => (corners[axis]! + corners[3 + axis]! + corners[6 + axis]!) / 3);
      expect(Math.hypot(nx, ny, nz)).toBeCloseTo(1, 6);
      expect(nx * middle[0]! + ny * middle[1]! + nz * middle[2]!).toBeCloseTo(60, 3);
      for (const value of corners) expect(Math.abs(value)).toBeCloseTo(60, 4);
    }
  });

  it("stands as the model does: its top is up, its front to the reader", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box()).setScale([2, 4, 6]);
    const model = await readGlb(await maker.bytes());
    const extent = async (options: object) => {
      const bytes = await collectBytes(writeModel(model, "stl", { unit: "m", ...options }));
      const all = Array.from({ length: 12 }, (_, at) => numbers(bytes, at).slice(3)).flat();
      return [0, 1, 2].map((axis) => Math.max(...all.filter((_, at) => at % 3 === axis)) * 2);
    };
    expect(await extent({})).toEqual([2, 6, 4]);
    expect(await extent({ upAxis: "y" })).toEqual([2, 4, 6]);
  });

  it("says what it loses, and refuses what has no surface", async () => {
    const model = await readGlb(await makeBox());
    expect(judgeFormat(model, "stl")).toEqual({ kept: ["triangles", "size"], changed: ["normals"], lost: ["names", "uvs", "baseColor", "metallicRoughness"] });
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "stl"))).rejects.toMatchObject({ code: "no_triangles" });
    await expect(collectBytes(writeModel(model, "stl", { scale: 0 }))).rejects.toMatchObject({ code: "option" });
  });
});
