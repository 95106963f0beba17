import type { Model } from "../src/model.ts";
import { modelOf } from "./measure.ts";

/**
 * What a lathe makes: an outline of radii and heights, turned about Y in so many steps, closed from its last point to its first where it never touches
 * the axis; where it begins and ends there, in a flat of triangles about the middle. Then turned aslant, as most things lie.
 */
export function lathe(outline: readonly (readonly [radius: number, height: number])[], steps: number, slant = 0.5): Model {
  const [positions, indices]: number[][] = [[], []];
  const [sin, cos] = [Math.sin(slant), Math.cos(slant)];
  const rings = outline.map(([radius, height]) =>
    Array.from({ length: radius === 0 ? 1 : steps }, (_, step) => {
      const [x, z] = [radius * Math.cos((2 * Math.PI * step) / steps), -radius * Math.sin((2 * Math.PI * step) / steps)];
      return positions!.push(cos * x - sin * height, sin * x + cos * height, z) / 3 - 1;
    }),
  );
  const isRing = outline.every(([radius]) => radius > 0);
  for (let at = 0; at < (isRing ? rings.length : rings.length - 1); at++) {
    const [low, high] = [rings[at]!, rings[(at + 1) % rings.length]!];
    for (let step = 0; step < steps; step++) {
      const of = (ring: readonly number[], by: number) => ring[(step + by) % ring.length]!;
      if (low.length > 1) indices!.push(of(low, 0), of(low, 1), of(high, 1));
      if (high.length > 1) indices!.push(of(low, 0), of(high, 1), of(high, 0));
    }
  }
  return modelOf(positions!, indices!);
}
