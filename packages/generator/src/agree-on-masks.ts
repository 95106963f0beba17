import { boxBlur } from "./box-blur.ts";
import type { OutlineBox } from "./crop-photo.ts";
import type { ForegroundSearch, MaskHint } from "./foreground-search.ts";
import type { View } from "./view-cameras.ts";

/** Photos from opposite sides, whose outlines are mirrored, but for perspective. */
const PAIRS: readonly (readonly [View, View])[] = [
  ["front", "back"],
  ["side", "left"],
];
/** Perspective moves rims and legs; a mask that is wrong differs in spots broader than this, in samples, and they are at least this share of the object. */
const SPOT_RADIUS = 1;
const LEAST_SPOTS = 0.02;
/** What is left of the spots, at most, where a photo gives way to the other. */
const LEFT_SHARE = 0.5;
/** From the gentlest to the strongest. */
const FORCES = [1.25, 1.6, 2] as const;
/** Samples along an object's box with a margin around it, in shares of the box, and along a picture. */
const BOX_SAMPLES = 96;
const MARGIN = 0.15;
const HINT_SAMPLES = 80;
/** Within this share of a picture around the other's outline nothing is expected. */
const HINT_BLUR = 0.03;

/** An object at reduced size: 1 a pixel that is object, else 0. */
interface Coarse {
  width: number;
  height: number;
  foreground: Uint8Array;
}

/**
 * What is object in each photo. Where two photos from opposite sides tell clearly different outlines, each is asked again with
 * what the other makes expect, gently first: the one whose own evidence is the weaker gives way. It is a hint only: a photo
 * that holds to what it shows is believed, since both may be wrong at the same spot.
 *
 * @param alone what is object in each photo by itself: 1 a pixel of the search, else 0.
 */
export function agreeOnMasks(searches: ReadonlyMap<View, ForegroundSearch>, alone: ReadonlyMap<View, Uint8Array>): Map<View, Uint8Array> {
  const found = new Map(alone);
  for (const [a, b] of PAIRS) {
    const [first, second] = [searches.get(a), searches.get(b)];
    if (!first || !second) continue;
    const [ofFirst, ofSecond] = reconciled(coarseOf(first, found.get(a)!), first, coarseOf(second, found.get(b)!), second);
    found.set(a, ofFirst.foreground).set(b, ofSecond.foreground);
  }
  return found;
}

/** Both as they are, unless one of them, asked again, agrees much better with the other. */
function reconciled(first: Coarse, searchFirst: ForegroundSearch, second: Coarse, searchSecond: ForegroundSearch): readonly [Coarse, Coarse] {
  const there = align(first, second);
  if (!there || there.spots < LEAST_SPOTS) return [first, second];
  const back = align(second, first)!;
  const underForce = (force: number): readonly [Coarse, Coarse] | null => {
    const options = [
      [coarseOf(searchFirst, searchFirst.coarse(hintFor(first, second, there.box, force))), second],
      [first, coarseOf(searchSecond, searchSecond.coarse(hintFor(second, first, back.box, force)))],
    ] as const;
    const [ifFirst, ifSecond] = options.map(([one, other]) => align(one, other)?.spots ?? 1) as [number, number];
    return Math.min(ifFirst, ifSecond) <= LEFT_SHARE * there.spots ? options[ifFirst <= ifSecond ? 0 : 1] : null;
  };
  const forced = underForce(FORCES.at(-1)!);
  if (!forced) return [first, second];
  for (const force of FORCES.slice(0, -1)) {
    const agreed = underForce(force);
    if (agreed) return agreed;
  }
  return forced;
}

function coarseOf({ width, height }: ForegroundSearch, foreground: Uint8Array): Coarse {
  return { width, height, foreground };
}

/** Where the other picture shows, mirrored, what one shows within its box, and the share of the object that only one of them has in spots. What a mask has wrong may make its box too large or too small, so that their edges are tried one by one. */
function align(one: Coarse, other: Coarse): { box: OutlineBox; spots: number } | null {
  const [from, to] = [boxOf(one), boxOf(other)];
  if (!from || !to) return null;
  let best = { box: to, agreement: -1, spots: 1 };
  for (const box of placements(from, to)) {
    const { agreement, differing, either } = mirrored(one, from, other, box);
    if (agreement <= best.agreement) continue;
    const spots = boxBlur(differing, BOX_SAMPLES, BOX_SAMPLES, SPOT_RADIUS).reduce((sum, share) => sum + (share > 0.999 ? 1 : 0), 0);
    best = { box, agreement, spots: spots / Math.max(1, either) };
  }
  return best;
}

function placements(from: OutlineBox, to: OutlineBox): OutlineBox[] {
  const boxes: OutlineBox[] = [];
  const [across, down] = [from.right - from.left, from.bottom - from.top];
  for (const scale of [(to.bottom - to.top) / down, (to.right - to.left) / across]) {
    const [width, height] = [across * scale, down * scale];
    for (const left of [to.left, (to.left + to.right - width) / 2, to.right - width]) {
      for (const top of [to.top, (to.top + to.bottom - height) / 2, to.bottom - height]) boxes.push({ left, right: left + width, top, bottom: top + height });
    }
  }
  return boxes;
}

function mirrored(one: Coarse, from: OutlineBox, other: Coarse, to: OutlineBox): { agreement: number; differing: Float32Array; either: number } {
  const differing = new Float32Array(BOX_SAMPLES * BOX_SAMPLES);
  let [both, either] = [0, 0];
  for (let j = 0, o = 0; j < BOX_SAMPLES; j++) {
    const v = ((j + 0.5) / BOX_SAMPLES) * (1 + 2 * MARGIN) - MARGIN;
    for (let i = 0; i < BOX_SAMPLES; i++, o++) {
      const u = ((i + 0.5) / BOX_SAMPLES) * (1 + 2 * MARGIN) - MARGIN;
      const here = at(one, from.left + u * (from.right - from.left), from.top + v * (from.bottom - from.top));
      const there = at(other, to.right - u * (to.right - to.left), to.top + v * (to.bottom - to.top));
      both += here & there;
      either += here | there;
      differing[o] = here ^ there;
    }
  }
  return { agreement: both / Math.max(1, either), differing, either };
}

/** What the other picture makes expect of one, whose box lies in the other at `to`. */
function hintFor(one: Coarse, other: Coarse, to: OutlineBox, force: number): MaskHint {
  const from = boxOf(one)!;
  const expected = new Float32Array(HINT_SAMPLES * HINT_SAMPLES);
  for (let y = 0, i = 0; y < HINT_SAMPLES; y++) {
    for (let x = 0; x < HINT_SAMPLES; x++, i++) {
      const u = (((x + 0.5) / HINT_SAMPLES) * one.width - from.left) / (from.right - from.left);
      const v = (((y + 0.5) / HINT_SAMPLES) * one.height - from.top) / (from.bottom - from.top);
      expected[i] = at(other, to.right - u * (to.right - to.left), to.top + v * (to.bottom - to.top));
    }
  }
  return { width: HINT_SAMPLES, height: HINT_SAMPLES, expected: boxBlur(expected, HINT_SAMPLES, HINT_SAMPLES, Math.round(HINT_BLUR * HINT_SAMPLES)), force };
}

function at({ width, height, foreground }: Coarse, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  return column < 0 || row < 0 || column >= width || row >= height ? 0 : foreground[row * width + column]!;
}

function boxOf({ width, height, foreground }: Coarse): OutlineBox | null {
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (foreground[i] === 0) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = y + 1;
    }
  }
  return box.right > box.left ? box : null;
}
