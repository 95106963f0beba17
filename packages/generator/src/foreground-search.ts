import { chromaDistance, fitQuadratic, inpaintBackground, interpolateColumns, interpolateRows, rimWidth, type BackgroundModel, type BorderStatistics } from "./background-model.ts";
import { bilinear } from "./bilinear.ts";
import { boxBlur } from "./box-blur.ts";
import { dropSharpShadows } from "./drop-sharp-shadows.ts";
import { haloTolerance, haloWidth } from "./halo-tolerance.ts";
import type { Image, Mask } from "./image.ts";
import { keepLargeParts, openBackgroundHoles } from "./mask-parts.ts";
import { labDistance, shrinkToOklab, type LabImage } from "./oklab.ts";
import { openContinuedHoles } from "./open-continued-holes.ts";
import { openShadedFloor } from "./open-shaded-floor.ts";
import { refineMask } from "./refine-mask.ts";
import { findRimCrossings, withoutCrossings } from "./rim-crossings.ts";

/** Longer side of the picture on which object and background are told apart; the edge is then refined at full size. */
const WORK_SIZE = 320;
/** Tolerances in OKLab units: chroma, lightness, and how much darker a soft shadow may make the background. */
const CHROMA_TOLERANCE = 0.007;
const LIGHTNESS_TOLERANCE = 0.009;
const SHADOW_DEPTH = 0.2;
const SHADOW_CHROMA_SLOPE = 0.12;
const NOISE_FACTOR = 2.6;
/** A shadow lies at the object's foot: in the lowest part of its height. */
const SHADOW_ZONE = 0.2;
const EDGE_FACTOR = 2.4;
const MIN_EDGE = 0.004;
/** The same where the object leaves the picture. */
const MIN_CROSSING_EDGE = 0.012;
const GAP_RADIUS = 2;
const GAP_SHARE = 0.12;

/** What another photo makes expect of each place of this one. */
export interface MaskHint {
  width: number;
  height: number;
  /** `width * height` places all over the picture: 1 where the object is expected, 0 where nothing is. */
  expected: Float32Array;
  /** How many times as like the background has to be what is expected to be object. */
  force: number;
}

/** Tells the object from its background at a reduced size, as often as hints make one ask. */
export class ForegroundSearch {
  readonly width: number;
  readonly height: number;
  readonly #image: Image;
  readonly #factor: number;
  readonly #lab: LabImage;
  readonly #smooth: LabImage;
  readonly #statistics: BorderStatistics;
  readonly #model: BackgroundModel;
  readonly #rows: BackgroundModel;
  readonly #columns: BackgroundModel;
  readonly #crossings: Uint8Array;
  readonly #edges: Float32Array;
  readonly #threshold: number;

  constructor(image: Image) {
    this.#image = image;
    this.#factor = Math.max(1, Math.ceil(Math.max(image.width, image.height) / WORK_SIZE));
    const lab = shrinkToOklab(image, this.#factor);
    const smooth: LabImage = { ...lab, values: boxBlur(lab.values, lab.width, lab.height, 1, 3) };
    const rim = rimWidth(lab);
    const { model, statistics } = fitQuadratic(smooth, rim);
    const allEdges = sharpEdges(smooth);
    const crossings = findRimCrossings(smooth, model, allEdges, MIN_CROSSING_EDGE, statistics);
    const crossed = withoutCrossings(smooth, model, crossings);
    [this.width, this.height, this.#lab, this.#smooth] = [lab.width, lab.height, lab, smooth];
    [this.#model, this.#statistics, this.#crossings] = [model, statistics, crossings];
    this.#rows = interpolateRows(crossed, rim);
    this.#columns = interpolateColumns(crossed, rim);
    // Of all edges: those of the rows are made from the rim itself, and leave less there than elsewhere.
    this.#threshold = Math.max(MIN_EDGE, EDGE_FACTOR * rimQuantile(allEdges, smooth, rim, crossings, 0.92));
    this.#edges = edgesBeyond(allEdges, smooth, this.#rows);
  }

  /** 1 a pixel of the reduced picture that is object, else 0. */
  coarse(hint?: MaskHint): Uint8Array {
    const [lab, smooth, rows, model, statistics, threshold] = [this.#lab, this.#smooth, this.#rows, this.#model, this.#statistics, this.#threshold];
    const lenience = hint && lenienceOf(hint, lab.width, lab.height);
    const edges = lenience ? this.#edges.map((edge, i) => edge / lenience[i]!) : this.#edges;
    const scene: Scene = { lab: smooth, edges, threshold, crossings: this.#crossings, ...statistics, lenience };
    let background = growBackground(scene, [rows, this.#columns, model], lab.height);
    let inpainted = model;
    for (let round = 0; round < 2; round++) {
      const eroded = boxBlur(background, lab.width, lab.height, 1);
      inpainted = inpaintBackground(smooth, eroded.map((v) => (v > 0.999 ? 1 : 0)));
      const models = [rows, model, inpainted];
      background = growBackground(scene, models, shadowLine(background, lab));
      dropSharpShadows(background, Uint8Array.from(edges, (_, i) => (matchesAny(scene, models, i, false) ? 1 : 0)), smooth, inpainted, edges);
    }
    takeHalo(background, scene, inpainted, haloWidth(this.#factor));
    const foreground = Uint8Array.from(background, (v) => (v > 0 ? 0 : 1));
    keepLargeParts(foreground, lab.width, lab.height);
    openBackgroundHoles(foreground, smooth, lab.values, [inpainted, rows], edges, threshold, statistics, lenience);
    const isLeft = foreground.slice();
    openContinuedHoles(foreground, smooth, edges, threshold);
    openShadedFloor(foreground, smooth, [inpainted, rows], edges, threshold, statistics);
    // Neither opens what is expected to be object.
    if (lenience) foreground.forEach((_, i) => (foreground[i] = lenience[i]! ** 2 * hint.force < 1 ? isLeft[i]! : foreground[i]!));
    keepLargeParts(foreground, lab.width, lab.height);
    return foreground;
  }

  /** The coverage at the photo's own size. */
  refined(foreground: Uint8Array): Mask {
    return refineMask(this.#image, foreground, this.#lab, this.#factor, this.#statistics.noise);
  }
}

function lenienceOf({ width, height, expected, force }: MaskHint, across: number, down: number): Float32Array {
  const lenience = new Float32Array(across * down);
  for (let y = 0, i = 0; y < down; y++) {
    for (let x = 0; x < across; x++, i++) lenience[i] = force ** -bilinear(expected, width, height, ((x + 0.5) / across) * width, ((y + 0.5) / down) * height);
  }
  return lenience;
}

interface Scene {
  lab: LabImage;
  edges: Float32Array;
  threshold: number;
  /** 1 where the object leaves the picture. */
  crossings: Uint8Array;
  noise: number;
  chromaNoise: number;
  /** How many times as unlike the background each pixel may be: less where something makes expect the object. */
  lenience: Float32Array | undefined;
}

/** Edges that a background of rows does not have by itself, such as between the boards of a table or where a floor meets a wall. */
function edgesBeyond(all: Float32Array, lab: LabImage, rows: BackgroundModel): Float32Array {
  const beyond = sharpEdges({ ...lab, values: lab.values.map((value, i) => value - rows[i]!) });
  return beyond.map((edge, i) => Math.min(edge, all[i]!));
}

/** Gradient length minus that of a wider blur, so that the slow ramp of a shadow is no edge. */
function sharpEdges(lab: LabImage): Float32Array {
  const { width, height, values } = lab;
  const wide = boxBlur(boxBlur(values, width, height, 3, 3), width, height, 2, 3);
  const edges = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const dx = labDistance(values, i - 1, values, i + 1) - 1.15 * labDistance(wide, i - 1, wide, i + 1);
      const dy = labDistance(values, i - width, values, i + width) - 1.15 * labDistance(wide, i - width, wide, i + width);
      edges[i] = Math.max(0, dx, dy) / 2;
    }
  }
  return edges;
}

function rimQuantile(values: Float32Array, lab: LabImage, rim: number, crossings: Uint8Array, quantile: number): number {
  const found: number[] = [];
  for (let y = 1; y < lab.height - 1; y++) {
    for (let x = 1; x < lab.width - 1; x++) {
      const i = y * lab.width + x;
      if (crossings[i] === 0 && (x < rim || y < rim || x >= lab.width - rim || y >= lab.height - rim)) found.push(values[i]!);
    }
  }
  found.sort((a, b) => a - b);
  return found[Math.floor(found.length * quantile)] ?? 0;
}

/** 1 for each pixel that looks like one of the models and is reached from the rim; small gaps are not slipped through. */
function growBackground(scene: Scene, models: BackgroundModel[], shadowFrom: number): Float32Array {
  const { width, height } = scene.lab;
  const n = width * height;
  const barrier = new Float32Array(n);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const isAtBorder = x < 2 || y < 2 || x >= width - 2 || y >= height - 2;
      if (isAtBorder && scene.crossings[i] === 0) continue;
      barrier[i] = !isAtBorder && scene.edges[i]! <= scene.threshold && matchesAny(scene, models, i, y >= shadowFrom) ? 0 : 1;
    }
  }
  const wide = boxBlur(barrier, width, height, GAP_RADIUS);
  const reached = new Float32Array(n);
  const queue = new Int32Array(n);
  let length = 0;
  const visit = (i: number): void => {
    if (reached[i]! > 0 || wide[i]! > GAP_SHARE) return;
    reached[i] = 1;
    queue[length++] = i;
  };
  for (let x = 0; x < width; x++) [x, (height - 1) * width + x].forEach(visit);
  for (let y = 0; y < height; y++) [y * width, y * width + width - 1].forEach(visit);
  for (let q = 0; q < length; q++) visitNeighbours(queue[q]!, width, height, visit);
  // Gives the margin back that the gap test keeps around every barrier.
  const giveBack = (i: number): void => {
    if (reached[i]! > 0 || barrier[i]! > 0) return;
    reached[i] = 1;
    queue[length++] = i;
  };
  for (let step = 0, from = 0; step <= GAP_RADIUS + 1; step++) {
    const to = length;
    for (let q = from; q < to; q++) visitNeighbours(queue[q]!, width, height, giveBack);
    from = to;
  }
  return reached;
}

/** Takes what the background's own noise does not explain but the contrast beside it does, no further than that reaches. */
function takeHalo(background: Float32Array, scene: Scene, model: BackgroundModel, radius: number): void {
  const { width, height } = scene.lab;
  const halo = haloTolerance(scene.lab, model, radius);
  let front: number[] = [];
  const next: number[] = [];
  const take = (i: number): void => {
    if (background[i]! > 0 || scene.edges[i]! > scene.threshold + halo[i]! || !matchesAny(scene, [model], i, false, halo[i]!)) return;
    background[i] = 1;
    next.push(i);
  };
  for (let i = 0; i < background.length; i++) if (background[i]! > 0) front.push(i);
  for (let step = 0; step < radius; step++) {
    for (const i of front) visitNeighbours(i, width, height, take);
    front = next.splice(0);
  }
}

function matchesAny(scene: Scene, models: BackgroundModel[], i: number, shadowAllowed: boolean, halo = 0): boolean {
  const { values } = scene.lab;
  const lenience = scene.lenience?.[i] ?? 1;
  for (const model of models) {
    const lightness = values[3 * i]! - model[3 * i]!;
    const brightest = lenience * (LIGHTNESS_TOLERANCE + NOISE_FACTOR * scene.noise) + halo;
    const darkest = shadowAllowed ? SHADOW_DEPTH : brightest;
    const chromaLimit = lenience * (CHROMA_TOLERANCE + NOISE_FACTOR * scene.chromaNoise) + halo + (shadowAllowed ? SHADOW_CHROMA_SLOPE * Math.max(0, -lightness) : 0);
    if (lightness < brightest && lightness > -darkest && chromaDistance(values, model, i) < chromaLimit) return true;
  }
  return false;
}

function visitNeighbours(i: number, width: number, height: number, visit: (j: number) => void): void {
  const x = i % width;
  if (x > 0) visit(i - 1);
  if (x < width - 1) visit(i + 1);
  if (i >= width) visit(i - width);
  if (i < width * (height - 1)) visit(i + width);
}

/** The row from which on shadows are allowed: the lowest part of what is object so far. */
function shadowLine(background: Float32Array, lab: LabImage): number {
  let top = lab.height;
  let bottom = 0;
  for (let y = 0; y < lab.height; y++) {
    let objects = 0;
    for (let x = 0; x < lab.width; x++) if (background[y * lab.width + x]! === 0) objects++;
    if (objects < 0.012 * lab.width) continue;
    top = Math.min(top, y);
    bottom = y;
  }
  return bottom > top ? bottom - SHADOW_ZONE * (bottom - top) : lab.height;
}
