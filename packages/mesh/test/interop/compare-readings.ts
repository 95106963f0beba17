import type { UpAxis, Unit } from "../../src/write/write-options.ts";
import { PER_METRE } from "../../src/write/write-options.ts";
import type { SurfaceMeasures } from "../measure-surface.ts";

/** What is expected of a file: in metres, Y up. */
export interface Expected extends SurfaceMeasures {
  /** Faces or triangles that the file has. */
  pieces: number;
  /** How many surfaces of each kind, where more is expected than planes. */
  surfaces?: Readonly<Record<string, number>>;
}

/** Shares by which a reader may be off. */
export const OFF = 1e-4;

/** In metres, Y up, whatever the file has. */
export function inMetres<Measures extends SurfaceMeasures>(found: Measures, unit: Unit, upAxis: UpAxis): Measures {
  const per = PER_METRE[unit];
  const turned = ([x = 0, y = 0, z = 0]: readonly number[]) => (upAxis === "z" ? [x / per, z / per, -y / per] : [x / per, y / per, z / per]);
  const [a, b] = [turned(found.min), turned(found.max)];
  return { ...found, min: a.map((value, axis) => Math.min(value, b[axis]!)), max: a.map((value, axis) => Math.max(value, b[axis]!)), area: found.area / per ** 2, volume: found.volume / per ** 3 };
}

/** What a reader has found that is not as it should be, each in a few words. */
export function differencesOf(expected: Expected, found: SurfaceMeasures & Pick<Expected, "surfaces">, parts: readonly ("triangles" | "bounds" | "area" | "volume")[] = ["triangles", "bounds", "area", "volume"], off = OFF): string[] {
  const size = Math.hypot(...expected.max.map((value, axis) => value - expected.min[axis]!));
  const box = expected.max.reduce((product, value, axis) => product * (value - expected.min[axis]!), 1);
  const far = Math.max(...expected.min.map(Math.abs), ...expected.max.map(Math.abs));
  const problems: string[] = [];
  const isOff = (a: number, b: number, tolerance: number) => !(Math.abs(a - b) <= tolerance);
  if (parts.includes("triangles") && found.triangles !== expected.pieces) problems.push(`${found.triangles} triangles or faces, not ${expected.pieces}`);
  // Numbers of single precision cannot say more of what is far away.
  const rounding = 2 ** -22 * far;
  if (parts.includes("bounds")) {
    for (const side of ["min", "max"] as const) for (const axis of [0, 1, 2]) if (isOff(found[side][axis]!, expected[side][axis]!, off * size + rounding)) problems.push(`${side} ${"xyz"[axis]} ${found[side][axis]!.toPrecision(6)} m, not ${expected[side][axis]!.toPrecision(6)}`);
  }
  if (parts.includes("area") && isOff(found.area, expected.area, (off + (8 * rounding) / size) * expected.area)) problems.push(`area ${found.area.toPrecision(6)} m², not ${expected.area.toPrecision(6)}`);
  if (parts.includes("volume") && !Number.isNaN(found.volume) && isOff(found.volume, expected.volume, (off + (8 * rounding) / size) * Math.max(Math.abs(expected.volume), box / 100) + rounding * expected.area)) problems.push(`volume ${found.volume.toPrecision(6)} m³, not ${expected.volume.toPrecision(6)}`);
  const words = (surfaces: Readonly<Record<string, number>>) => Object.entries(surfaces).map(([kind, count]) => `${count} ${kind}`).sort().join(", ");
  if (expected.surfaces && found.surfaces && words(expected.surfaces) !== words(found.surfaces)) problems.push(`it has ${words(found.surfaces)}, not ${words(expected.surfaces)}`);
  return problems;
}
