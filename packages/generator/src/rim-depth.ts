import { DepthCells } from "./depth-cells.ts";
import { depthOfEnd, type LevelEnd } from "./level-ends.ts";
import type { Mesh } from "./mesh.ts";
import { sampleField, type Outline } from "./outline.ts";
import { OutlineSampler } from "./outline-sampler.ts";
import { backThroughLens, isBent, magnification, straightLens, type PhotoLens, type RimDepth } from "./photo-lens.ts";
import { isUpright } from "./view-cameras.ts";
import { visitRim, type PictureGrid } from "./visit-rim.ts";

/** Samples along the longer side of the picture on which a model's rim is looked for, and how far it reaches beyond the field. */
const RIM_SAMPLES = 128;
const ROOM = 0.2;
/** Where model and photo differ by more than this share of the picture, something else than depth is wrong. */
const MAX_MISS = 0.02;
/** A rim that runs straight away from the axis, or lies on it, says nothing about depth. */
const MIN_REACH = 0.1;
/** What rises by more toward the camera along the same place of a rim, in samples, is a wall that a straight view shows edge-on: its nearest place is what is seen from nearby. */
const WALL_STEPS = 6;
/** Between these shares of the way from the middle to a round end more and more is taken for part of it. */
const FIRST_OF_END = 0.85;
const ALL_OF_END = 1;
/** A level end's depth holds so many samples before its plane, too: depths are asked for between samples. */
const END_SAMPLES = 3;
/** Sections with a larger exponent have corners, which are what is seen of them; of rounder ones it is where the ray touches. */
const ROUND_EXPONENT = 3;

/** Whether sections with that exponent have corners, which are what is seen of them; of rounder ones it is where the ray touches. */
export function hasCorners(exponent: number): boolean {
  return exponent > ROUND_EXPONENT;
}

/**
 * How near to the camera what makes a silhouette is, by the rim of a coarse model, carried from there over the whole view: as near as tells how large a straight
 * view would show it.
 *
 * What is round shows its rim from nearby farther in than from far away: a ball of radius r from the distance D by its points r²/D before the centre, but as
 * large as if all of it were r²/2D before it, to second order halfway between both rims. That is asked of level photos, of sides and of ends that are known to be round: else what is
 * above and below are rims of feet and openings as a rule, and what a photo from above shows of walls is their upper edge. Of edges the same points are seen from nearby and far away.
 *
 * @param width,height the size of the outline in object units.
 * @param exponent of the superellipses that are the model's sections.
 */
export function rimDepthOf(mesh: Mesh, outline: Outline, width: number, height: number, exponent: number, { level, round }: PhotoEnds = { level: [], round: [] }): RimDepth | null {
  const { lens, field } = outline;
  if (!isBent(lens)) return null;
  const size = Math.max(field.width, field.height);
  const step = size / RIM_SAMPLES;
  const columns = Math.ceil((field.width * (1 + 2 * ROOM)) / step);
  const rows = Math.ceil((field.height * (1 + 2 * ROOM)) / step);
  const left = -ROOM * field.width;
  const top = -ROOM * field.height;
  const grid: PictureGrid = { left, top, step, columns, rows };
  const before = lens.rim;
  const isSharp = hasCorners(exponent);
  const isNear = lens.distance !== Infinity;
  const fromAfar = isNear ? rimFromAfar(mesh, outline, lens, width, height, grid, isSharp) : null;
  const rim = new DepthCells(grid);
  const misses: number[] = [];
  const straight = new Float64Array(2);
  visitRim(mesh, outline, width, height, grid, isSharp, (px, py, value) => {
    // Back from the photo to the straight view.
    backThroughLens(lens, px, py, value, straight);
    const x = straight[0]!;
    const y = straight[1]!;
    const cell = rim.at(x, y);
    if (cell < 0) return;
    const gx = sampleField(field, px + 1, py) - sampleField(field, px - 1, py);
    const gy = sampleField(field, px, py + 1) - sampleField(field, px, py - 1);
    const steepness = Math.max(1e-6, Math.sqrt(gx * gx + gy * gy));
    if (fromAfar && before) {
      const held = magnification(lens, y - lens.centerY, sampleField(before.field, (x - before.left) / before.stepX, (y - before.top) / before.stepY));
      const miss = sampleField(field, px, py) / held - fromAfar.slack;
      const reach = (gx * (px - lens.centerX) + gy * (py - lens.centerY)) / steepness / held;
      if (Math.abs(miss) < MAX_MISS * size && reach > MIN_REACH * size) misses.push(miss / reach);
    }
    const across = (lens.cosine * gx - lens.sine * gy) / steepness;
    const roundness = across * across + (1 - across * across) * endRoundness(outline, round, y);
    rim.add(cell, fromAfar?.near ? value - (roundness * Math.max(0, value - fromAfar.near[cell]!)) / 2 : value);
  });
  const near = rim.carried(RIM_SAMPLES);
  layEnds(near, level, lens, grid);
  misses.sort((a, b) => a - b);
  const shrink = (before?.shrink ?? 1) * (1 + (misses[misses.length >> 1] ?? 0));
  if (isNear) shrinkDepths(near, lens, grid, shrink);
  return { left, top, stepX: step, stepY: step, field: { width: columns, height: rows, values: near }, shrink };
}

/** The ends of an object as one photo shows them. */
export interface PhotoEnds {
  level: readonly LevelEnd[];
  /** 1 is the lower end, -1 the upper one. */
  round: readonly (1 | -1)[];
}

/** How much what is shown there of an outline that runs level is part of a round end, 0 to 1. */
function endRoundness({ box }: Outline, round: PhotoEnds["round"], y: number): number {
  const toEnd = (2 * y - box.top - box.bottom) / (box.bottom - box.top);
  if (!round.some((direction) => direction * toEnd > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.abs(toEnd) - FIRST_OF_END) / (ALL_OF_END - FIRST_OF_END)));
}

/** The rim of a coarse model as a straight view from far away shows it. */
interface FarRim {
  /** By how much the model stays inside the straightened outline, as a coarse model does, in pixels (negative inside). */
  slack: number;
  /** How near it is, carried over the whole view; `null` where it is what is seen from nearby, too. */
  near: Float32Array | null;
}

function rimFromAfar(mesh: Mesh, outline: Outline, lens: PhotoLens, width: number, height: number, grid: PictureGrid, isSharp: boolean): FarRim {
  const straight: PhotoLens = { ...straightLens(lens.centerX, lens.centerY), rim: null };
  const slacks: number[] = [];
  const shown = new OutlineSampler(outline, lens);
  const isLevel = isUpright(outline.view) && lens.pitch === 0;
  const rim = isSharp || !isLevel ? null : new DepthCells(grid);
  visitRim(mesh, { ...outline, lens: straight }, width, height, grid, isSharp, (px, py, value) => {
    shown.x = px;
    shown.y = py;
    shown.sample();
    slacks.push(shown.pixels);
    const cell = rim ? rim.at(px, py) : -1;
    if (cell >= 0) rim!.add(cell, value);
  });
  slacks.sort((a, b) => a - b);
  return { slack: slacks[slacks.length >> 1] ?? 0, near: rim?.carried(RIM_SAMPLES, WALL_STEPS * grid.step) ?? null };
}

/** The depths at which the outline is shown so many times as large. */
function shrinkDepths(near: Float32Array, lens: PhotoLens, { top, step, columns, rows }: PictureGrid, shrink: number): void {
  const [cosine, sine] = [Math.cos(lens.pitch), Math.sin(lens.pitch)];
  for (let j = 0, o = 0; j < rows; j++) {
    const down = top + (j + 0.5) * step - lens.centerY;
    for (let i = 0; i < columns; i++, o++) near[o] = (lens.distance * (1 - 1 / (magnification(lens, down, near[o]!) * shrink)) + sine * down) / cosine;
  }
}

/** Below the corners of an end its rim's depth holds alone. */
function layEnds(near: Float32Array, ends: readonly LevelEnd[], lens: PhotoLens, { left, top, step, columns, rows }: PictureGrid): void {
  for (const end of ends) {
    for (let i = 0; i < columns; i++) {
      const depth = depthOfEnd(end, left + (i + 0.5) * step - lens.centerX);
      if (Number.isNaN(depth)) continue;
      for (let j = 0; j < rows; j++) {
        const y = (top + (j + 0.5) * step - lens.centerY) * end.direction;
        if (y > end.plane - END_SAMPLES * step) near[j * columns + i] = depth;
      }
    }
  }
}
