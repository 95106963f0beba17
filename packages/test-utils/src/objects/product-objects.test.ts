import { describe, expect, it } from "vitest";
import { largestDimension, PRODUCT_OBJECTS, sampleOccupancy } from "../index.ts";

/** Repeatable numbers 0..1 (Mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

it("has at least eight products with distinct names", () => {
  expect(PRODUCT_OBJECTS.length).toBeGreaterThanOrEqual(8);
  expect(new Set(PRODUCT_OBJECTS.map(({ name }) => name)).size).toBe(PRODUCT_OBJECTS.length);
});

describe.each(PRODUCT_OBJECTS.map((object) => [object.name, object] as const))("%s", (_, object) => {
  const { min, max } = object.bounds;
  const extent = largestDimension(object);
  const random = createRandom(7);
  const anywhere = (axis: 0 | 1 | 2, margin: number): number => min[axis] - margin + random() * (max[axis] - min[axis] + 2 * margin);

  it("is outside beyond its bounds", () => {
    let wrong = 0;
    for (let i = 0; i < 4000; i++) {
      const point = [anywhere(0, 0.3), anywhere(1, 0.3), anywhere(2, 0.3)] as const;
      const within = point.every((value, axis) => value >= (min[axis] as number) && value <= (max[axis] as number));
      if (!within && object.distance(...point) <= 0) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it("has a tight box: something is within 3 cells of 64 of each side", () => {
    const cells = 64;
    const occupancy = sampleOccupancy(object, cells);
    const low = [cells, cells, cells];
    const high = [-1, -1, -1];
    for (let i = 0; i < occupancy.length; i++) {
      if (occupancy[i] === 0) continue;
      [i % cells, Math.floor(i / cells) % cells, Math.floor(i / cells / cells)].forEach((at, axis) => {
        low[axis] = Math.min(low[axis] as number, at);
        high[axis] = Math.max(high[axis] as number, at);
      });
    }
    for (const axis of [0, 1, 2] as const) {
      const border = (cells * (1 - (max[axis] - min[axis]) / extent)) / 2;
      expect(low[axis]).toBeLessThanOrEqual(border + 2);
      expect(high[axis]).toBeGreaterThanOrEqual(cells - border - 3);
    }
  });

  it("gives distances that are safe steps: no surface is nearer than said", () => {
    let unsafe = 0;
    for (let i = 0; i < 6000; i++) {
      const [x, y, z] = [anywhere(0, 0.1), anywhere(1, 0.1), anywhere(2, 0.1)] as const;
      const distance = object.distance(x, y, z);
      const [u, v, w] = [random() - 0.5, random() - 0.5, random() - 0.5] as const;
      const scale = (Math.abs(distance) * 0.97 - extent * 0.001) / Math.sqrt(u * u + v * v + w * w);
      if (scale <= 0) continue;
      if (Math.sign(object.distance(x + u * scale, y + v * scale, z + w * scale)) !== Math.sign(distance)) unsafe++;
    }
    expect(unsafe).toBe(0);
  });

  it("is painted in albedo within 0..1 and in more than one colour", () => {
    const out = new Float64Array(3);
    const seen = new Set<string>();
    let outOfRange = 0;
    for (let i = 0; i < 20000 && seen.size < 40; i++) {
      const [x, y, z] = [anywhere(0, 0), anywhere(1, 0), anywhere(2, 0)] as const;
      if (Math.abs(object.distance(x, y, z)) > extent * 0.004) continue;
      object.colour(x, y, z, out);
      for (const channel of out) if (!(channel >= 0 && channel <= 1)) outOfRange++;
      seen.add(Array.from(out, (channel) => Math.round(channel * 8)).join());
    }
    expect(outOfRange).toBe(0);
    expect(seen.size).toBeGreaterThanOrEqual(3);
  });

  it("stands in one piece", () => {
    const cells = 48;
    const occupancy = sampleOccupancy(object, cells);
    const total = occupancy.reduce((sum, value) => sum + value, 0);
    const stack = [occupancy.indexOf(1)];
    const steps = [1, -1, cells, -cells, cells * cells, -cells * cells];
    let reached = 0;
    while (stack.length > 0) {
      const at = stack.pop() as number;
      if (occupancy[at] !== 1) continue;
      occupancy[at] = 2;
      reached++;
      for (const step of steps) stack.push(at + step);
    }
    expect(reached / total).toBeGreaterThan(0.995);
  });
});
