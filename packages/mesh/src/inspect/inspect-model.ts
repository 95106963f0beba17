import { MeshError } from "../mesh-error.ts";
import { boundsOf, countTriangles, countVertices, type Bounds, type ImageType, type Model } from "../model.ts";
import { refuseUnknown } from "../refuse-unknown.ts";
import { weldTriangles, type WeldedMesh } from "../topology/weld-triangles.ts";
import { classifyEdges } from "../topology/classify-edges.ts";
import { judgeEdges } from "../topology/closedness.ts";
import { EdgeTable } from "../topology/edge-table.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { hasInsideOutPiece } from "../topology/has-inside-out-piece.ts";
import { findSameTriangles } from "../topology/same-triangles.ts";
import { findOverlaps, type Overlaps } from "../topology/find-overlaps.ts";
import { countComponents } from "./count-components.ts";
import { findHoles, type Hole } from "./find-holes.ts";
import { findOverhangs, type Overhangs } from "./find-overhangs.ts";
import { findThinWalls, type ThinWalls } from "./find-thin-walls.ts";
import { nextSide } from "../topology/pair-edges.ts";

export interface InspectOptions {
  /** Metres: what is thinner is told as a thin wall. Default: a hundredth of the longest side. */
  minThickness?: number;
  /** Degrees from the vertical up to which a face prints without support. Default 45. */
  overhangAngle?: number;
  signal?: AbortSignal;
}

export const INSPECT_DEFAULTS = { minThicknessShare: 0.01, overhangAngle: 45 } as const;

export interface Inspection {
  triangles: number;
  vertices: number;
  parts: number;
  materials: readonly string[];
  textures: readonly { name: string; type: ImageType; width: number; height: number; bytes: number }[];
  /** Metres. */
  bounds: Bounds;
  /** Square metres. */
  area: number;
  /** Cubic metres, what is in several pieces as often; below 0 where more of it looks inwards than outwards; null where the surface does not close, for the reason that `isClosed`, `flippedEdges` and `crowdedEdges` give. */
  volume: number | null;
  /** Every edge has exactly two triangles that agree which side is outside. */
  isClosed: boolean;
  /** It closes, and the triangles of one of its pieces, which is no hollow of another, show their backs. `repairModel` turns it. */
  isInsideOut: boolean;
  /** Pieces that hang together. */
  components: number;
  /** Handles, as a cup has one; null unless closed. */
  genus: number | null;
  /** Triangles with two corners in one place. */
  degenerateTriangles: number;
  /** Triangles that are there more than once. */
  duplicateTriangles: number;
  holes: readonly Hole[];
  /** Six numbers each, two points to draw a line between: edges of two triangles that disagree which side is outside. */
  flippedEdges: Float32Array;
  /** The same: edges of more than two triangles. */
  crowdedEdges: Float32Array;
  /** Where the surface goes through itself, and how many pieces share some of their inside with another. */
  overlaps: Overlaps;
  overhangs: Overhangs;
  /** Null unless closed: of a surface with holes nobody can say how thick it is. */
  thinWalls: ThinWalls | null;
}

/**
 * What there is to know of a model before it is printed, cut or shown: counts, measures and faults, the faults with their places as data that a viewer
 * can draw. All parts are looked at as one surface; vertices in exactly one place are one.
 *
 * @throws MeshError `option` for an option that cannot be, or that there is not; the signal's reason.
 */
export function inspectModel(model: Model, options: InspectOptions = {}): Inspection {
  refuseUnknown<InspectOptions>(options, { minThickness: true, overhangAngle: true, signal: true });
  const { minThickness, overhangAngle = INSPECT_DEFAULTS.overhangAngle, signal } = options;
  if (!(overhangAngle > 0 && overhangAngle < 90)) throw new MeshError("option", `overhangAngle must be between 0 and 90 degrees, not ${overhangAngle}.`);
  if (minThickness !== undefined && !(minThickness > 0)) throw new MeshError("option", `minThickness must be above 0 metres, not ${minThickness}.`);
  const bounds = boundsOf(model);
  const mesh = weldTriangles(model.parts);
  signal?.throwIfAborted();
  const table = new EdgeTable(mesh.indices);
  const edges = classifyEdges(table);
  const { isClosed } = judgeEdges(edges, mesh.indices.length);
  const measures = measure(mesh, isClosed);
  const longest = Math.max(...bounds.max.map((value, axis) => value - bounds.min[axis]!));
  signal?.throwIfAborted();
  return {
    triangles: countTriangles(model),
    vertices: countVertices(model),
    parts: model.parts.length,
    materials: model.materials.map(({ name }) => name),
    textures: model.textures.map(({ name, type, width, height, bytes }) => ({ name, type, width, height, bytes: bytes.length })),
    bounds,
    ...measures,
    isClosed,
    isInsideOut: isClosed && hasInsideOutPiece(mesh, table),
    ...countComponents(mesh.indices, table),
    degenerateTriangles: countTriangles(model) - mesh.indices.length / 3,
    duplicateTriangles: findSameTriangles(mesh.indices, table).reduce((sum, same) => sum + same.length - 1, 0),
    holes: findHoles(mesh, edges.open),
    flippedEdges: linesOf(mesh, edges.flipped),
    crowdedEdges: linesOf(mesh, edges.crowded),
    overlaps: findOverlaps(mesh, table, { isThorough: true, signal }),
    overhangs: findOverhangs(mesh, overhangAngle),
    thinWalls: isClosed ? findThinWalls(mesh, minThickness ?? INSPECT_DEFAULTS.minThicknessShare * longest, signal) : null,
  };
}

function measure({ positions, indices }: WeldedMesh, isClosed: boolean): Pick<Inspection, "area" | "volume"> {
  let [twice, six] = [0, 0];
  for (let triangle = 0; triangle < indices.length / 3; triangle++) {
    const [x, y, z] = crossOf(positions, indices, triangle);
    const at = 3 * indices[3 * triangle]!;
    twice += Math.sqrt(x * x + y * y + z * z);
    six += positions[at]! * x + positions[at + 1]! * y + positions[at + 2]! * z;
  }
  return { area: twice / 2, volume: isClosed ? six / 6 : null };
}

function linesOf({ positions, indices }: WeldedMesh, sides: readonly number[]): Float32Array {
  return Float32Array.from(sides.flatMap((side) => [indices[side]!, indices[nextSide(side)]!].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)])));
}
