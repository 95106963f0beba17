/**
 * How often faces, given by their loops, go around a point: a whole number for closed ones that look outwards, less where they look inwards. By the sum
 * of the solid angles under which they are seen (Van Oosterom and Strackee, 1983).
 */
export function windingOf([x, y, z]: readonly [number, number, number], loops: Iterable<ArrayLike<number>>, positions: Float32Array): number {
  const seen = (vertex: number) => [positions[3 * vertex]! - x, positions[3 * vertex + 1]! - y, positions[3 * vertex + 2]! - z] as const;
  const dot = (a: readonly number[], b: readonly number[]) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
  let half = 0;
  for (const loop of loops) {
    const a = seen(loop[0]!);
    for (let at = 1; at + 1 < loop.length; at++) {
      const [b, c] = [seen(loop[at]!), seen(loop[at + 1]!)];
      const [la, lb, lc] = [Math.hypot(...a), Math.hypot(...b), Math.hypot(...c)];
      const volume = a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
      half += Math.atan2(volume, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
    }
  }
  return half / (2 * Math.PI);
}
