import { isInside } from "../topology/nest-shells.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { NO_SIDE, triangleOf } from "../topology/edge-table.ts";
import { matesOf, piecesOf } from "./mate-sides.ts";
import { pointOf, turnTriangles, type Surface } from "./surface.ts";

interface Piece {
  triangles: number[];
  /** Cubic metres; below 0 if it is inside out. */
  volume: number;
  min: number[];
  max: number[];
}

/** Turns closed pieces that are inside out, but for the hollows in others. */
export function turnOutwards(surface: Surface): void {
  const { pieces, volumes, isClosed } = measurePieces(surface);
  const isInward = (piece: number) => isClosed[piece] === 1 && volumes[piece]! < 0;
  if (!volumes.some((_, piece) => isInward(piece))) return;
  const closed = gatherPieces(surface, pieces, volumes, isClosed);
  const bodies = closed.filter(({ volume }) => volume > 0).sort((a, b) => a.volume - b.volume);
  for (const piece of closed) {
    if (piece.volume >= 0) continue;
    const point = pointOf(surface, surface.indices[3 * piece.triangles[0]!]!);
    const isHollow = bodies.some((body) => body.volume > -piece.volume && isWithin(point, body) && isInside(point, loopsOf(surface, body), surface.positions));
    if (!isHollow) turnTriangles(surface, piece.triangles);
  }
}

/** Of each triangle its piece, and of each piece what is in it and whether it is closed. */
function measurePieces(surface: Surface): { pieces: Int32Array; volumes: Float64Array; isClosed: Uint8Array } {
  const { indices, positions } = surface;
  const mates = matesOf(surface);
  const pieces = piecesOf(mates);
  let count = 0;
  // The root of a piece is its first.
  for (let triangle = 0; triangle < pieces.length; triangle++) pieces[triangle] = pieces[triangle] === triangle ? count++ : pieces[pieces[triangle]!]!;
  const volumes = new Float64Array(count);
  const isClosed = new Uint8Array(count).fill(1);
  // From a corner of the surface: seen from far away, rounding would be more than a small piece.
  const [x, y, z] = pointOf(surface, 0);
  for (let triangle = 0; triangle < pieces.length; triangle++) {
    const cross = crossOf(positions, indices, triangle);
    const at = 3 * indices[3 * triangle]!;
    volumes[pieces[triangle]!]! += ((positions[at]! - x) * cross[0] + (positions[at + 1]! - y) * cross[1] + (positions[at + 2]! - z) * cross[2]) / 6;
  }
  for (let side = 0; side < mates.length; side++) if (mates[side] === NO_SIDE) isClosed[pieces[triangleOf(side)]!] = 0;
  return { pieces, volumes, isClosed };
}

/** The closed ones. */
function gatherPieces({ indices, positions }: Surface, pieces: Int32Array, volumes: Float64Array, isClosed: Uint8Array): Piece[] {
  const closed = new Map<number, Piece>();
  for (let triangle = 0; triangle < pieces.length; triangle++) {
    const number = pieces[triangle]!;
    if (isClosed[number] === 0) continue;
    const piece = closed.get(number) ?? { triangles: [], volume: volumes[number]!, min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
    closed.set(number, piece);
    piece.triangles.push(triangle);
    for (let k = 0; k < 9; k++) {
      const value = positions[3 * indices[3 * triangle + Math.trunc(k / 3)]! + (k % 3)]!;
      piece.min[k % 3] = Math.min(piece.min[k % 3]!, value);
      piece.max[k % 3] = Math.max(piece.max[k % 3]!, value);
    }
  }
  return [...closed.values()];
}

const isWithin = (point: readonly number[], { min, max }: Piece): boolean => point.every((value, axis) => value >= min[axis]! && value <= max[axis]!);

function* loopsOf({ indices }: Surface, { triangles }: Piece): Generator<Uint32Array> {
  for (const triangle of triangles) yield indices.subarray(3 * triangle, 3 * triangle + 3);
}
