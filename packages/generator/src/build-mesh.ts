import { findBadEdges } from "./bad-edges.ts";
import type { Shape } from "./build-shape.ts";
import { coverPhotos } from "./cover-photos.ts";
import { GeneratorError } from "./generator-error.ts";
import type { Mesh } from "./mesh.ts";
import { isBent } from "./photo-lens.ts";
import { registerCameras } from "./register-cameras.ts";
import { removeFragments } from "./remove-fragments.ts";
import { resolveAmbiguousCells } from "./resolve-ambiguous-cells.ts";
import { simplifyMesh } from "./simplify-mesh.ts";
import { snapToOutlines } from "./snap-to-outlines.ts";
import { surfaceNets } from "./surface-nets.ts";
import { taubinSmooth } from "./taubin-smooth.ts";

/** Up to here triangles are dropped while the surface moves by less than {@link SIMPLIFY_ERROR} of its size. */
const MIN_TRIANGLES = 8_000;
const SIMPLIFY_ERROR = 0.0008;
/** Where what nearness hides was taken away, parts smaller than this, of all triangles, are left over of it; a leg is larger. */
const MIN_PART_SHARE = 0.015;

/** A surface, and the shape that it is of with its cameras laid on it. */
export interface FinishedSurface {
  mesh: Mesh;
  shape: Shape;
}

function isAnyBent({ views }: Shape): boolean {
  return Object.values(views.outlines).some(({ lens }) => isBent(lens));
}

function smoothSurface({ field, hiddenShare }: Shape): Mesh {
  resolveAmbiguousCells(field);
  const mesh = removeFragments(surfaceNets(field), hiddenShare > 0 ? MIN_PART_SHARE : undefined);
  taubinSmooth(mesh);
  return mesh;
}

/** The smooth surface of a shape, brought to what photos from nearby show, and its cameras laid on it. Changes the shape's field where its cells are ambiguous, and to what photos from nearby show. */
export function coveredSurface(given: Shape): FinishedSurface {
  const mesh = smoothSurface(given);
  const shape = registerCameras(mesh, given);
  if (!isAnyBent(shape)) return { mesh, shape };
  coverPhotos(shape);
  const covered = smoothSurface(shape);
  return { mesh: covered, shape: registerCameras(covered, shape) };
}

/** The closed, smooth, simplified surface of a shape. Changes the shape's field as {@link coveredSurface} does. */
export async function buildMesh(given: Shape, maxTriangles: number): Promise<FinishedSurface> {
  const { mesh, shape } = coveredSurface(given);
  snapToOutlines(mesh, shape.views, shape.depth, shape.field.cellSize);
  const simple = await simplifyMesh(mesh, { maxTriangles, minTriangles: Math.min(MIN_TRIANGLES, maxTriangles), error: SIMPLIFY_ERROR });
  const bad = findBadEdges(simple.indices, simple.positions.length / 3);
  if (bad.vertices.length === 0 && simple.indices.length > 0) return { mesh: simple, shape };
  throw new GeneratorError("internal", "The surface could not be closed. Try again with other photos, and please report it.");
}
