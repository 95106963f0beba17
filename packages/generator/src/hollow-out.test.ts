import { WebIO } from "@gltf-transform/core";
import { describe, expect, it } from "vitest";
import { disc, drawPhoto, rectangle } from "../test/draw-photo.ts";
import { fieldOf } from "../test/fields.ts";
import { countBadEdges } from "./bad-edges.ts";
import { generateModel } from "./generate-model.ts";
import { hollowOut } from "./hollow-out.ts";
import type { Image } from "./image.ts";
import { insideHollow } from "./inside-hollow.ts";
import { sharpCodec } from "./node/sharp-codec.ts";
import { signedDistanceField } from "./signed-distance-field.ts";

type Colour = readonly [number, number, number];
const TEAL: Colour = [40, 120, 130];
const CREAM: Colour = [235, 225, 200];
const SHADE: Colour = [175, 165, 140];
const OPTIONS = { gridSize: 72, textureSize: 256, thumbnailSize: 64 } as const;

/** A cup of 0.6 by 0.6, photographed from above in those colours by the distance from its middle. */
async function cupFrom(above: (radius: number, u: number) => Colour, outline = disc(0.3)): Promise<{ heightAt: (share: number) => number; colours: Set<string>; spread: number; bad: ReturnType<typeof countBadEdges> }> {
  const wall = drawPhoto(rectangle(0.6, 0.6), { size: 320, color: () => TEAL });
  const top = drawPhoto(outline, { size: 320, color: (u, v) => above(Math.hypot(u, v), u) });
  const { glb } = await generateModel({ front: wall, back: wall, side: wall, top }, sharpCodec, OPTIONS);
  const root = (await new WebIO().readBinary(glb)).getRoot();
  const [primitive] = root.listMeshes()[0]!.listPrimitives();
  const p = Float32Array.from(primitive!.getAttribute("POSITION")!.getArray()!);
  const uvs = primitive!.getAttribute("TEXCOORD_0")!.getArray()!;
  const texture: Image = await sharpCodec.decode(root.listTextures()[0]!.getImage()!, { maxPixels: 1e6 });
  const colours = new Set<string>();
  const reds: number[] = [];
  for (let i = 0; i < p.length / 3; i++) {
    const isWithin = Math.hypot(p[3 * i]!, p[3 * i + 2]!) < 0.45 && p[3 * i + 1]! > 0.3 && p[3 * i + 1]! < 0.9;
    const o = 4 * (Math.floor(uvs[2 * i + 1]! * texture.height) * texture.width + Math.floor(uvs[2 * i]! * texture.width));
    if (isWithin) reds.push(texture.data[o]!);
    if (isWithin) colours.add(texture.data[o]! > texture.data[o + 2]! ? "cream" : "teal");
  }
  /** The uppermost surface in a ring round the middle, in shares of the height. */
  const heightAt = (share: number): number => {
    let height = 0;
    for (let i = 0; i < p.length; i += 3) if (Math.abs(Math.hypot(p[i]!, p[i + 2]!) / 0.5 - share) < 0.06) height = Math.max(height, p[i + 1]!);
    return height;
  };
  const mean = reds.reduce((sum, red) => sum + red, 0) / reds.length;
  const spread = Math.sqrt(reds.reduce((sum, red) => sum + (red - mean) ** 2, 0) / reds.length);
  return { heightAt, colours, spread, bad: countBadEdges(p, Uint32Array.from(primitive!.getIndices()!.getArray()!)) };
}

describe("a vessel in a photo from above", () => {
  it("is hollow down to a floor as thick as its rim, and painted inside by that photo alone", async () => {
    const { heightAt, colours, bad } = await cupFrom((radius) => (radius > 0.265 ? CREAM : SHADE));
    expect(heightAt(0.1)).toBeLessThan(0.2);
    expect(heightAt(0.6)).toBeLessThan(0.2);
    expect(heightAt(0.95)).toBeGreaterThan(0.97);
    expect(colours).toEqual(new Set(["cream"]));
    expect(bad).toMatchObject({ boundary: 0, nonManifold: 0 });
  });

  it("is found where its outline is off by a hundredth here and there, and its inside hardly darker than its rim", async () => {
    const pale: Colour = [227, 217, 193];
    const uneven = (u: number, v: number): boolean => Math.hypot(u, v) < 0.291 + 0.009 * Math.sin(7 * Math.atan2(v, u));
    const { heightAt } = await cupFrom((radius) => (radius > 0.255 ? CREAM : pale), uneven);
    expect(heightAt(0.1)).toBeLessThan(0.2);
    expect(heightAt(0.95)).toBeGreaterThan(0.9);
  });

  it("has no streaks down its walls from specks along its rim", async () => {
    const { heightAt, spread } = await cupFrom((radius, u) => (radius < 0.255 ? SHADE : radius < 0.275 && Math.sin(60 * u) > 0 ? [120, 110, 90] : CREAM));
    expect(heightAt(0.6)).toBeLessThan(0.2);
    expect(spread).toBeLessThan(8);
  });

  it.each<[what: string, above: (radius: number, u: number) => Colour]>([
    ["a plain lid", () => CREAM],
    ["a lid whose edge is light on one side and dark on the other", (radius, u) => (radius < 0.265 ? [200, 190, 170] : u < 0 ? CREAM : SHADE)],
    ["a lid with a dark edge", (radius) => (radius > 0.265 ? SHADE : CREAM)],
    ["a stripe across", (_radius, u) => (Math.abs(u) < 0.05 ? TEAL : CREAM)],
  ])("is taken for none because of %s", async (_what, above) => {
    const { heightAt } = await cupFrom(above);
    for (const share of [0.1, 0.6, 0.95]) expect(heightAt(share)).toBeGreaterThan(0.97);
  });
});

describe("hollowOut", () => {
  const n = 61;
  const toGrid = (value: number): number => Math.round(((value + 1) / 2) * (n - 1));
  const rimOf = (radius: number) => {
    const coverage = new Float32Array(n * n);
    for (let i = 0; i < coverage.length; i++) coverage[i] = Math.hypot((2 * (i % n)) / (n - 1) - 1, (2 * Math.floor(i / n)) / (n - 1) - 1) < radius ? 1 : 0;
    return signedDistanceField({ width: n, height: n, coverage });
  };
  const opening = (radius: number, wall: number) => ({ rim: rimOf(radius), row: toGrid(0.6), slack: 1, wall });

  it("leaves a foot solid and takes out no more than the wall allows", () => {
    const field = fieldOf(n, (x, y, z) => Math.max(Math.min(Math.hypot(x, y - 0.6, z) - 0.8, Math.max(Math.hypot(x, z) - 0.3, -0.7 - y)), y - 0.6));
    const before = field.values.slice();
    const { floors } = hollowOut(field, opening(0.79, 3));
    const middle = toGrid(0) * n + toGrid(0);
    // The ball ends at -0.2, its wall of three cells at -0.1; the foot goes down to -0.7.
    expect(floors[middle]).toBeGreaterThanOrEqual(toGrid(-0.12));
    expect(floors[middle]).toBeLessThan(toGrid(0.1));
    for (let i = 0; i < before.length; i++) expect(field.values[i]!).toBeGreaterThanOrEqual(before[i]!);
    expect(field.values[(toGrid(0) * n + toGrid(0.3)) * n + toGrid(0)]!).toBeGreaterThan(0);
  });

  it("tells the inside of the wall from its outside", () => {
    const field = fieldOf(n, (x, y, z) => Math.max(Math.hypot(x, z) - 0.7, Math.abs(y) - 0.6));
    const hollow = hollowOut(field, opening(0.7, 4));
    const isInside = insideHollow(field, hollow);
    expect(isInside(0.7 - 4 * field.cellSize, 0, 0)).toBe(true);
    expect(isInside(0, -0.6 + 4 * field.cellSize, 0)).toBe(true);
    expect(isInside(0.7, 0, 0)).toBe(false);
    expect(isInside(0, -0.6, 0)).toBe(false);
    expect(isInside(0.66, 0.6 + 2 * field.cellSize, 0)).toBe(false);
  });
});
