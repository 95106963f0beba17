import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { knownPhoto } from "../test/known-photo.ts";
import { BakeSampler } from "./bake-sampler.ts";
import { bakeView } from "./bake-view.ts";
import { chartByView } from "./chart-by-view.ts";
import { photoProjection, projectPoint } from "./outline.ts";
import { packCharts } from "./pack-charts.ts";
import { surfaceNets } from "./surface-nets.ts";

const HALF = 0.5;
const BOX = surfaceNets(fieldOf(40, (x, y, z) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) - HALF));
const LID = [200, 40, 30] as const;
const FACE = [30, 60, 190] as const;

describe("BakeSampler", () => {
  it.each([["nearby", 3], ["far away", Infinity]] as const)("takes the lid's colour for the lid and the face's for the face in a photo from above, from %s", (_, distance) => {
    const outline = knownPhoto(BOX, "front", { size: 400, distance, scale: 150, pitchDegrees: 18 });
    const projection = photoProjection(outline, 1, 1);
    // The photo shows the lid above the edge between both.
    const edge = new Float64Array(2);
    projectPoint(projection, 0, HALF, HALF, edge);
    const { width } = outline.photo;
    const colors = outline.photo.colors.map((_, i) => (Math.floor(i / 3 / width) < edge[1]! * outline.photoScale ? LID : FACE)[i % 3]!);
    const view = bakeView(outline, colors, packCharts(BOX, chartByView(BOX), 256), 1, 1);
    const sampler = new BakeSampler(view);
    const colorAt = (x: number, y: number, z: number, normal: readonly number[]): { color: number[]; facing: number; visibility: number } => {
      const place = Float64Array.from([x, y, z, ...normal]);
      const sum = new Float64Array(3);
      sampler.face(place);
      sampler.look(place);
      sampler.addColor(place, sum);
      return { color: [...sum].map(Math.round), facing: sampler.facing, visibility: sampler.visibility };
    };
    const lid = colorAt(0.1, HALF, 0, [0, 1, 0]);
    const face = colorAt(0.1, HALF - 0.06, HALF, [0, 0, 1]);
    const floor = colorAt(0.1, -HALF, 0, [0, -1, 0]);
    expect(lid.color).toEqual([...LID]);
    expect(face.color).toEqual([...FACE]);
    expect(lid.facing).toBeCloseTo(Math.sin((18 * Math.PI) / 180), 6);
    expect(lid.visibility).toBe(1);
    expect(face.visibility).toBe(1);
    expect(floor.facing).toBeLessThan(0);
    expect(floor.visibility).toBe(0);
  });
});
