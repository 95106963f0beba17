import type { PlanarFace } from "./merge-coplanar.ts";
import type { Shell } from "./find-shells.ts";

/** A body: what is inside of its outer shell and outside of its voids. All faces look away from what it is made of. */
export interface Body {
  outer: Shell;
  voids: Shell[];
}

/**
 * Which closed shells are bodies, and which the hollows in them: one whose faces look inwards is a hollow of the smallest body around it. Where there
 * is none, it was inside out, and is turned.
 */
export function nestShells(shells: readonly Shell[], positions: Float32Array): Body[] {
  const bodies = shells.filter(({ volume }) => volume > 0).map((outer): Body => ({ outer, voids: [] }));
  const bySize = [...bodies].sort((a, b) => a.outer.volume - b.outer.volume);
  for (const shell of shells) {
    if (shell.volume > 0) continue;
    const corner = shell.faces[0]!.loops[0]![0]!;
    const point = [...positions.subarray(3 * corner, 3 * corner + 3)] as [number, number, number];
    const around = bySize.find(({ outer }) => outer.volume > -shell.volume && isInside(point, outer.faces.flatMap(({ loops }) => loops), positions));
    if (around) around.voids.push(shell);
    else bodies.push({ outer: { ...shell, volume: -shell.volume, faces: shell.faces.map(turned) }, voids: [] });
  }
  return bodies;
}

function turned({ plane: { normal, distance }, loops, part }: PlanarFace): PlanarFace {
  const [x, y, z] = normal;
  return { plane: { normal: [-x, -y, -z], distance: -distance }, loops: loops.map((loop) => [...loop].reverse()), part };
}

/** Whether closed faces, given by their loops and seen from the point, are all around: the sum of their solid angles is a whole turn (Van Oosterom and Strackee, 1983). */
export function isInside([x, y, z]: readonly [number, number, number], loops: Iterable<ArrayLike<number>>, positions: Float32Array): boolean {
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
  return half > Math.PI;
}
