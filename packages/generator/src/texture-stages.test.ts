import { beforeAll, describe, expect, it } from "vitest";
import { disc, drawPhoto } from "../test/draw-photo.ts";
import { sphereField } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { bakeTexture } from "./bake-texture.ts";
import { bakeView, continueColors } from "./bake-view.ts";
import { countBadEdges } from "./bad-edges.ts";
import { chartByView, type Chart } from "./chart-by-view.ts";
import type { Image } from "./image.ts";
import type { Mesh } from "./mesh.ts";
import { oppositeAgreement } from "./opposite-agreement.ts";
import { packCharts, type TexturedMesh } from "./pack-charts.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { renderThumbnail } from "./render-thumbnail.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";

const SIZE = 256;
const RED = [200, 40, 30] as const;
const BLUE = [30, 60, 190] as const;
const GREEN = [40, 170, 60] as const;

let mesh: Mesh;
let charts: Chart[];
let textured: TexturedMesh;
const ball = (view: "front" | "back" | "side", color: (u: number, v: number) => readonly [number, number, number]) =>
  outlineFrom(view, drawPhoto(disc(0.4), { size: 128, color }));

beforeAll(() => {
  mesh = surfaceNets(sphereField(32, 0.5));
  charts = chartByView(mesh);
  textured = packCharts(mesh, charts, SIZE);
});

describe("chartByView", () => {
  it("gives every triangle to exactly one chart", () => {
    const all = charts.flatMap((chart) => chart.triangles).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: mesh.indices.length / 3 }, (_, t) => t));
  });

  it("cuts a ball into the six views", () => {
    expect(charts.map((chart) => chart.camera).sort()).toEqual(["back", "bottom", "front", "left", "right", "top"]);
  });
});

describe("packCharts", () => {
  it("lays the charts beside each other: no texel is claimed twice", () => {
    const points = new Float32Array((textured.uvs.length / 2) * 3);
    for (let i = 0; i < textured.uvs.length / 2; i++) points.set([textured.uvs[2 * i]! * SIZE, textured.uvs[2 * i + 1]! * SIZE], 3 * i);
    const chartOf = new Int32Array(mesh.indices.length / 3);
    charts.forEach((chart, c) => chart.triangles.forEach((t) => (chartOf[t] = c)));
    const owner = new Int32Array(SIZE * SIZE).fill(-1);
    rasterizeTriangles(points, textured.indices, SIZE, SIZE, (pixel, t) => {
      expect([-1, chartOf[t]!]).toContain(owner[pixel]!);
      owner[pixel] = chartOf[t]!;
    });
    for (const uv of textured.uvs) expect(uv >= 0 && uv <= 1).toBe(true);
  });

  it.each([900, 3000, 50_000])("finds room for %d charts, beside each other, with a margin as long as there is room for one", (count) => {
    const crumbs = scatterTriangles(count);
    const packed = packCharts(crumbs, Array.from({ length: count }, (_, t) => ({ camera: "front", triangles: [t] })), SIZE);
    const owner = new Int32Array(SIZE * SIZE).fill(-1);
    for (let t = 0; t < count; t++) {
      const [us, vs] = [0, 1].map((k) => [0, 1, 2].map((corner) => packed.uvs[2 * packed.indices[3 * t + corner]! + k]! * SIZE)) as [number[], number[]];
      const margin = count < 2000 ? 1 : 0;
      for (let y = Math.floor(Math.min(...vs)) - margin; y < Math.ceil(Math.max(...vs)) + margin; y++) {
        for (let x = Math.floor(Math.min(...us)) - margin; x < Math.ceil(Math.max(...us)) + margin; x++) {
          expect([x >= 0 && x < SIZE && y >= 0 && y < SIZE, owner[y * SIZE + x]]).toEqual([true, -1]);
          owner[y * SIZE + x] = t;
        }
      }
    }
    expect(() => packCharts(crumbs, Array.from({ length: SIZE ** 2 + 1 }, () => ({ camera: "front", triangles: [0] })), SIZE)).toThrow(RangeError);
  });

  it("keeps positions and closedness of the mesh", () => {
    expect(countBadEdges(textured.positions, textured.indices).vertices).toEqual([]);
  });
});

describe("bakeTexture", () => {
  it("paints each side with its photo, fills every texel, and repeats itself with the same seed", () => {
    const views = [
      bakeView(ball("front", () => RED), continueColors(ball("front", () => RED).photo), textured, 1, 1),
      bakeView(ball("back", () => BLUE), continueColors(ball("back", () => BLUE).photo), textured, 1, 1),
    ];
    const { image, seenShare } = bakeTexture(textured, views, { size: SIZE, seed: 1 });
    expect(seenShare).toBeGreaterThan(0.6);
    for (let i = 0; i < image.data.length; i += 4) {
      const [r, g, b, a] = image.data.subarray(i, i + 4);
      expect(a).toBe(255);
      expect(r! >= 29 && r! <= 201 && g! >= 29 && g! <= 71 && b! >= 29 && b! <= 191).toBe(true);
    }
    expect(colorSeenFrom(image, 0)).toEqual(RED);
    expect(colorSeenFrom(image, 2)).toEqual(BLUE);
    expect(bakeTexture(textured, views, { size: SIZE, seed: 1 }).image.data).toEqual(image.data);
  });

  it("is not mirrored: what is right in the front photo is at +X, what is right in the side photo at −Z", () => {
    const front = ball("front", (u) => (u > 0 ? RED : BLUE));
    const side = ball("side", (u) => (u > 0 ? GREEN : BLUE));
    const views = [bakeView(front, continueColors(front.photo), textured, 1, 1), bakeView(side, continueColors(side.photo), textured, 1, 1)];
    const { image } = bakeTexture(textured, views, { size: SIZE, seed: 1 });
    expect(nearestColor(colorAt(image, 0.2, 0, 0.45))).toBe(RED);
    expect(nearestColor(colorAt(image, -0.2, 0, 0.45))).toBe(BLUE);
    expect(nearestColor(colorAt(image, 0.47, 0, -0.15))).toBe(GREEN);
  });
});

describe("oppositeAgreement", () => {
  it("trusts a side photo on the other side only if front and back show the same colours there", () => {
    const view = (of: "front" | "back" | "side", color: readonly [number, number, number], camera?: "left") => {
      const outline = ball(of, () => color);
      return bakeView(outline, continueColors(outline.photo), textured, 1, 1, 1, camera);
    };
    const witnesses = [view("front", RED), view("back", RED)];
    expect(oppositeAgreement(textured, view("side", RED, "left"), witnesses)).toBe(1);
    expect(oppositeAgreement(textured, view("side", BLUE, "left"), witnesses)).toBe(0);
  });
});

describe("renderThumbnail", () => {
  it("draws the object in the middle of a transparent picture", () => {
    const red = { width: 2, height: 2, data: Uint8Array.from([...RED, 255, ...RED, 255, ...RED, 255, ...RED, 255]) };
    const picture = renderThumbnail(textured, red, { size: 96 });
    const alpha = (x: number, y: number): number => picture.data[4 * (y * 96 + x) + 3]!;
    expect(alpha(48, 48)).toBe(255);
    expect(alpha(1, 1)).toBe(0);
    const [r, g, b] = picture.data.subarray(4 * (48 * 96 + 48));
    expect(r! > g! && r! > b!).toBe(true);
    expect(picture.data[4 * (30 * 96 + 45)]).toBeGreaterThan(picture.data[4 * (75 * 96 + 50)]!);
  });
});

describe("silhouetteIou", () => {
  it("is 1 for the object's own outline and small for another one", () => {
    const outline = ball("front", () => RED);
    expect(silhouetteIou(mesh, outline, 1, 1)).toBeGreaterThan(0.98);
    const bar = outlineFrom("front", drawPhoto((u, v) => Math.abs(u) < 0.05 && Math.abs(v) < 0.4, { size: 128 }));
    expect(silhouetteIou(mesh, bar, 0.125, 1)).toBeLessThan(0.5);
  });
});

function colorAt(image: Image, x: number, y: number, z: number): number[] {
  let best = 0;
  let nearest = Infinity;
  for (let i = 0; i < textured.positions.length / 3; i++) {
    const d = Math.hypot(textured.positions[3 * i]! - x, textured.positions[3 * i + 1]! - y, textured.positions[3 * i + 2]! - z);
    if (d >= nearest) continue;
    nearest = d;
    best = i;
  }
  const px = Math.min(SIZE - 1, Math.floor(textured.uvs[2 * best]! * SIZE));
  const py = Math.min(SIZE - 1, Math.floor(textured.uvs[2 * best + 1]! * SIZE));
  return [...image.data.subarray(4 * (py * SIZE + px), 4 * (py * SIZE + px) + 3)];
}

function nearestColor(color: number[]): readonly number[] {
  const far = (other: readonly number[]): number => Math.hypot(...color.map((c, k) => c - other[k]!));
  return [RED, BLUE, GREEN].sort((a, b) => far(a) - far(b))[0]!;
}

/** The texture's colour in the middle of the front (0) or the back (2). */
function colorSeenFrom(image: Image, side: 0 | 2): number[] {
  return colorAt(image, 0, 0, side === 0 ? 0.5 : -0.5);
}

/** Triangles of many sizes that do not touch. */
function scatterTriangles(count: number): Mesh {
  const positions = new Float32Array(9 * count);
  for (let t = 0; t < count; t++) {
    const size = 0.1 + 0.8 * ((t * 0.618) % 1);
    positions.set([t, 0, 0, t + size, 0, 0, t, size * size, 0], 9 * t);
  }
  return { positions, indices: Uint32Array.from({ length: 3 * count }, (_, i) => i) };
}
