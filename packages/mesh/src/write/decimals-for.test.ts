import { expect, it } from "vitest";
import type { Part } from "../model.ts";
import { decimalsFor } from "./decimals-for.ts";

it("numbers have as many digits as 32-bit numbers of the model's size need, whatever lies where no triangle is", () => {
  const partOf = (...positions: number[]): Part => ({ name: "part", material: 0, positions: Float32Array.from(positions), indices: Uint32Array.of(0, 1, 2), normals: null, uvs: null, colors: null });
  const digitsOf = (unit: "m" | "mm", ...positions: number[]) => decimalsFor({ parts: [partOf(0, 0, 0, 0.5, 0, 0, ...positions)] }, { unit, scale: 1 });
  expect(digitsOf("m", 0, 0.1, 0)).toBe(7);
  expect(digitsOf("mm", 0, 0.1, 0)).toBe(4);
  expect(digitsOf("m", 0, -250, 0)).toBe(4);
  expect(digitsOf("m", 0, 0.1, 0, 9e20, -9e20, NaN)).toBe(7);
  expect(decimalsFor({ parts: [partOf(1000, 0, 0, 1000.05, 0, 0, 1000, 0.05, 0)] }, { unit: "m", scale: 1 })).toBe(5);
  expect(decimalsFor({ parts: [partOf(100, 0, 0, 101, 0, 0, 100, 1, 0)] }, { unit: "m", scale: 1 })).toBe(6);
  expect(digitsOf("m", 3e38, 0, 0)).toBe(0);
  expect(decimalsFor({ parts: [] }, { unit: "m", scale: 1 })).toBe(7);
});
