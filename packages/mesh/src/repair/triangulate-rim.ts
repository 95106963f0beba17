type Point = readonly number[];

/**
 * The triangles that close a rim with the least surface, and without an edge that there is already (Barequet and Sharir, "Filling gaps in the boundary of
 * a polyhedron", 1995): three positions in the rim each, in its order. Null where no choice of them avoids such edges.
 *
 * It takes the time of the rim's length to the third power: a second at some thousand points.
 */
export function triangulateRim(points: readonly Point[], isTaken: (a: number, b: number) => boolean): (readonly [number, number, number])[] | null {
  const count = points.length;
  const best = new Float64Array(count * count).fill(Infinity);
  const middle = new Int32Array(count * count).fill(-1);
  for (let a = 0; a + 1 < count; a++) best[a * count + a + 1] = 0;
  for (let span = 2; span < count; span++) {
    for (let a = 0; a + span < count; a++) {
      const c = a + span;
      if (span < count - 1 && isTaken(a, c)) continue;
      for (let b = a + 1; b < c; b++) {
        const parts = best[a * count + b]! + best[b * count + c]!;
        if (parts >= best[a * count + c]!) continue;
        const sum = parts + areaOf(points[a]!, points[b]!, points[c]!);
        if (sum >= best[a * count + c]!) continue;
        best[a * count + c] = sum;
        middle[a * count + c] = b;
      }
    }
  }
  if (!Number.isFinite(best[count - 1]!)) return null;
  const triangles: [number, number, number][] = [];
  const open: [number, number][] = [[0, count - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [a, c] = range;
    if (c - a < 2) continue;
    const b = middle[a * count + c]!;
    triangles.push([a, b, c]);
    open.push([a, b], [b, c]);
  }
  return triangles;
}

export function areaOf(a: Point, b: Point, c: Point): number {
  const [x, y, z] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
  const [u, v, w] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
  return Math.hypot(y * w - z * v, z * u - x * w, x * v - y * u) / 2;
}
