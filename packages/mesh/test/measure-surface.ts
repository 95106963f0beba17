/** What a surface measures, given as three numbers a corner, nine a triangle. */
export interface SurfaceMeasures {
  triangles: number;
  min: readonly number[];
  max: readonly number[];
  area: number;
  /** Signed, as seen from the origin: of an open surface it says whether two are the same, and no more. */
  volume: number;
}

export function measureSurface(corners: ArrayLike<number>): SurfaceMeasures {
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  let [area, volume] = [0, 0];
  for (let at = 0; at < corners.length; at += 9) {
    const [ax, ay, az] = [corners[at]!, corners[at + 1]!, corners[at + 2]!];
    const [x, y, z] = [corners[at + 3]! - ax, corners[at + 4]! - ay, corners[at + 5]! - az];
    const [u, v, w] = [corners[at + 6]! - ax, corners[at + 7]! - ay, corners[at + 8]! - az];
    const cross = [y * w - z * v, z * u - x * w, x * v - y * u] as const;
    area += Math.hypot(...cross) / 2;
    volume += (ax * cross[0] + ay * cross[1] + az * cross[2]) / 6;
    for (let k = 0; k < 9; k++) {
      min[k % 3] = Math.min(min[k % 3]!, corners[at + k]!);
      max[k % 3] = Math.max(max[k % 3]!, corners[at + k]!);
    }
  }
  return { triangles: corners.length / 9, min, max, area, volume };
}
