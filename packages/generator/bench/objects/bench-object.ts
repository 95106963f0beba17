import { cloud } from "../../../test-utils/src/objects/noise.ts";
import { cover, glaze, paintOf } from "../../../test-utils/src/objects/paint.ts";
import type { ProductObject, Vector3 } from "../../../test-utils/src/objects/product-object.ts";

export type Distance = (x: number, y: number, z: number) => number;

export interface BenchObjectParts {
  name: string;
  /** Each part's distance and its sRGB colour; the nearest part paints a point. */
  parts: readonly (readonly [distance: Distance, colour: string])[];
  /** What is cut out of all of them. */
  hollow?: Distance;
  /** A cube around the origin with this half edge holds the object. */
  reach?: number;
}

const SCAN = 72;

/** A product of the bench: the union of its parts, its bounds found by scanning. */
export function benchObject({ name, parts, hollow, reach = 1.1 }: BenchObjectParts): ProductObject {
  const paints = parts.map(([, colour]) => paintOf(colour));
  const dark = paintOf("#2a2622");
  const distance: Distance = (x, y, z) => {
    let nearest = Infinity;
    for (const [part] of parts) nearest = Math.min(nearest, part(x, y, z));
    return hollow ? Math.max(nearest, -hollow(x, y, z)) : nearest;
  };
  const colour: ProductObject["colour"] = (x, y, z, out) => {
    let nearest = 0;
    let least = Infinity;
    for (let i = 0; i < parts.length; i++) {
      const d = parts[i]![0](x, y, z);
      if (d < least) [least, nearest] = [d, i];
    }
    cover(out, paints[nearest]!, 0.86 + 0.24 * cloud(x * 4, y * 4, z * 4));
    // Bands around the object: something for the texture to be judged by.
    if (nearest === 0 && Math.abs(((y * 5 + 0.3 * Math.sin(x * 6)) % 1) - 0.5) > 0.42) glaze(out, dark, 0.45);
  };
  let bounds: ProductObject["bounds"] | undefined;
  return {
    name,
    title: name,
    distance,
    colour,
    get bounds() {
      bounds ??= scanBounds(distance, reach);
      return bounds;
    },
  };
}

/** The box of everything inside, to about a hundredth of a scanned cell: cells are stepped over, then their rims refined. */
function scanBounds(distance: Distance, reach: number): { min: Vector3; max: Vector3 } {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const visit = (x: number, y: number, z: number, cell: number, level: number): void => {
    const d = distance(x, y, z);
    if (d > cell * 0.87) return;
    const point = [x, y, z];
    const half = cell / 2;
    if (point.every((p, k) => p - half >= min[k]! && p + half <= max[k]!)) return;
    if (d < 0 && level === 0) for (let k = 0; k < 3; k++) [min[k], max[k]] = [Math.min(min[k]!, point[k]!), Math.max(max[k]!, point[k]!)];
    if (level === 0) return;
    const quarter = cell / 4;
    for (let i = 0; i < 8; i++) visit(x + (i & 1 ? quarter : -quarter), y + (i & 2 ? quarter : -quarter), z + (i & 4 ? quarter : -quarter), half, level - 1);
  };
  const cell = (2 * reach) / SCAN;
  for (let z = 0; z < SCAN; z++) for (let y = 0; y < SCAN; y++) for (let x = 0; x < SCAN; x++) visit((x + 0.5) * cell - reach, (y + 0.5) * cell - reach, (z + 0.5) * cell - reach, cell, 3);
  return { min, max };
}
