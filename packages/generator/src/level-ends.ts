import type { Mesh } from "./mesh.ts";
import { sampleField, type Outline } from "./outline.ts";
import { magnification, type PhotoLens } from "./photo-lens.ts";
import { VIEW_CAMERAS, type View } from "./view-cameras.ts";

/** Columns across a photo in which the outline's ends are looked for. */
const COLUMNS = 80;
/** Layers between one end of the model and the other. */
const LAYERS = 100;
/** Layers, counted from an end, that tell how deep the model is there: those nearer to it are rounded by what is to be found here. */
const FIRST_LAYER = 5;
const LAST_LAYER = 12;
/** What narrows or widens faster than this toward an end, by depth over height, has none that is level. */
const MAX_SLOPE = 1;
/**
 * The arc of a rim fills so much of the rectangle around it: half an ellipse 0.785, one whose edge is broken 0.72, the end of something that is rounded itself
 * two thirds or less, a box all of it. That is the mean of all photos; one of them may be off by more.
 */
const LEAST_FULLNESS = 0.71;
const MOST_FULLNESS = 0.9;
const FULLNESS_SPREAD = 0.06;
/** Narrower (in columns) or lower (in pixels) than this no arc is told from another. */
const LEAST_COLUMNS = 8;
const LEAST_ARC = 1;

/** A level end as a photo shows it: in pixels, upright, from where the camera's axis meets the picture, at the scale of the object's centre. */
export interface LevelEnd {
  /** 1 is the lower end, -1 the upper one. */
  direction: 1 | -1;
  /** How far below (or above) the axis the end is. */
  plane: number;
  /** The places across the picture where the rim is shown, from the left, and how near to the camera it is there. */
  places: Float64Array;
  depths: Float64Array;
}

/** The lower (1) and the upper end (-1) of an object. */
export interface ObjectEnds {
  /** Those that are level, in each photo that shows them. */
  level: ReadonlyMap<View, LevelEnd[]>;
  /** Those that all photos show to be round. */
  round: readonly (1 | -1)[];
}

/** A photo with the lens that it is asked through, and how high its silhouette is in object units. */
export interface LevelPhoto {
  outline: Outline;
  lens: PhotoLens;
  height: number;
}

/**
 * Ends of an object that are level, by a coarse model of it and photos from nearby. From half the object's height a camera shows the near rim of a foot, or
 * of an opening, as an arc, and in every level view a bulge below a foot that is higher up would look the same. But things stand, and have rims: an arc as
 * full as a rim's, and as high as the depth of the model there makes a rim's, is taken for one. All photos that show an arc there are asked together: it is
 * one end, and straightened in one of them alone it would make that one higher than the others.
 *
 * @param photos from all around, none from above or below.
 */
export function levelEnds(mesh: Mesh, photos: readonly LevelPhoto[]): ObjectEnds {
  const arcs = photos.flatMap((photo) => arcsOf(mesh, photo));
  const level = new Map<View, LevelEnd[]>();
  for (const direction of [1, -1] as const) {
    const shown = arcs.filter(({ end }) => end.direction === direction);
    const mean = shown.reduce((sum, { fullness }) => sum + fullness, 0) / shown.length;
    if (!(mean >= LEAST_FULLNESS && mean <= MOST_FULLNESS)) continue;
    for (const { view, end, fullness } of shown) {
      if (fullness >= LEAST_FULLNESS - FULLNESS_SPREAD && fullness <= MOST_FULLNESS + FULLNESS_SPREAD) level.set(view, [...(level.get(view) ?? []), end]);
    }
  }
  return { level, round: ([1, -1] as const).filter((direction) => photos.every((photo) => isRound(mesh, photo, direction))) };
}

/** Whether the model narrows toward an end as much as what has no level one. */
function isRound(mesh: Mesh, { outline, lens, height }: LevelPhoto, direction: 1 | -1): boolean {
  const { box } = outline;
  const line = depthNearEnd(outermostLayers(mesh, outline, 1), direction, (box.bottom - box.top) / height, (box.top + box.bottom) / 2 - lens.centerY);
  return line === null || line.slope < -MAX_SLOPE;
}

/** What a photo shows at an end, as if the end were level. */
interface Arc {
  view: View;
  end: LevelEnd;
  /** The share that the arc fills of the rectangle around it. */
  fullness: number;
}

function arcsOf(mesh: Mesh, { outline, lens, height }: LevelPhoto): Arc[] {
  const { box, view } = outline;
  const scale = (box.bottom - box.top) / height;
  const middle = (box.top + box.bottom) / 2 - lens.centerY;
  // Of the rim's near edge and its far one that is the end which is shown farther out: from half the object's height always the near one.
  const sides = ([1, -1] as const).slice(0, lens.pitch === 0 ? 1 : 2).map((side) => ({ side, layers: outermostLayers(mesh, outline, side) }));
  return ([1, -1] as const).flatMap((direction): Arc[] => {
    const { places, ends } = outlineEnds(outline, lens, direction);
    const shown = Math.max(...ends);
    const edges = sides.flatMap(({ side, layers }) => {
      const line = depthNearEnd(layers, direction, scale, middle);
      return line && Math.abs(line.slope) <= MAX_SLOPE ? [planeOf(line, side, direction, shown, lens)] : [];
    });
    if (edges.length < sides.length) return [];
    const plane = Math.min(...edges);
    const corner = shownAt(direction * plane, 0, lens) * direction;
    if (!(shown - corner >= LEAST_ARC)) return [];
    const arc = arcBeyond(ends, corner, shown);
    if (!arc) return [];
    const rim = ends.subarray(arc.first, arc.last + 1);
    const depths = rim.map((end) => depthShown(direction * plane, direction * end, lens));
    const end: LevelEnd = { direction, plane, places: rim.map((_, i) => places[arc.first + i]! / magnification(lens, direction * plane, depths[i]!)), depths };
    return [{ view, end, fullness: arc.fullness }];
  });
}

/** How far below the axis a photo shows what is so far below it, and so near. */
function shownAt(down: number, near: number, lens: PhotoLens): number {
  return (Math.cos(lens.pitch) * down + Math.sin(lens.pitch) * near) * magnification(lens, down, near);
}

/** How near it is what a photo shows there: the inverse of {@link shownAt}. */
function depthShown(down: number, shown: number, { distance, pitch }: PhotoLens): number {
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  return (shown * (1 + (down * sine) / distance) - down * cosine) / (sine + (shown * cosine) / distance);
}

/** How far from the axis an end is of which one edge, before (1) or behind (-1), is shown there. */
function planeOf({ place, depth, slope }: EdgeLine, side: 1 | -1, direction: 1 | -1, shown: number, { distance, pitch }: PhotoLens): number {
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  const down = direction * shown;
  const near = side * (depth - slope * place);
  const growth = side * slope;
  return (down - near * (sine + (down * cosine) / distance)) / (direction * cosine + growth * sine - (down * (direction * sine - growth * cosine)) / distance);
}

/** How near an end's rim is at a place across the picture, `NaN` beside the end. */
export function depthOfEnd({ places, depths }: LevelEnd, x: number): number {
  if (!(x >= places[0]! && x <= places.at(-1)!)) return NaN;
  let i = 1;
  while (places[i]! < x) i++;
  const share = (x - places[i - 1]!) / (places[i]! - places[i - 1]!);
  return depths[i - 1]! * (1 - share) + depths[i]! * share;
}

/** How far a model reaches toward a camera, or away from it, in each layer, from below, in object units. */
interface Layers {
  low: number;
  high: number;
  reach: Float64Array;
}

/** The line of least squares through the depths of layers near an end: a depth in pixels, at which place from the axis, and how it grows toward the end. */
interface EdgeLine {
  place: number;
  depth: number;
  slope: number;
}

/** @param side 1 toward the camera, -1 away from it. */
function outermostLayers({ positions, indices }: Mesh, outline: Outline, side: 1 | -1): Layers {
  const { toward } = VIEW_CAMERAS[outline.camera];
  let low = Infinity;
  let high = -Infinity;
  for (let i = 1; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]!);
    high = Math.max(high, positions[i]!);
  }
  const layer = (high - low) / LAYERS;
  const reach = new Float64Array(LAYERS).fill(-Infinity);
  for (let t = 0; t < indices.length; t++) {
    const a = 3 * indices[t]!;
    const b = 3 * indices[t % 3 === 2 ? t - 2 : t + 1]!;
    const from = positions[a + 1]!;
    const to = positions[b + 1]!;
    // Two triangles share each edge, one of them upward.
    if (to <= from) continue;
    const near = side * (toward[0] * positions[a]! + toward[2] * positions[a + 2]!);
    const growth = side * (toward[0] * positions[b]! + toward[2] * positions[b + 2]!) - near;
    for (let k = Math.max(0, Math.ceil((from - low) / layer - 0.5)); k < LAYERS; k++) {
      const share = (low + (k + 0.5) * layer - from) / (to - from);
      if (share > 1) break;
      reach[k] = Math.max(reach[k]!, near + share * growth);
    }
  }
  return { low, high, reach };
}

function depthNearEnd({ low, high, reach }: Layers, direction: 1 | -1, scale: number, middle: number): EdgeLine | null {
  const layer = (high - low) / LAYERS;
  const count = LAST_LAYER - FIRST_LAYER;
  let [placeSum, depthSum, squares, products] = [0, 0, 0, 0];
  for (let k = FIRST_LAYER; k < LAST_LAYER; k++) {
    const place = direction * (middle - (direction === 1 ? low + (k + 0.5) * layer : high - (k + 0.5) * layer) * scale);
    const depth = reach[direction === 1 ? k : LAYERS - 1 - k]! * scale;
    if (depth === -Infinity) return null;
    placeSum += place;
    depthSum += depth;
    squares += place * place;
    products += place * depth;
  }
  const slope = (count * products - placeSum * depthSum) / (count * squares - placeSum * placeSum);
  return { place: placeSum / count, depth: depthSum / count, slope };
}

/** How far from the axis the outline ends in each column of the photo, `-Infinity` where it does not. */
function outlineEnds(outline: Outline, lens: PhotoLens, direction: 1 | -1): { places: Float64Array; ends: Float64Array } {
  const { field } = outline;
  const reach = Math.hypot(field.width, field.height) / 2;
  const places = new Float64Array(COLUMNS);
  const ends = new Float64Array(COLUMNS).fill(-Infinity);
  for (let i = 0; i < COLUMNS; i++) {
    const x = (places[i] = ((i + 0.5) / COLUMNS - 0.5) * field.width);
    for (let y = reach; y > 0;) {
      const down = direction * y;
      const distance = sampleField(field, lens.centerX + lens.cosine * x + lens.sine * down, lens.centerY - lens.sine * x + lens.cosine * down);
      if (distance < 0) {
        ends[i] = y - distance;
        break;
      }
      y -= Math.max(0.5, 0.9 * distance);
    }
  }
  return { places, ends };
}

/** The columns around the end that reach beyond a plane, and how much of the rectangle from there to the end they fill. */
function arcBeyond(ends: Float64Array, plane: number, shown: number): { first: number; last: number; fullness: number } | null {
  let first = ends.indexOf(shown);
  let last = first;
  while (first > 0 && ends[first - 1]! > plane) first--;
  while (last < ends.length - 1 && ends[last + 1]! > plane) last++;
  const count = last - first + 1;
  if (count < LEAST_COLUMNS) return null;
  let filled = 0;
  for (let i = first; i <= last; i++) filled += ends[i]! - plane;
  return { first, last, fullness: filled / (count * (shown - plane)) };
}
