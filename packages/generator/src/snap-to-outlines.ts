import type { AlignedViews } from "./align-views.ts";
import { vertexNormals, type Mesh } from "./mesh.ts";
import { bothSides, frontAndBack, topAndBottom } from "./outline-grids.ts";
import type { MeanOutline } from "./outline-sampler.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { photoProjection, type Outline, type PhotoProjection } from "./outline.ts";
import { isBent } from "./photo-lens.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { dot, VIEW_CAMERAS, type Vector3, type ViewCamera } from "./view-cameras.ts";

const ROUNDS = 2;
/** Vertices farther from an outline than this many cells stay where they are: a wide reach bends the surface. */
const REACH_CELLS = 1;
/** Seen from nearby or from above, faces behind the rim slope away from it: only what is this near to the outline is the rim itself. */
const BENT_REACH_CELLS = 0.2;
/** How far a normal may lean toward the camera and its vertex still be part of the rim: fully, and not at all. */
const FULL_RIM = 0.05;
const NO_RIM = 0.15;
const MIN_SLOPE = 0.25;
const MIN_FACING = 0.5;

/** One outline to snap to. */
interface SnapView {
  camera: Outline["camera"];
  /** How far a place, along the camera's axes (right, up, toward it), is from the outline. */
  distance: (along: Float64Array) => number;
  /** From the eye to the object's centre; `Infinity` for parallel rays. */
  eye: number;
  /** By how much the camera stands above its axis, in radians. */
  pitch: number;
}

/**
 * Moves the rim seen from each camera onto that photo's outline, as far as the other photos let it, and whatever sticks out of an outline back
 * to it. In place.
 */
export function snapToOutlines(mesh: Mesh, views: AlignedViews, depth: number, cellSize: number): void {
  const snapViews = listSnapViews(views, depth);
  for (let round = 0; round < ROUNDS; round++) {
    const normals = vertexNormals(mesh);
    for (const view of snapViews) snapToView(mesh.positions, normals, view, snapViews.filter((other) => other !== view), cellSize);
  }
}

function listSnapViews(views: AlignedViews, depth: number): SnapView[] {
  const { front, back } = views.outlines;
  const bent = (outline: Outline, width: number, height: number): SnapView | null =>
    isBent(outline.lens) ? lensView(photoProjection(outline, width, height)) : null;
  const bentFront = bent(front, views.width, 1);
  const bentBack = bent(back, views.width, 1);
  const result = bentFront && bentBack ? [bentFront, bentBack] : [straightView("front", frontAndBack(views), 1, 1)];
  const addPair = (outlines: readonly Outline[], width: number, height: number, straight: (axes: ViewCamera) => SnapView): void => {
    const bentOnes = outlines.map((outline) => bent(outline, width, height));
    if (bentOnes.every((view) => view !== null)) result.push(...bentOnes);
    else result.push(straight(VIEW_CAMERAS[outlines[0]!.camera]));
  };
  const sides = sidesOf(views.outlines);
  const tops = topsOf(views.outlines);
  addPair(sides, depth, 1, ({ right }) => straightView(sides[0]!.camera, bothSides(views, depth), right[2], 1));
  addPair(tops, views.width, depth, ({ up }) => straightView(tops[0]!.camera, topAndBottom(views, depth), 1, up[2]));
  return result;
}

/** @param signX,signY −1 where the outline's axes run against those of the camera. */
function straightView(camera: Outline["camera"], outline: MeanOutline, signX: number, signY: number): SnapView {
  const place = new Float64Array(2);
  const distance = (along: Float64Array): number => {
    place[0] = signX * along[0]!;
    place[1] = signY * along[1]!;
    outline.measure(place);
    return outline.distance;
  };
  return { camera, distance, eye: Infinity, pitch: 0 };
}

function lensView(projection: PhotoProjection): SnapView {
  const { outline, scaleNear } = projection;
  const photo = new PhotoSampler(projection);
  return {
    camera: outline.camera,
    distance: (along) => {
      photo.measureSeen(along);
      return photo.distance;
    },
    eye: outline.lens!.distance / scaleNear,
    pitch: outline.lens!.pitch,
  };
}

function snapToView(p: Float32Array, normals: Float32Array, view: SnapView, others: readonly SnapView[], cellSize: number): void {
  const { right, up, toward } = VIEW_CAMERAS[view.camera];
  const { distance, eye, pitch } = view;
  const reach = REACH_CELLS * cellSize;
  const depth = eye === Infinity && pitch === 0 ? Infinity : BENT_REACH_CELLS * cellSize;
  const e = 0.5 * cellSize;
  const along = new Float64Array(3);
  for (let i = 0; i < p.length; i += 3) {
    along[0] = dot(right, p[i]!, p[i + 1]!, p[i + 2]!);
    along[1] = dot(up, p[i]!, p[i + 1]!, p[i + 2]!);
    along[2] = dot(toward, p[i]!, p[i + 1]!, p[i + 2]!);
    const d = distance(along);
    if (Math.abs(d) > reach || d < -depth) continue;
    const a = along[0]!;
    const b = along[1]!;
    const na = dot(right, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const nb = dot(up, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const lean = Math.abs(leanToward(na, nb, dot(toward, normals[i]!, normals[i + 1]!, normals[i + 2]!), a, b, along[2]!, view));
    const weight = d > 0 ? 1 : Math.min(1, (NO_RIM - lean) / (NO_RIM - FULL_RIM));
    if (weight <= 0) continue;
    const ga = slopeOf(distance, along, 0, a, e);
    const gb = slopeOf(distance, along, 1, b, e);
    const slope = ga * ga + gb * gb;
    if (slope < MIN_SLOPE) continue;
    const facing = (na * ga + nb * gb) / Math.sqrt(slope);
    if (d < 0 && facing < MIN_FACING) continue;
    const step = (-weight * d) / slope;
    for (let k = 0; k < 3; k++) move[k] = step * (ga * right[k]! + gb * up[k]!);
    // A leg just within the seat's rim is no part of what the photo from above shows there: its own outline is in the photo from the front.
    let share = 1;
    if (d < 0) for (const other of others) share = Math.min(share, shareWithin(other, p, i));
    for (let k = 0; k < 3; k++) p[i + k] = p[i + k]! + share * move[k]!;
  }
}

const move = new Float64Array(3);

/** How much farther out a place gets along one of the axes, from half a cell before it to half a cell after it. */
function slopeOf(distance: SnapView["distance"], along: Float64Array, axis: 0 | 1, middle: number, half: number): number {
  along[axis] = middle + half;
  const after = distance(along);
  along[axis] = middle - half;
  const before = distance(along);
  along[axis] = middle;
  return (after - before) / (2 * half);
}

const moved = new Float64Array(3);

/** How much of the move leaves a vertex within an outline, or no farther out of it than it is. */
function shareWithin({ camera, distance }: SnapView, p: Float32Array, i: number): number {
  const { right, up, toward } = VIEW_CAMERAS[camera];
  const x = p[i]!;
  const y = p[i + 1]!;
  const z = p[i + 2]!;
  place(moved, right, up, toward, x + move[0]!, y + move[1]!, z + move[2]!);
  const after = distance(moved);
  if (after <= 0) return 1;
  place(moved, right, up, toward, x, y, z);
  const before = distance(moved);
  return after <= before ? 1 : Math.max(0, -before) / (after - before);
}

function place(along: Float64Array, right: Vector3, up: Vector3, toward: Vector3, x: number, y: number, z: number): void {
  along[0] = dot(right, x, y, z);
  along[1] = dot(up, x, y, z);
  along[2] = dot(toward, x, y, z);
}

/** The cosine between a normal and the way to the eye. */
function leanToward(na: number, nb: number, nc: number, a: number, b: number, near: number, { eye, pitch }: SnapView): number {
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  if (eye === Infinity) return sine * nb + cosine * nc;
  const above = sine * eye - b;
  const away = Math.max(0.2 * eye, cosine * eye - near);
  return (-a * na + above * nb + away * nc) / Math.sqrt(a * a + above * above + away * away);
}
