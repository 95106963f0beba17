import type { Document, GLTF } from "@gltf-transform/core";

type Axis = 0 | 1 | 2;
type Vector = [number, number, number];
const AXES = [0, 1, 2] as const;

/**
 * Gives each node's matrix that flattens what it shows a direction for every axis, in place: what opens files divides by their lengths to find the turn.
 * Returns the axes that had none, by node. The standard wants matrices that can be taken apart (glTF 2.0, 3.5.2); such a one can, but by nobody who divides.
 */
export function completeMatrices({ nodes = [] }: GLTF.IGLTF): Map<number, Axis[]> {
  const flattened = new Map<number, Axis[]>();
  nodes.forEach(({ matrix }, at) => {
    if (!matrix) return;
    const columns = AXES.map((axis) => unit([matrix[4 * axis]!, matrix[4 * axis + 1]!, matrix[4 * axis + 2]!]));
    const flat = AXES.filter((axis) => columns[axis] === null);
    if (flat.length === 0) return;
    for (const axis of flat) {
      columns[axis] = directionOf(axis, columns);
      columns[axis].forEach((value, k) => (matrix[4 * axis + k] = value));
    }
    flattened.set(at, flat);
  });
  return flattened;
}

/** Takes back what {@link completeMatrices} gave: along these axes nodes have no size. */
export function flattenNodes(document: Document, flattened: ReadonlyMap<number, readonly Axis[]>): void {
  const nodes = document.getRoot().listNodes();
  for (const [at, axes] of flattened) {
    const scale = nodes[at]!.getScale();
    for (const axis of axes) scale[axis] = 0;
    nodes[at]!.setScale(scale);
  }
}

/** Null for no direction. */
function unit([x, y, z]: Vector): Vector | null {
  const share = 1 / Math.hypot(x, y, z);
  return Number.isFinite(share) ? [x * share, y * share, z * share] : null;
}

/** At right angles to the other axes, as far as these have directions, and turning as they do. */
function directionOf(axis: Axis, columns: readonly (Vector | null)[]): Vector {
  const [next, last] = [columns[(axis + 1) % 3], columns[(axis + 2) % 3]];
  if (next && last) return unit(cross(next, last)) ?? across(next);
  const other = next ?? last;
  return other ? across(other) : (AXES.map((k) => Number(k === axis)) as Vector);
}

function across(direction: Vector): Vector {
  const sizes = direction.map(Math.abs);
  const least = sizes.indexOf(Math.min(...sizes));
  return unit(cross(direction, AXES.map((k) => Number(k === least)) as Vector))!;
}

const cross = ([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector => [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
