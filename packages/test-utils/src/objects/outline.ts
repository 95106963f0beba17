import { PlanarField, type PlanarDistance } from "./planar-field.ts";

/** Points of a planar path: `[u, v]` pairs. */
export type Path = readonly (readonly [number, number])[];

/** Catmull-Rom curve through `points` (centripetal, Yuksel et al. 2011), `steps` segments between two of them. */
export function smoothPath(points: Path, closed: boolean, steps = 10): Path {
  const count = points.length;
  const at = (index: number): readonly [number, number] => {
    const wrapped = closed ? (index + count) % count : Math.min(Math.max(index, 0), count - 1);
    return points[wrapped] as readonly [number, number];
  };
  const result: [number, number][] = [];
  const spans = closed ? count : count - 1;
  for (let span = 0; span < spans; span++) {
    const [p0, p1, p2, p3] = [at(span - 1), at(span), at(span + 1), at(span + 2)];
    const knot = (a: readonly [number, number], b: readonly [number, number]): number =>
      Math.max(Math.sqrt(Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)), 1e-6);
    const t1 = knot(p0, p1);
    const t2 = t1 + knot(p1, p2);
    const t3 = t2 + knot(p2, p3);
    for (let step = 0; step < steps; step++) {
      const t = t1 + ((t2 - t1) * step) / steps;
      const blend = (axis: 0 | 1): number => {
        const a1 = ((t1 - t) * p0[axis] + t * p1[axis]) / t1;
        const a2 = ((t2 - t) * p1[axis] + (t - t1) * p2[axis]) / (t2 - t1);
        const a3 = ((t3 - t) * p2[axis] + (t - t2) * p3[axis]) / (t3 - t2);
        const b1 = ((t2 - t) * a1 + t * a2) / t2;
        const b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1);
        return ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1);
      };
      result.push([blend(0), blend(1)]);
    }
  }
  if (!closed) result.push([...at(count - 1)] as [number, number]);
  return result;
}

/** Exact signed distance to a closed polygon, negative inside (even-odd). */
export function polygonDistance(polygon: Path): PlanarDistance {
  const us = Float64Array.from(polygon, (point) => point[0]);
  const vs = Float64Array.from(polygon, (point) => point[1]);
  const count = polygon.length;
  return (u, v) => {
    let squared = Infinity;
    let inside = false;
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const au = us[i] as number;
      const av = vs[i] as number;
      const eu = (us[j] as number) - au;
      const ev = (vs[j] as number) - av;
      const pu = u - au;
      const pv = v - av;
      const t = Math.min(Math.max((pu * eu + pv * ev) / (eu * eu + ev * ev + 1e-30), 0), 1);
      const du = pu - eu * t;
      const dv = pv - ev * t;
      squared = Math.min(squared, du * du + dv * dv);
      if (av > v !== (vs[j] as number) > v && u < au + (eu * (v - av)) / ev) inside = !inside;
    }
    return inside ? -Math.sqrt(squared) : Math.sqrt(squared);
  };
}

/** Distance to open paths drawn with a round pen of `radius`. */
export function strokeDistance(paths: readonly Path[], radius: number): PlanarDistance {
  const edges: number[] = [];
  for (const path of paths) {
    for (let i = 1; i < path.length; i++) {
      const a = path[i - 1] as readonly [number, number];
      const b = path[i] as readonly [number, number];
      edges.push(a[0], a[1], b[0] - a[0], b[1] - a[1]);
    }
  }
  const flat = Float64Array.from(edges);
  return (u, v) => {
    let squared = Infinity;
    for (let i = 0; i < flat.length; i += 4) {
      const eu = flat[i + 2] as number;
      const ev = flat[i + 3] as number;
      const pu = u - (flat[i] as number);
      const pv = v - (flat[i + 1] as number);
      const t = Math.min(Math.max((pu * eu + pv * ev) / (eu * eu + ev * ev + 1e-30), 0), 1);
      const du = pu - eu * t;
      const dv = pv - ev * t;
      squared = Math.min(squared, du * du + dv * dv);
    }
    return Math.sqrt(squared) - radius;
  };
}

function areaOf(paths: readonly Path[], margin: number): readonly [number, number, number, number] {
  let [minU, minV, maxU, maxV] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const path of paths) {
    for (const [u, v] of path) {
      minU = Math.min(minU, u);
      minV = Math.min(minV, v);
      maxU = Math.max(maxU, u);
      maxV = Math.max(maxV, v);
    }
  }
  return [minU - margin, minV - margin, maxU + margin, maxV + margin];
}

/** Table of the area inside a closed path. */
export function fieldOfOutline(outline: Path, cells = 160): PlanarField {
  return new PlanarField(polygonDistance(outline), { area: areaOf([outline], 0), cells });
}

/** Table of strokes drawn with a round pen. */
export function fieldOfStrokes(paths: readonly Path[], radius: number, cells = 200): PlanarField {
  return new PlanarField(strokeDistance(paths, radius), { area: areaOf(paths, radius), cells });
}

/** Table of the plain distance from a path, precise up to `reach` from it: the middle line of a bow or handle. */
export function fieldOfMiddleLine(path: Path, reach: number, cells = 200): PlanarField {
  return new PlanarField(strokeDistance([path], 0), { area: areaOf([path], reach), cells });
}

/**
 * Table of a solid of revolution. `profile` runs from the axis (u = 0) along the surface back to the axis;
 * read it with u = distance from the axis. The mirror image is part of the polygon so that the axis is no edge.
 */
export function fieldOfRevolution(profile: Path, cells = 520): PlanarField {
  const mirrored = [...profile].reverse().map(([u, v]) => [-u, v] as const);
  return fieldOfOutline([...profile, ...mirrored], cells);
}
