import type { VoxelGrid } from "./outline-grids.ts";
import type { FalloffPlane, RoundedSections } from "./rounded-sections.ts";

/** Rounded sections and the outline that they predict. */
export interface SectionFit {
  sections: RoundedSections;
  /** The distance field of the outline seen along the sections' axis. */
  third: FalloffPlane;
}

const EXPONENTS = [2, 2.5, 3, 4, 6, 12, 40];
/** A larger exponent must predict the outline better by this much. */
const MIN_GAIN = 0.001;
/** What is rounded must predict it better than a box by this, where outlines are of upright and level edges: a rim that is set back does as much. */
const MIN_GAIN_FROM_BOX = 0.07;
/** Another axis than the upright one must be better by this much: things stand. */
const UPRIGHT_BONUS = 0.04;
const COMPARE_SAMPLES = 64;

/**
 * The axis and exponent whose rounded shape, seen along the axis, agrees best with the third outline.
 *
 * @param isBoxy whether the largest exponent is taken where none predicts much more: of bars and boards the outline seen along them says hardly anything.
 */
export function chooseExponent(grid: VoxelGrid, candidates: SectionFit[], isBoxy: boolean): { sections: RoundedSections; exponent: number } {
  let best = { sections: candidates[0]!.sections, exponent: EXPONENTS[0]!, score: -1 };
  for (const candidate of candidates) {
    const { exponent, score } = bestExponent(grid, candidate, isBoxy);
    const weighed = score + (candidate.sections.axis === "y" ? UPRIGHT_BONUS : 0);
    if (weighed > best.score) best = { sections: candidate.sections, exponent, score: weighed };
  }
  return best;
}

function bestExponent(grid: VoxelGrid, candidate: SectionFit, isBoxy: boolean): { exponent: number; score: number } {
  let best = { exponent: EXPONENTS[0]!, score: -1 };
  let box = best;
  for (const exponent of EXPONENTS) {
    box = { exponent, score: agreement(grid, candidate, exponent) };
    if (box.score > best.score + MIN_GAIN) best = box;
  }
  return isBoxy && best.score - box.score < MIN_GAIN_FROM_BOX ? box : best;
}

/** Intersection over union of the predicted and the given outline on a coarse raster; powers are taken only of what it asks for. */
function agreement(grid: VoxelGrid, fit: SectionFit, exponent: number): number {
  const { first, second, axis } = fit.sections;
  const [along, across, other] = axis === "y" ? (["y", "x", "z"] as const) : axis === "x" ? (["x", "y", "z"] as const) : (["z", "x", "y"] as const);
  const count = { x: grid.nx, y: grid.ny, z: grid.nz };
  const step = Math.max(1, Math.round(Math.max(count[across], count[other]) / COMPARE_SAMPLES));
  const powersOf = (plane: FalloffPlane): Float32Array => {
    const powers = new Float32Array(plane.values.length);
    const next = stride(plane, along);
    for (const q of [across, other] as const) {
      if (stride(plane, q) === 0) continue;
      for (let u = 0; u < count[q]; u += step) {
        for (let r = 0, o = u * stride(plane, q); r < count[along]; r++, o += next) powers[o] = exponent === 2 ? plane.values[o]! : Math.pow(plane.values[o]!, exponent / 2);
      }
    }
    return powers;
  };
  const a = powersOf(first);
  const b = powersOf(second);
  let both = 0;
  let either = 0;
  for (let v = 0; v < count[other]; v += step) {
    for (let u = 0; u < count[across]; u += step) {
      const given = fit.third.values[u * stride(fit.third, across) + v * stride(fit.third, other)]! < 0;
      const ai = u * stride(first, across) + v * stride(first, other);
      const bi = u * stride(second, across) + v * stride(second, other);
      const predicted = anyInside(a, ai, stride(first, along), b, bi, stride(second, along), count[along]);
      if (given && predicted) both++;
      if (given || predicted) either++;
    }
  }
  return either === 0 ? 0 : both / either;
}

function anyInside(a: Float32Array, ai: number, aStride: number, b: Float32Array, bi: number, bStride: number, count: number): boolean {
  for (let r = 0; r < count; r++) if (a[ai + r * aStride]! + b[bi + r * bStride]! < 1) return true;
  return false;
}

function stride(plane: FalloffPlane, axis: "x" | "y" | "z"): number {
  return axis === "x" ? plane.strideX : axis === "y" ? plane.strideY : plane.strideZ;
}
