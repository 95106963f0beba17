import { describe, expect, it } from "vitest";
import { solveEquations } from "./solve-equations.ts";

describe("linear equations", () => {
  it("give what they were made of, also where a first number is 0", () => {
    // 2y = 4; x + y + z = 6; x - z = -2
    expect([...solveEquations(Float64Array.from([0, 2, 0, 4, 1, 1, 1, 6, 1, 0, -1, -2]), 3)]).toEqual([1, 2, 3]);
  });

  it("are solved for several sums at once", () => {
    // x + y and x - y
    expect([...solveEquations(Float64Array.from([1, 1, 3, 7, 1, -1, -1, 1]), 2, 2)]).toEqual([1, 4, 2, 3]);
  });

  it("say that they cannot be solved", () => {
    expect([...solveEquations(Float64Array.from([1, 1, 2, 2, 2, 4]), 2)].some(Number.isFinite)).toBe(false);
  });
});
