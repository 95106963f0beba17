/** What triangles measure, given as three numbers a corner, nine a triangle. */
export function measureCorners(corners: ArrayLike<number>): { triangles: number; min: number[]; max: number[]; volume: number } {
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]] as [number[], number[]];
  let six = 0;
  for (let at = 0; at < corners.length; at += 9) {
    const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0] = Array.from({ length: 9 }, (_, k) => corners[at + k]!);
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    [ax, ay, az, bx, by, bz, cx, cy, cz].forEach((value, k) => {
      min[k % 3] = Math.min(min[k % 3]!, value);
      max[k % 3] = Math.max(max[k % 3]!, value);
    });
  }
  return { triangles: corners.length / 9, min, max, volume: six / 6 };
}
