import { describe, expect, it } from "vitest";
import { weldVertices } from "./weld-vertices.ts";

describe("welding", () => {
  it("keeps each vertex once, in the order in which they come, with zero and minus zero as one", () => {
    const positions = Float32Array.from([1, 2, 3, 0, 0, 0, 1, 2, 3, 0, -0, 0, 1, 2, 4]);
    expect(weldVertices(5, positions)).toEqual({ indices: Uint32Array.from([0, 1, 0, 1, 2]), vertices: Uint32Array.from([0, 1, 4]) });
  });

  it("takes for one only what is alike in all that is given", () => {
    const [positions, uvs] = [new Float32Array(9), Float32Array.from([0, 1, 0, 1, 1, 0])];
    expect([...weldVertices(3, positions).indices]).toEqual([0, 0, 0]);
    expect([...weldVertices(3, positions, uvs).indices]).toEqual([0, 0, 1]);
    expect(weldVertices(0, new Float32Array(0))).toEqual({ indices: new Uint32Array(0), vertices: new Uint32Array(0) });
  });

  it("agrees with a table of texts on many vertices", () => {
    const positions = new Float32Array(30_000).map((_, at) => Math.round(5 * Math.sin(at * at)));
    const known = new Map<string, number>();
    const expected = Array.from({ length: 10_000 }, (_, vertex) => {
      const key = positions.subarray(3 * vertex, 3 * vertex + 3).map((value) => value + 0).join(" ");
      if (!known.has(key)) known.set(key, known.size);
      return known.get(key);
    });
    expect([...weldVertices(10_000, positions).indices]).toEqual(expected);
  });
});
