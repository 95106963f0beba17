import type { LabImage } from "./oklab.ts";
import { pushPull } from "./push-pull.ts";
import { solveEquations } from "./solve-equations.ts";

/** What the background would look like behind the object, three OKLab numbers a pixel. */
export type BackgroundModel = Float32Array;

export interface BorderStatistics {
  /** Width in pixels of the rim that is taken for background. */
  rim: number;
  /** Median distance of the rim from the quadratic model, in OKLab units. */
  noise: number;
  /** The same of the colour alone, whatever the light: small on wood, whose grain is lighter and darker of one colour. */
  chromaNoise: number;
}

const RIM_SHARE = 0.035;
const MIN_RIM_PIXELS = 4;
const TERMS = 6;
const COLUMNS = TERMS + 3;
const ROBUST_ROUNDS = 4;

export function rimWidth(image: LabImage): number {
  return Math.max(MIN_RIM_PIXELS, Math.round(RIM_SHARE * Math.max(image.width, image.height)));
}

/** Interpolates each row between its left and right rim: right for a floor that meets a wall. */
export function interpolateRows(image: LabImage, rim: number): BackgroundModel {
  const { width, height, values } = image;
  const model = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < 3; k++) {
      let left = 0;
      let right = 0;
      for (let x = 0; x < rim; x++) {
        left += values[(y * width + x) * 3 + k]!;
        right += values[(y * width + width - 1 - x) * 3 + k]!;
      }
      for (let x = 0; x < width; x++) model[(y * width + x) * 3 + k] = (left + ((right - left) * x) / (width - 1)) / rim;
    }
  }
  return model;
}

/** Interpolates each column between its upper and lower rim: right for light that falls from one side. */
export function interpolateColumns(image: LabImage, rim: number): BackgroundModel {
  const { width, height, values } = image;
  const model = new Float32Array(values.length);
  for (let x = 0; x < width; x++) {
    for (let k = 0; k < 3; k++) {
      let upper = 0;
      let lower = 0;
      for (let y = 0; y < rim; y++) {
        upper += values[(y * width + x) * 3 + k]!;
        lower += values[((height - 1 - y) * width + x) * 3 + k]!;
      }
      for (let y = 0; y < height; y++) model[(y * width + x) * 3 + k] = (upper + ((lower - upper) * y) / (height - 1)) / rim;
    }
  }
  return model;
}

/** Fits a quadratic through the rim, with less and less weight on what does not lie on it; a smooth studio sweep. */
export function fitQuadratic(image: LabImage, rim: number): { model: BackgroundModel; statistics: BorderStatistics } {
  const { width, height, values } = image;
  const samples: number[] = [];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (x < rim || y < rim || x >= width - rim || y >= height - rim) samples.push(y * width + x);
    }
  }
  const basis = new Float64Array(TERMS);
  const weights = new Float64Array(samples.length).fill(1);
  const residuals = new Float64Array(samples.length);
  let coefficients = new Float64Array(TERMS * 3);
  let noise = 0;
  const middle = [0, 1, 2].map((k) => Float64Array.from(samples, (i) => values[3 * i + k]!).sort()[samples.length >> 1]!);
  for (let round = 0; round <= ROBUST_ROUNDS; round++) {
    // The first time from the middle colour: a fit to all would bend towards an object that is cut off by the frame.
    if (round > 0) coefficients = solveLeastSquares(samples, weights, image, basis);
    for (let s = 0; s < samples.length; s++) {
      const i = samples[s]!;
      quadraticBasis(i % width, Math.floor(i / width), width, height, basis);
      let square = 0;
      for (let k = 0; k < 3; k++) square += (values[3 * i + k]! - (round > 0 ? evaluate(coefficients, basis, k) : middle[k]!)) ** 2;
      residuals[s] = Math.sqrt(square);
    }
    noise = residuals.slice().sort()[samples.length >> 1]! + 1e-4;
    for (let s = 0; s < samples.length; s++) weights[s] = 1 / (1 + (residuals[s]! / (2.5 * noise)) ** 4);
  }
  const model = new Float32Array(values.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      quadraticBasis(x, y, width, height, basis);
      for (let k = 0; k < 3; k++) model[3 * i + k] = evaluate(coefficients, basis, k);
    }
  }
  for (let s = 0; s < samples.length; s++) residuals[s] = chromaDistance(values, model, samples[s]!);
  return { model, statistics: { rim, noise, chromaNoise: residuals.sort()[samples.length >> 1]! + 1e-4 } };
}

/** How far the colour of a pixel is from that of the model in the pixel's own light: shade moves a colour straight towards black. */
export function chromaDistance(values: Float32Array, model: BackgroundModel, i: number): number {
  const shade = values[3 * i]! / Math.max(0.05, model[3 * i]!);
  const u = values[3 * i + 1]! - shade * model[3 * i + 1]!;
  const v = values[3 * i + 2]! - shade * model[3 * i + 2]!;
  return Math.sqrt(u * u + v * v);
}

/** Fills the places that are not known to be background from those that are. `known` is 0 or 1 a pixel. */
export function inpaintBackground(image: LabImage, known: Float32Array): BackgroundModel {
  const model = image.values.slice();
  pushPull(model, known.slice(), image.width, image.height, 3);
  return model;
}

function quadraticBasis(px: number, py: number, width: number, height: number, out: Float64Array): void {
  const x = (2 * px) / width - 1;
  const y = (2 * py) / height - 1;
  out[0] = 1;
  out[1] = x;
  out[2] = y;
  out[3] = x * x;
  out[4] = x * y;
  out[5] = y * y;
}

function evaluate(coefficients: Float64Array, basis: Float64Array, channel: number): number {
  let value = 0;
  for (let t = 0; t < TERMS; t++) value += coefficients[t * 3 + channel]! * basis[t]!;
  return value;
}

function solveLeastSquares(samples: number[], weights: Float64Array, image: LabImage, basis: Float64Array): Float64Array<ArrayBuffer> {
  const m = new Float64Array(TERMS * COLUMNS);
  for (let s = 0; s < samples.length; s++) {
    const i = samples[s]!;
    quadraticBasis(i % image.width, Math.floor(i / image.width), image.width, image.height, basis);
    for (let a = 0; a < TERMS; a++) {
      const weighted = weights[s]! * basis[a]!;
      for (let b = 0; b < TERMS; b++) m[a * COLUMNS + b] = m[a * COLUMNS + b]! + weighted * basis[b]!;
      for (let k = 0; k < 3; k++) m[a * COLUMNS + TERMS + k] = m[a * COLUMNS + TERMS + k]! + weighted * image.values[3 * i + k]!;
    }
  }
  for (let a = 0; a < TERMS; a++) m[a * COLUMNS + a] = m[a * COLUMNS + a]! + 1e-6;
  return solveEquations(m, TERMS, 3);
}
