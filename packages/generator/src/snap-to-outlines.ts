import type { AlignedViews } from "./align-views.ts";
import { vertexNormals, type Mesh } from "./mesh.ts";
import { frontDistance, sideDistance, topDistance } from "./outline-grids.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { photoProjection, type Outline, type PhotoProjection } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { dot, VIEW_CAMERAS, type ViewCamera } from "./view-cameras.ts";

const ROUNDS = 2;
/** Vertices farther from an outline than this many cells stay where they are: a wide reach bends the surface. */
const REACH_CELLS = 1;
/** Seen from nearby, faces behind the rim slope away from it: only what is this near to the outline is the rim itself. */
const PINHOLE_REACH_CELLS = 0.2;
/** How far a normal may lean toward the camera and its vertex still be part of the rim: fully, and not at all. */
const FULL_RIM = 0.05;
const NO_RIM = 0.15;
const MIN_SLOPE = 0.25;
const MIN_FACING = 0.5;

/** One outline to snap to: `right`, `up` and `near` are the coordinates along its camera's axes. */
interface SnapView {
  camera: Outline["camera"];
  distance: (right: number, up: number, near: number) => number;
  /** From the eye to the object's centre; `Infinity` for parallel rays. */
  eye: number;
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
  const near = (outline: Outline, width: number, height: number): SnapView | null =>
    outline.lens && outline.lens.distance !== Infinity ? pinholeView(photoProjection(outline, width, height)) : null;
  const straight = (camera: Outline["camera"], distance: SnapView["distance"]): SnapView => ({ camera, distance, eye: Infinity });
  const nearFront = near(front, views.width, 1);
  const nearBack = near(back, views.width, 1);
  const result = nearFront && nearBack ? [nearFront, nearBack] : [straight("front", (x, y) => frontDistance(views, front, back, x, y))];
  const addPair = (outlines: readonly Outline[], width: number, height: number, distance: (axes: ViewCamera) => SnapView["distance"]): void => {
    const nearOnes = outlines.map((outline) => near(outline, width, height));
    if (nearOnes.every((view) => view !== null)) result.push(...nearOnes);
    else result.push(straight(outlines[0]!.camera, distance(VIEW_CAMERAS[outlines[0]!.camera])));
  };
  const sides = sidesOf(views.outlines);
  const tops = topsOf(views.outlines);
  addPair(sides, depth, 1, ({ right }) => (a, y) => sideDistance(sides, right[2] * a, y, depth));
  addPair(tops, views.width, depth, ({ up }) => (x, b) => topDistance(tops, x, up[2] * b, views.width, depth));
  return result;
}

function pinholeView(projection: PhotoProjection): SnapView {
  const { outline, scaleNear } = projection;
  const photo = new PhotoSampler(projection);
  return {
    camera: outline.camera,
    distance: (right, up, near) => photo.distanceSeen(right, up, near),
    eye: outline.lens!.distance / scaleNear,
  };
}

function snapToView(p: Float32Array, normals: Float32Array, view: SnapView, others: readonly SnapView[], cellSize: number): void {
  const { right, up, toward } = VIEW_CAMERAS[view.camera];
  const { distance, eye } = view;
  const e = 0.5 * cellSize;
  for (let i = 0; i < p.length; i += 3) {
    const a = dot(right, p[i]!, p[i + 1]!, p[i + 2]!);
    const b = dot(up, p[i]!, p[i + 1]!, p[i + 2]!);
    const near = dot(toward, p[i]!, p[i + 1]!, p[i + 2]!);
    const d = distance(a, b, near);
    if (Math.abs(d) > REACH_CELLS * cellSize || (eye !== Infinity && d < -PINHOLE_REACH_CELLS * cellSize)) continue;
    const na = dot(right, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const nb = dot(up, normals[i]!, normals[i + 1]!, normals[i + 2]!);
    const lean = Math.abs(leanToward(na, nb, dot(toward, normals[i]!, normals[i + 1]!, normals[i + 2]!), a, b, near, eye));
    const weight = d > 0 ? 1 : Math.min(1, (NO_RIM - lean) / (NO_RIM - FULL_RIM));
    if (weight <= 0) continue;
    const ga = (distance(a + e, b, near) - distance(a - e, b, near)) / (2 * e);
    const gb = (distance(a, b + e, near) - distance(a, b - e, near)) / (2 * e);
    const slope = ga * ga + gb * gb;
    if (slope < MIN_SLOPE) continue;
    const facing = (na * ga + nb * gb) / Math.sqrt(slope);
    if (d < 0 && facing < MIN_FACING) continue;
    const step = (-weight * d) / slope;
    for (let k = 0; k < 3; k++) move[k] = step * (ga * right[k]! + gb * up[k]!);
    // A leg just within the seat's rim is no part of what the photo from above shows there: its own outline is in the photo from the front.
    const share = d < 0 ? others.reduce((least, other) => Math.min(least, shareWithin(other, p, i)), 1) : 1;
    for (let k = 0; k < 3; k++) p[i + k] = p[i + k]! + share * move[k]!;
  }
}

const move = new Float64Array(3);

/** How much of the move leaves a vertex within an outline, or no farther out of it than it is. */
function shareWithin({ camera, distance }: SnapView, p: Float32Array, i: number): number {
  const { right, up, toward } = VIEW_CAMERAS[camera];
  const [x, y, z] = [p[i]!, p[i + 1]!, p[i + 2]!];
  const [u, v, w] = [x + move[0]!, y + move[1]!, z + move[2]!];
  const after = distance(dot(right, u, v, w), dot(up, u, v, w), dot(toward, u, v, w));
  if (after <= 0) return 1;
  const before = distance(dot(right, x, y, z), dot(up, x, y, z), dot(toward, x, y, z));
  return after <= before ? 1 : Math.max(0, -before) / (after - before);
}

/** The cosine between a normal and the way to the eye. */
function leanToward(na: number, nb: number, nc: number, a: number, b: number, near: number, eye: number): number {
  if (eye === Infinity) return nc;
  const away = Math.max(0.2 * eye, eye - near);
  return (-a * na - b * nb + away * nc) / Math.hypot(a, b, away);
}
