import type { PlanarFace } from "./merge-coplanar.ts";
import type { Shell } from "./find-shells.ts";
import { windingOf } from "./winding-of.ts";

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

/** Whether closed faces, given by their loops and seen from the point, are all around. */
export const isInside = (point: readonly [number, number, number], loops: Iterable<ArrayLike<number>>, positions: Float32Array): boolean => windingOf(point, loops, positions) > 0.5;
