import { describe, expect, it } from "vitest";
import { disc, drawPhoto, rectangle, type DrawPhotoOptions } from "../test/draw-photo.ts";
import { outlineFrom } from "../test/outlines.ts";
import { alignViews } from "./align-views.ts";
import { buildShape } from "./build-shape.ts";
import { closeOutlines } from "./close-outlines.ts";
import { coveredShare } from "./decide-side-camera.ts";
import { gridCoordinate, sampleOutlines } from "./outline-grids.ts";
import { smoothIntersection, smoothMax } from "./smooth-intersection.ts";
import { solvePoisson } from "./solve-poisson.ts";

type Shape = (u: number, v: number) => boolean;

function viewsOf(front: Shape, side?: Shape, top?: Shape, options?: DrawPhotoOptions) {
  return alignViews({
    front: outlineFrom("front", drawPhoto(front, options)),
    back: outlineFrom("back", drawPhoto((u, v) => front(-u, v), options)),
    ...(side && { side: outlineFrom("side", drawPhoto(side, options)) }),
    ...(top && { top: outlineFrom("top", drawPhoto(top, options)) }),
  });
}

/** A little brighter above than below, as a wall in daylight. */
const evenLight = (_u: number, v: number) => [180 + 20 * v, 60, 40] as const;
/** Of a matt upright cylinder of that radius, from the left and from everywhere. */
const lightAround = (radius: number) => (u: number) => {
  const across = Math.max(-1, Math.min(1, u / radius));
  const light = 0.5 + 0.5 * Math.max(0, -0.5 * across + 0.8 * Math.sqrt(1 - across * across));
  return [180 * light, 60 * light, 40 * light] as const;
};

/** The area of a level section at that share of the object's height, in units of that squared. */
function sectionArea({ field: { nx, ny, nz, cellSize, values } }: ReturnType<typeof buildShape>, share: number): number {
  const y = Math.round((ny - 1) / 2 + (share - 0.5) / cellSize);
  let inside = 0;
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) if (values[(z * ny + y) * nx + x]! < 0) inside++;
  return inside * cellSize ** 2;
}

/** Volume inside the field in units of the object's height cubed. */
function volume(shape: ReturnType<typeof buildShape>): number {
  const { values, cellSize } = shape.field;
  let inside = 0;
  for (const v of values) if (v < 0) inside++;
  return inside * cellSize ** 3;
}

describe("solvePoisson", () => {
  it("inflates a disc to a ball", () => {
    const n = 61;
    const h = 0.02;
    const radius = 0.5;
    const values = Float32Array.from({ length: n * n }, (_, i) => Math.hypot(gridCoordinate(i % n, n, h), gridCoordinate(Math.floor(i / n), n, h)) - radius);
    const u = solvePoisson({ columns: n, rows: n, values }, h);
    values.forEach((d, i) => {
      const r = d + radius;
      expect(Math.abs(u[i]! - Math.max(0, radius * radius - r * r))).toBeLessThan(0.01);
    });
  });
});

describe("smoothMax", () => {
  it("is the maximum away from the crease and a little more at it", () => {
    expect(smoothMax(3, 1, 1)).toBe(3);
    expect(smoothMax(1, 3, 1)).toBe(3);
    expect(smoothMax(1, 1, 1)).toBeCloseTo(1.25, 6);
  });
});

describe("buildShape", () => {
  it("makes a ball of two discs, though nothing says how deep it is", () => {
    const shape = buildShape(viewsOf(disc(0.35)), 64);
    expect(shape.depth).toBeCloseTo(1, 1);
    expect(volume(shape)).toBeCloseTo(Math.PI / 6, 1);
  });

  it("makes an upright cylinder of two tall rectangles, not a square post", () => {
    const tall = rectangle(0.4, 0.8);
    const shape = buildShape(viewsOf(tall, tall), 64);
    expect(shape.exponent).toBe(2);
    expect(volume(shape) / (Math.PI * 0.25 ** 2)).toBeCloseTo(1, 1);
  });

  it("makes what widens steadily round up to its widest end, though something thin joins it there", () => {
    const lamp: Shape = (u, v) => (v > 0 && v < 0.3 && Math.abs(u) < 0.28 - 0.4 * v) || (Math.abs(u) < 0.03 && v > -0.4 && v < 0.3) || (Math.abs(u) < 0.18 && v > -0.4 && v < -0.34);
    const shape = buildShape(viewsOf(lamp, lamp), 96);
    for (const above of [0.02, 0.05, 0.1, 0.2]) {
      const radius = (0.28 - 0.4 * above) / 0.7;
      expect(sectionArea(shape, (0.4 + above) / 0.7) / (Math.PI * radius ** 2), `${above}`).toBeCloseTo(1, 1);
    }
  });

  it("makes a square box of the same rectangles where light falls evenly over their sides, and as deep a cylinder as it is wide of two where it bends around", () => {
    const tall = rectangle(0.4, 0.8);
    const square = buildShape(viewsOf(tall, tall, undefined, { color: evenLight }), 64);
    expect([square.exponent, volume(square) / 0.25]).toEqual([40, expect.closeTo(1, 1)]);
    const round = buildShape(viewsOf(tall, undefined, undefined, { color: lightAround(0.2) }), 64);
    expect([round.exponent, round.depth, volume(round) / (Math.PI * 0.25 ** 2)]).toEqual([2, expect.closeTo(0.5, 1), expect.closeTo(1, 1)]);
  });

  it("makes an oval cylinder, and no box, where light bends around what is less deep than wide", () => {
    const [wide, narrow] = [0.4, 0.2];
    const views = alignViews({
      front: outlineFrom("front", drawPhoto(rectangle(wide, 0.8), { color: lightAround(wide / 2) })),
      back: outlineFrom("back", drawPhoto(rectangle(wide, 0.8), { color: lightAround(wide / 2) })),
      side: outlineFrom("side", drawPhoto(rectangle(narrow, 0.8), { color: lightAround(narrow / 2) })),
    });
    expect(volume(buildShape(views, 64)) / (Math.PI * 0.25 * 0.125)).toBeCloseTo(1, 1);
    expect(volume(buildShape(viewsOf(rectangle(wide, 0.8), rectangle(narrow, 0.8)), 64)) / (0.5 * 0.25)).toBeCloseTo(1, 1);
  });

  it("gives what is much wider than deep sections with round corners, and what is about as deep as wide elliptic ones", () => {
    const egg = (half: number): Shape => (u, v) => (u / half) ** 2 + (v / 0.4) ** 2 < 1;
    expect(buildShape(viewsOf(egg(0.4), egg(0.2)), 64).exponent).toBe(4);
    expect(buildShape(viewsOf(egg(0.2), egg(0.4)), 64).exponent).toBe(4);
    const ball = buildShape(viewsOf(egg(0.4), egg(0.34)), 64);
    expect([ball.exponent, volume(ball) / ((Math.PI / 6) * 0.85)]).toEqual([2, expect.closeTo(1, 1)]);
  });

  it("makes a box of rectangles when the top photo says so, and a cylinder when it shows a disc", () => {
    const tall = rectangle(0.4, 0.8);
    const box = buildShape(viewsOf(tall, tall, rectangle(0.6, 0.6)), 64);
    expect(volume(box) / 0.25).toBeCloseTo(1, 1);
    const cylinder = buildShape(viewsOf(tall, tall, disc(0.3)), 64);
    expect(volume(cylinder) / (Math.PI * 0.25 ** 2)).toBeCloseTo(1, 1);
  });

  it("keeps posts square where outlines are of upright and level edges, though the photo from above shows the rim set back between them", () => {
    const shelf = (half: number): Shape => (u, v) => Math.abs(v) < 0.4 && Math.abs(u) < half && (Math.abs(u) > half - 0.03 || [-0.3, 0, 0.3].some((height) => Math.abs(v - height) < 0.02));
    const fromAbove: Shape = (u, v) => rectangle(0.52, 0.32)(u, v) || rectangle(0.06, 0.06)(Math.abs(u) - 0.27, Math.abs(v) - 0.17);
    const shape = buildShape(viewsOf(shelf(0.3), shelf(0.2), fromAbove), 96);
    expect(shape.exponent).toBe(40);
  });

  it("refuses outlines that leave nothing", () => {
    const upper: Shape = (u, v) => (Math.abs(u) < 0.4 && v > 0.2 && v < 0.4) || (Math.abs(u) < 0.4 && v < -0.2 && v > -0.4);
    const views = viewsOf(upper, (u, v) => Math.abs(v) < 0.4 && Math.abs(u) < 0.2);
    const side = views.outlines.side!;
    const empty = { ...side, field: { ...side.field, values: side.field.values.map(() => 5) } };
    expect(() => buildShape({ ...views, outlines: { ...views.outlines, side: empty } }, 48)).toThrow(expect.objectContaining({ code: "views_contradict" }));
  });
});

describe("closeOutlines", () => {
  it("keeps every outline covered, whatever the prior would cut away", () => {
    const cross: Shape = (u, v) => rectangle(0.8, 0.15)(u, v) || rectangle(0.15, 0.8)(u, v);
    const grids = sampleOutlines(viewsOf(cross, disc(0.4)), 1, 1 / 40);
    const hull = smoothIntersection(grids);
    const prior = new Float32Array(hull.values.length).fill(1);
    const lineScale = new Float32Array(grids.grid.ny).fill(0.5);
    expect(closeOutlines(hull, { values: prior, axis: "y", lineScale }, grids)).toBeGreaterThan(0);
    const { nx, ny, nz } = grids.grid;
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        if (grids.front.values[j * nx + i]! >= -1 / 40) continue;
        let covered = false;
        for (let k = 0; k < nz; k++) {
          const o = (k * ny + j) * nx + i;
          if (Math.max(hull.values[o]!, prior[o]!) < 0) covered = true;
        }
        expect(covered).toBe(true);
      }
    }
    expect(coveredShare(grids)).toBeGreaterThan(0.98);
  });
});
