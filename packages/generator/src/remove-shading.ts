import type { CroppedPhoto } from "./crop-photo.ts";
import { photoProjection, projectPoint, type Outline } from "./outline.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { pushPull } from "./push-pull.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { solveEquations } from "./solve-equations.ts";
import { dot, pitchedCamera, VIEW_CAMERAS } from "./view-cameras.ts";

/** Longer side of the map on which the light is found, in pixels: it changes slowly. */
const MAP_SIDE = 160;
/** Spherical harmonics of the first and second order, without the constant. */
const TERMS = 8;
/** Faces that lean away farther (cosine) are mixed with what is behind them. */
const MIN_FACING = 0.25;
/** Pairs of pixels that are compared. */
const PAIRS = 24_000;
const MIN_PAIRS = 400;
/** Two pixels may be of one material when their chromaticities differ by no more than this, and their logarithms of brightness by no more than that. */
const SAME_CHROMA = 0.025;
const SAME_MATERIAL = 0.55;
/** The logarithm by which two pixels of one material may differ beside the light: print and grain. */
const GRAIN = 0.05;
const ROUNDS = 5;
/** Pulls the light toward none, in pairs: what few normals tell is not believed. */
const FIRMNESS = 12;
/** No more light than this, as a logarithm of the encoded brightness, is put in or taken out. */
const MOST = 0.3;

/**
 * Takes out of a photo's colours what the light made of them: brighter toward the lamp, darker away from it. The light
 * from far away on matt things is a smooth function of the normal, nine numbers (Ramamoorthi and Hanrahan, "An Efficient
 * Representation for Irradiance Environment Maps", 2001). They are found from pairs of pixels that look like one material:
 * what differs between these is the light's, if the normals explain it. Faces toward the camera keep their brightness.
 * Changes `colors` in place.
 *
 * @param colors of the photo, 0–255, encoded as sRGB, three numbers a pixel.
 * @param width,height the size of the photo's silhouette in object units.
 */
export function removeShading(outline: Outline, colors: Float32Array, mesh: TexturedMesh, width: number, height: number): void {
  const map = normalMap(outline, mesh, width, height);
  const light = fitLight(map, outline.photo, colors);
  if (!light) return;
  const { columns, rows, known, terms } = map;
  const shade = new Float32Array(columns * rows);
  for (let i = 0; i < shade.length; i++) {
    if (known[i] === 0) continue;
    let sum = 0;
    for (let k = 0; k < TERMS; k++) sum += light[k]! * terms[i * TERMS + k]!;
    shade[i] = Math.min(MOST, Math.max(-MOST, sum));
  }
  pushPull(shade, known, columns, rows, 1);
  scaleColors(colors, outline.photo, shade.map((value) => Math.exp(-value)), map);
}

interface NormalMap {
  columns: number;
  rows: number;
  /** Photo pixels to one of the map. */
  step: number;
  /** 1 where the mesh covers the map's pixel and faces the camera. */
  known: Float32Array;
  terms: Float32Array;
}

function normalMap(outline: Outline, mesh: TexturedMesh, width: number, height: number): NormalMap {
  const { photo, photoScale, camera } = outline;
  const step = Math.max(1, Math.max(photo.width, photo.height) / MAP_SIDE);
  const columns = Math.ceil(photo.width / step);
  const rows = Math.ceil(photo.height / step);
  const { right, up, toward } = VIEW_CAMERAS[camera];
  const seenFrom = pitchedCamera(VIEW_CAMERAS[camera], outline.lens?.pitch ?? 0);
  const projection = photoProjection(outline, width, height);
  const { positions: p, normals: n } = mesh;
  const points = new Float32Array(p.length);
  const seen = new Float64Array(2);
  for (let i = 0; i < p.length; i += 3) {
    const near = dot(toward, p[i]!, p[i + 1]!, p[i + 2]!);
    projectPoint(projection, dot(right, p[i]!, p[i + 1]!, p[i + 2]!), dot(up, p[i]!, p[i + 1]!, p[i + 2]!), near, seen);
    points[i] = (seen[0]! * photoScale) / step;
    points[i + 1] = (seen[1]! * photoScale) / step;
    points[i + 2] = near;
  }
  const known = new Float32Array(columns * rows);
  const terms = new Float32Array(columns * rows * TERMS);
  const depth = new Float32Array(columns * rows).fill(-Infinity);
  const weights = new Float64Array(3);
  const { indices } = mesh;
  rasterizeTriangles(points, indices, columns, rows, (pixel, t) => {
    const i = 3 * indices[3 * t]!;
    const j = 3 * indices[3 * t + 1]!;
    const k = 3 * indices[3 * t + 2]!;
    const a = weights[0]!;
    const b = weights[1]!;
    const c = weights[2]!;
    let x = a * n[i]! + b * n[j]! + c * n[k]!;
    let y = a * n[i + 1]! + b * n[j + 1]! + c * n[k + 1]!;
    let z = a * n[i + 2]! + b * n[j + 2]! + c * n[k + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    x /= length;
    y /= length;
    z /= length;
    const u = dot(seenFrom.right, x, y, z);
    const v = dot(seenFrom.up, x, y, z);
    const w = dot(seenFrom.toward, x, y, z);
    known[pixel] = w >= MIN_FACING ? 1 : 0;
    const o = pixel * TERMS;
    terms[o] = u;
    terms[o + 1] = v;
    terms[o + 2] = w - 1;
    terms[o + 3] = u * v;
    terms[o + 4] = u * w;
    terms[o + 5] = v * w;
    terms[o + 6] = u * u - v * v;
    terms[o + 7] = w * w - 1;
  }, { weights, depth });
  return { columns, rows, step, known, terms };
}

/** What each term adds to the logarithm of a pixel's encoded brightness; `null` where too little tells. */
function fitLight(map: NormalMap, photo: CroppedPhoto, colors: Float32Array): Float64Array | null {
  const samples = samplesOf(map, photo, colors);
  const count = samples.length / 4;
  if (count < MIN_PAIRS) return null;
  /** For each pair how the terms differ, and then the logarithms of brightness. */
  const pairs = new Float64Array(PAIRS * (TERMS + 1));
  let length = 0;
  let state = 0x9e37_79b9;
  for (let i = 0; i < PAIRS; i++) {
    state = shuffled(state);
    const a = 4 * ((state >>> 0) % count);
    state = shuffled(state);
    const b = 4 * ((state >>> 0) % count);
    if (Math.abs(samples[a + 1]! - samples[b + 1]!) > SAME_MATERIAL) continue;
    const red = samples[a + 2]! - samples[b + 2]!;
    const blue = samples[a + 3]! - samples[b + 3]!;
    if (Math.sqrt(red * red + blue * blue) > SAME_CHROMA) continue;
    for (let k = 0, first = samples[a]! * TERMS, second = samples[b]! * TERMS; k < TERMS; k++) pairs[length++] = map.terms[first + k]! - map.terms[second + k]!;
    pairs[length++] = samples[a + 1]! - samples[b + 1]!;
  }
  if (length < MIN_PAIRS * (TERMS + 1)) return null;
  let light = new Float64Array(TERMS);
  for (let round = 0; round < ROUNDS; round++) light = solveEquations(weighPairs(pairs, length, light), TERMS);
  return light;
}

function shuffled(state: number): number {
  let next = state ^ (state << 13);
  next ^= next >>> 17;
  return next ^ (next << 5);
}

/** The equations of the least squares, each pair weighted by how well the light explains it. */
function weighPairs(pairs: Float64Array, length: number, light: Float64Array): Float64Array {
  const row = TERMS + 1;
  const equations = new Float64Array(TERMS * row);
  for (let k = 0; k < TERMS; k++) equations[k * row + k] = FIRMNESS;
  for (let q = 0; q < length; q += row) {
    let residual = pairs[q + TERMS]!;
    for (let k = 0; k < TERMS; k++) residual -= light[k]! * pairs[q + k]!;
    const weight = 1 / (1 + (residual / GRAIN) ** 2);
    for (let k = 0; k < TERMS; k++) {
      const weighted = weight * pairs[q + k]!;
      // What is left out is the same by symmetry.
      for (let m = k; m < row; m++) equations[k * row + m] = equations[k * row + m]! + weighted * pairs[q + m]!;
    }
  }
  for (let k = 0; k < TERMS; k++) for (let m = 0; m < k; m++) equations[k * row + m] = equations[m * row + k]!;
  return equations;
}

/** Pixel of the map, logarithm of the brightness, and two chromaticities, of what lies wholly on the object. */
function samplesOf({ columns, rows, step, known }: NormalMap, photo: CroppedPhoto, colors: Float32Array): Float64Array {
  const found: number[] = [];
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const i = y * columns + x;
      if (known[i] === 0) continue;
      const o = Math.min(photo.height - 1, Math.floor((y + 0.5) * step)) * photo.width + Math.min(photo.width - 1, Math.floor((x + 0.5) * step));
      if (photo.coverage[o]! < 0.999) continue;
      const r = colors[3 * o]!;
      const g = colors[3 * o + 1]!;
      const b = colors[3 * o + 2]!;
      const bright = r + g + b;
      if (bright < 45 || Math.max(r, g, b) > 250) continue;
      found.push(i, Math.log(bright), r / bright, b / bright);
    }
  }
  return Float64Array.from(found);
}

function scaleColors(colors: Float32Array, { width, height }: CroppedPhoto, factors: Float32Array, { columns, rows, step }: NormalMap): void {
  for (let y = 0, o = 0; y < height; y++) {
    const fy = Math.min(rows - 1.001, Math.max(0, (y + 0.5) / step - 0.5));
    const y0 = Math.floor(fy);
    const v = fy - y0;
    for (let x = 0; x < width; x++, o += 3) {
      const fx = Math.min(columns - 1.001, Math.max(0, (x + 0.5) / step - 0.5));
      const x0 = Math.floor(fx);
      const u = fx - x0;
      const i = y0 * columns + x0;
      const factor = (factors[i]! * (1 - u) + factors[i + 1]! * u) * (1 - v) + (factors[i + columns]! * (1 - u) + factors[i + columns + 1]! * u) * v;
      colors[o] = Math.min(255, colors[o]! * factor);
      colors[o + 1] = Math.min(255, colors[o + 1]! * factor);
      colors[o + 2] = Math.min(255, colors[o + 2]! * factor);
    }
  }
}
