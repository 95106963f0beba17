import type { DistanceField2D } from "./signed-distance-field.ts";

/** Samples farther from the outline than this, in samples, are not beside it. */
const BESIDE = 0.75;

/**
 * Calls back with how distances grow across each place of an outline, over so many samples to either side: along an edge it is twice as many of them.
 *
 * @param leastGrowth where they grow by less, several edges meet.
 */
export function visitEdges({ width, height, values }: DistanceField2D, reach: number, leastGrowth: number, visit: (growthX: number, growthY: number, growth: number) => void): void {
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const o = y * width + x;
      if (Math.abs(values[o]!) > BESIDE) continue;
      const growthX = values[o + reach]! - values[o - reach]!;
      const growthY = values[o + reach * width]! - values[o - reach * width]!;
      const growth = Math.sqrt(growthX * growthX + growthY * growthY);
      if (growth >= leastGrowth) visit(growthX, growthY, growth);
    }
  }
}
