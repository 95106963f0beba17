import type { InflationProfile } from "./inflation-profile.ts";

/** A line whose run is at least this much of the one in question still belongs to the same body. */
const SAME_BODY = 0.95;
/** A body that widens by no more than this from line to line, as a bucket or the shade of a lamp does, is one up to its widest end. */
const MAX_TAPER = 0.6;
/** Extent of a body across the lines over its half width: below the first a slab, above the second a body. */
const SLAB_EXTENT = 0.4;
const BODY_EXTENT = 0.7;
/** Ratio of the two half widths: below the first a plate, above the second a body. */
const PLATE_RATIO = 0.2;
const BODY_RATIO = 0.4;
/** The body around a line counts if it is at least this share of the line's own run. */
const MIN_BODY_SHARE = 0.5;
/** From here to there (in half widths of the body) the falloff changes from the body's to that of what joins it. */
const JOINT_FROM = 0.85;
const JOINT_TO = 1.05;

/** What carries each line: a solid body, or something thin that is rounded off by its inflated outline alone. */
export interface LineBodies {
  /** 1 on a line through a body, 0 on one through a slab or a plate. */
  solid: Float32Array;
  /** 1 on a line where something thin joins the body; `center` and `half` are then those of the body nearby. */
  joined: Uint8Array;
  /** Middle and half length of the body's run, in samples. */
  center: Float32Array;
  half: Float32Array;
}

/**
 * Tells body from slab by how far the outline goes on at (nearly) the line's own width: a bottle does for long, the
 * seat of a chair and the root of a handle only for a few lines.
 *
 * @param isWidening whether a body goes on where it widens.
 */
export function findLineBodies(profile: InflationProfile, { isWidening }: { isWidening: boolean }): LineBodies {
  const { halfWidth, center, cellSize } = profile;
  const lines = halfWidth.length;
  const bodies: LineBodies = { solid: new Float32Array(lines), joined: new Uint8Array(lines), center: center.slice(), half: halfWidth.map((half) => half / cellSize) };
  for (let j = 0; j < lines; j++) {
    const half = halfWidth[j]!;
    if (half <= 0) continue;
    let from = j;
    let to = j;
    while (from > 0 && halfWidth[from - 1]! >= SAME_BODY * half) from--;
    while (to < lines - 1 && halfWidth[to + 1]! >= SAME_BODY * half) to++;
    bodies.solid[j] = fade(((to - from + 1) * cellSize) / half, SLAB_EXTENT, BODY_EXTENT);
  }
  if (isWidening) for (const step of [1, -1] as const) widenBodies(bodies.solid, halfWidth, cellSize, step);
  const own = bodies.solid.slice();
  for (let j = 0; j < lines; j++) if (halfWidth[j]! > 0 && own[j]! < 1) joinToBody(bodies, own, halfWidth, cellSize, j);
  return bodies;
}

/** Lines to which a body widens steadily, one after the other, belong to it. */
function widenBodies(solid: Float32Array, halfWidth: Float32Array, cellSize: number, step: 1 | -1): void {
  for (let j = step === 1 ? 1 : solid.length - 2; j >= 0 && j < solid.length; j += step) {
    const wider = halfWidth[j]! - halfWidth[j - step]!;
    if (solid[j - step]! > solid[j]! && wider >= 0 && wider <= MAX_TAPER * cellSize) solid[j] = solid[j - step]!;
  }
}

function joinToBody(bodies: LineBodies, own: Float32Array, halfWidth: Float32Array, cellSize: number, j: number): void {
  let before = j - 1;
  let after = j + 1;
  while (before >= 0 && own[before]! < 1 && halfWidth[before]! > 0) before--;
  while (after < own.length && own[after]! < 1 && halfWidth[after]! > 0) after++;
  if (before < 0 || after >= own.length || own[before]! < 1 || own[after]! < 1) return;
  const share = (j - before) / (after - before);
  if (Math.min(halfWidth[before]!, halfWidth[after]!) < MIN_BODY_SHARE * halfWidth[j]!) return;
  bodies.half[j] = (halfWidth[before]! * (1 - share) + halfWidth[after]! * share) / cellSize;
  bodies.center[j] = bodies.center[before]! * (1 - share) + bodies.center[after]! * share;
  bodies.solid[j] = 1;
  bodies.joined[j] = 1;
}

/** How far each line is solid in both directions, 0 to 1. */
export function commonSolidity(first: LineBodies, second: LineBodies): Float32Array {
  return first.solid.map((solid, j) => {
    const a = first.half[j]!;
    const b = second.half[j]!;
    const ratio = a > 0 && b > 0 ? Math.min(a, b) / Math.max(a, b) : 0;
    return solid * second.solid[j]! * fade(ratio, PLATE_RATIO, BODY_RATIO);
  });
}

/** The falloff of a turned body on solid lines, that of the inflated outline on the others. */
export function blendFalloff(profile: InflationProfile, bodies: LineBodies, solid: Float32Array, columns: number, lines: "rows" | "columns"): Float32Array {
  const blended = new Float32Array(profile.falloff.length);
  for (let i = 0; i < blended.length; i++) {
    const row = Math.floor(i / columns);
    const column = i - row * columns;
    const j = lines === "rows" ? row : column;
    const weight = solid[j]!;
    const inflated = profile.falloff[i]!;
    let round = profile.runFalloff[i]!;
    if (bodies.joined[j] === 1) {
      const t = Math.abs((lines === "rows" ? column : row) - bodies.center[j]!) / bodies.half[j]!;
      const share = fade(t, JOINT_FROM, JOINT_TO);
      round = (1 - share) * t * t + share * inflated;
    }
    blended[i] = weight * round + (1 - weight) * inflated;
  }
  return blended;
}

function fade(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
