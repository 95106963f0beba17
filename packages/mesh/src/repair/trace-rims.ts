import { nextSide, NO_SIDE, triangleOf } from "../topology/edge-table.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { pointOf, type Surface } from "./surface.ts";

/**
 * The rims of all holes, each as the sides of the triangles around it, so that a side ends where the one before it begins: against the direction of the
 * sides, which is how what fills the hole runs. No rim comes to a place twice; where holes meet in one, each goes on along its own.
 */
export function traceRims(surface: Surface, mates: Int32Array): number[][] {
  const { indices } = surface;
  const leaving = new Map<number, number[]>();
  for (let side = 0; side < indices.length; side++) {
    if (mates[side] !== NO_SIDE) continue;
    const from = indices[nextSide(side)]!;
    const known = leaving.get(from);
    if (known) known.push(side);
    else leaving.set(from, [side]);
  }
  const rims: number[][] = [];
  for (const starts of leaving.values()) {
    while (starts.length > 0) {
      const path = [starts.pop()!];
      const isOn = new Map<number, number>([[indices[nextSide(path[0]!)]!, 0]]);
      for (;;) {
        const at = indices[path.at(-1)!]!;
        const since = isOn.get(at);
        if (since !== undefined) {
          // Back at a place on its way: what lies between is a rim of its own.
          const rim = path.splice(since);
          for (const side of rim) isOn.delete(indices[nextSide(side)]!);
          rims.push(rim);
          if (path.length === 0) break;
        }
        const next = takeNext(surface, path.at(-1)!, leaving.get(at) ?? []);
        if (next === null) break;
        isOn.set(at, path.length);
        path.push(next);
      }
    }
  }
  return rims;
}

/** Of the sides that leave a place, the one along the hole that the last came along: the first clockwise from where it came from. */
function takeNext(surface: Surface, last: number, choices: number[]): number | null {
  if (choices.length <= 1) return choices.pop() ?? null;
  const { indices, positions } = surface;
  const at = pointOf(surface, indices[last]!);
  const up = [last, ...choices].map((side) => crossOf(positions, indices, triangleOf(side))).reduce((sum, cross) => sum.map((value, axis) => value + cross[axis]!) as [number, number, number]);
  const length = Math.hypot(...up) || 1;
  const normal = up.map((value) => value / length);
  const towards = (place: number) => pointOf(surface, place).map((value, axis) => value - at[axis]!);
  const back = towards(indices[nextSide(last)]!);
  const clockwise = (side: number) => {
    const way = towards(indices[side]!);
    const [x = 0, y = 0, z = 0] = way;
    const turn = normal[0]! * (back[1]! * z - back[2]! * y) + normal[1]! * (back[2]! * x - back[0]! * z) + normal[2]! * (back[0]! * y - back[1]! * x);
    const [a, b] = [back, way].map((vector) => vector.reduce((sum, value, axis) => sum + value * normal[axis]!, 0)) as [number, number];
    const angle = Math.atan2(turn, back.reduce((sum, value, axis) => sum + value * way[axis]!, 0) - a * b);
    return angle >= 0 ? 2 * Math.PI - angle : -angle;
  };
  const best = choices.reduce((chosen, side, choice) => (clockwise(side) < clockwise(choices[chosen]!) ? choice : chosen), 0);
  return choices.splice(best, 1)[0]!;
}
