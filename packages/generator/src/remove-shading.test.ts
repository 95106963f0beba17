import { describe, expect, it } from "vitest";
import { disc, drawPhoto } from "../test/draw-photo.ts";
import { sphereField } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { chartByView } from "./chart-by-view.ts";
import { packCharts } from "./pack-charts.ts";
import { removeShading } from "./remove-shading.ts";
import { surfaceNets } from "./surface-nets.ts";

type Color = readonly [number, number, number];
const SIZE = 256;
const RADIUS = 0.4;
const RED: Color = [190, 70, 50];
const BLUE: Color = [60, 90, 170];

const ball = surfaceNets(sphereField(48, 0.5));
const mesh = packCharts(ball, chartByView(ball), SIZE);

/** The encoded brightness of a matt ball under a lamp from above left and some light from all around. */
function lamp(u: number, v: number): number {
  const [x, y] = [u / RADIUS, v / RADIUS];
  const z = Math.sqrt(Math.max(0, 1 - x * x - y * y));
  return (0.5 + 0.55 * Math.max(0, -0.4 * x + 0.65 * y + 0.65 * z)) ** (1 / 2.2);
}

/** How far brightness and paint are from being in one ratio everywhere, before and after: the median of the logarithms' deviation. */
function spreadOf(paint: (u: number, v: number) => Color, light: (u: number, v: number) => number): { before: number; after: number } {
  const outline = outlineFrom("front", drawPhoto(disc(RADIUS), { size: SIZE, color: (u, v) => paint(u, v).map((value) => value * light(u, v)) as unknown as Color }));
  const colors = outline.photo.colors.slice();
  removeShading(outline, colors, mesh, 1, 1);
  return { before: spread(outline.photo.colors), after: spread(colors) };

  function spread(values: Float32Array): number {
    const { width, height, box } = outline.photo;
    const logs: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = ((x + 0.5 - (box.left + box.right) / 2) / (box.right - box.left)) * 2 * RADIUS;
        const v = (((box.top + box.bottom) / 2 - y - 0.5) / (box.bottom - box.top)) * 2 * RADIUS;
        if (Math.hypot(u, v) > 0.85 * RADIUS) continue;
        const o = 3 * (y * width + x);
        logs.push(Math.log((values[o]! + values[o + 1]! + values[o + 2]!) / paint(u, v).reduce((sum, value) => sum + value, 0)));
      }
    }
    const middle = median(logs);
    return median(logs.map((value) => Math.abs(value - middle)));
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

describe("removeShading", () => {
  it("takes the lamp's light out of a ball's photo", () => {
    const { before, after } = spreadOf(() => RED, lamp);
    expect(before).toBeGreaterThan(0.05);
    expect(after).toBeLessThan(0.2 * before);
  });

  it("leaves what is painted: two colours, and print on one of them", () => {
    const paint = (u: number, v: number): Color => (v > 0.1 ? BLUE : Math.sin(70 * u) > 0.75 ? [60, 22, 16] : RED);
    const { before, after } = spreadOf(paint, lamp);
    expect(after).toBeLessThan(0.4 * before);
  });

  it("changes nothing where there is no light to take out", () => {
    const { before, after } = spreadOf((u, v) => (v > Math.sin(9 * u) / 9 ? BLUE : RED), () => 1);
    expect(Math.abs(after - before)).toBeLessThan(0.004);
  });
});
