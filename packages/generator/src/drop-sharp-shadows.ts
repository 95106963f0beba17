import type { BackgroundModel } from "./background-model.ts";
import { connectedParts } from "./mask-parts.ts";
import type { LabImage } from "./oklab.ts";

/** A penumbra's slope stays below this share of the shadow's depth; that of an edge is a fifth of it and more. */
const SHARP_SLOPE = 0.12;
/** Where grain has edges, so many times as much as those. */
const GRAIN_FACTOR = 1.5;
/** Pixels within which an outline's edge lies. */
const EDGE_PIXELS = 3;
const MIN_PART_PIXELS = 12;
const MIN_OUTLINE_PIXELS = 8;
const SAMPLE_STEP = 5;

/**
 * Gives back what was taken for shadow and has an outline as sharp as no shadow's: a leg in about the colour of the floor that it stands on.
 *
 * @param background 1 a pixel that is background so far, else 0; changed.
 * @param plain 1 a pixel that looks like the background as it is in the light.
 */
export function dropSharpShadows(background: Float32Array, plain: Uint8Array, lab: LabImage, model: BackgroundModel, edges: Float32Array): void {
  const { width, height, values } = lab;
  const shadow = background.map((value, i) => (value > 0 && plain[i] === 0 ? 1 : 0));
  const grain = meanEdgeAcross(background, plain, edges, width, height);
  const depthAt = (i: number): number => model[3 * i]! - values[3 * i]!;
  const inner = Uint8Array.from(shadow, (value, i) => (value > 0 && edges[i]! <= Math.max(grain, SHARP_SLOPE * depthAt(i)) ? 1 : 0));
  for (const part of connectedParts(inner, width, height)) {
    if (part.length < MIN_PART_PIXELS) continue;
    const depth = part.reduce((sum, i) => sum + depthAt(i), 0) / part.length;
    let [outline, sum] = [0, 0];
    for (const i of part) {
      const x = i % width;
      for (const step of [-1, 1, -width, width]) {
        if (inner[i + step] === 1 || (step === -1 && x === 0) || (step === 1 && x === width - 1)) continue;
        const edge = edgeTowardOpen(i, step);
        if (edge === null) continue;
        outline++;
        sum += edge;
      }
    }
    if (outline < MIN_OUTLINE_PIXELS || sum / outline <= Math.max(SHARP_SLOPE * depth, GRAIN_FACTOR * grain)) continue;
    for (const i of part) giveBack(i);
  }

  /** The largest edge on the way out, if that leads into the light. */
  function edgeTowardOpen(i: number, step: number): number | null {
    let largest = edges[i]!;
    for (let k = 1, j = i + step; k <= 2 * EDGE_PIXELS; k++, j += step) {
      if (j < 0 || j >= background.length || background[j]! === 0) return null;
      largest = Math.max(largest, edges[j]!);
      if (plain[j] === 1 && k >= EDGE_PIXELS) return largest;
    }
    return null;
  }

  function giveBack(i: number): void {
    for (let b = -1; b <= 1; b++) {
      for (let a = -1; a <= 1; a++) {
        const j = i + b * width + a;
        if (shadow[j]! > 0) background[j] = 0;
      }
    }
  }
}

/** The mean of the largest edges on short ways through the background in the light. */
function meanEdgeAcross(background: Float32Array, plain: Uint8Array, edges: Float32Array, width: number, height: number): number {
  let [count, sum] = [0, 0];
  for (let y = SAMPLE_STEP; y < height - SAMPLE_STEP; y += SAMPLE_STEP) {
    for (let x = SAMPLE_STEP; x < width - SAMPLE_STEP; x += SAMPLE_STEP) {
      let largest = 0;
      for (let k = 0; k <= EDGE_PIXELS; k++) {
        const j = y * width + x + k;
        largest = background[j]! > 0 && plain[j] === 1 ? Math.max(largest, edges[j]!) : Infinity;
      }
      if (largest === Infinity) continue;
      count++;
      sum += largest;
    }
  }
  return count === 0 ? 0 : sum / count;
}
