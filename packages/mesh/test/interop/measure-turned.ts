import type { SurfaceMeasures } from "../measure-surface.ts";

/** Where something is about which it turns. */
export interface Placement {
  origin: readonly number[];
  axis: readonly number[];
}

/** An edge: straight, or on a circle from its start about the circle's axis to its end. */
export interface Curve {
  start: readonly number[];
  end: readonly number[];
  circle: (Placement & { radius: number }) | null;
  /** Whether the loop goes from its start to its end. */
  isForth: boolean;
}

export interface Turned extends Placement {
  kind: string;
  numbers: readonly number[];
  /** Whether it is seen from the side to which its own normal points. */
  isForth: boolean;
}

export type Sum = SurfaceMeasures & { min: number[]; max: number[] };

const PIECES = 4000;

export function addTo({ min, max }: Sum, point: readonly number[], around: readonly number[]): void {
  for (let axis = 0; axis < 3; axis++) {
    min[axis] = Math.min(min[axis]!, point[axis]! - around[axis]!);
    max[axis] = Math.max(max[axis]!, point[axis]! + around[axis]!);
  }
}

/** Adds what a face measures that goes all around its axis, by its seam, which is turned about it (Pappus), in small pieces. */
export function measureTurned(all: Sum, { kind, numbers, origin, axis, isForth }: Turned, seams: readonly Curve[]): void {
  const seam = seams.find(({ circle }) => !circle || Math.abs(dot(circle.axis, axis)) < 0.5);
  if (!seam) throw new Error(`A ${kind} has no seam.`);
  const profile = (share: number): [radius: number, height: number] => {
    const from = minus(pointOn(seam, share), origin);
    const height = dot(from, axis);
    return [Math.sqrt(Math.max(0, dot(from, from) - height ** 2)), height];
  };
  const out = normalOf(kind, numbers);
  const along = dot(origin, axis);
  let [radius, height] = profile(0);
  const around = axis.map((value) => Math.sqrt(Math.max(0, 1 - value ** 2)));
  const touch = () => addTo(all, origin.map((value, k) => value + height * axis[k]!), around.map((value) => value * radius)); // prettier-ignore
  touch();
  for (let piece = 1; piece <= PIECES; piece++) {
    const [nextRadius, nextHeight] = profile(piece / PIECES);
    const [middle, at] = [(radius + nextRadius) / 2, (height + nextHeight) / 2];
    const area = 2 * Math.PI * middle * Math.hypot(nextRadius - radius, nextHeight - height);
    const [outwards, upwards] = out(middle, at);
    all.area += area;
    all.volume += ((isForth ? 1 : -1) * area * (outwards * middle + upwards * (along + at))) / 3;
    [radius, height] = [nextRadius, nextHeight];
    touch();
  }
}

/** As ISO 10303-42 has them: away from the axis, the middle of the ball, or that of the tube. */
function normalOf(kind: string, [first = 0, second = 0]: readonly number[]): (radius: number, height: number) => readonly [outwards: number, upwards: number] {
  const away = (ring: number) => (radius: number, height: number) => {
    const length = Math.hypot(radius - ring, height);
    return [(radius - ring) / length, height / length] as const;
  };
  if (kind === "CYLINDRICAL_SURFACE") return () => [1, 0];
  if (kind === "CONICAL_SURFACE") return () => [Math.cos(second), -Math.sin(second)];
  if (kind === "SPHERICAL_SURFACE") return away(0);
  if (kind === "TOROIDAL_SURFACE") return away(first);
  throw new Error(`${kind} is no surface that is known here.`);
}

export function pointOn({ start, end, circle }: Curve, share: number): number[] {
  if (!circle) return start.map((value, k) => value + share * (end[k]! - value));
  const [a, b] = [minus(start, circle.origin), minus(end, circle.origin)];
  const side = cross(circle.axis, a);
  const turn = Math.atan2(dot(b, side) / circle.radius, dot(b, a) / circle.radius);
  // From its end to its end it goes all around.
  const angle = share * (turn > 1e-9 ? turn : turn + 2 * Math.PI);
  return circle.origin.map((value, k) => value + Math.cos(angle) * a[k]! + Math.sin(angle) * side[k]!);
}

export const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, k) => value - b[k]!);
export const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
export const cross = (a: readonly number[], b: readonly number[]): number[] => [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
