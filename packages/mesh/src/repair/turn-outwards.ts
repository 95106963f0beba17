import { isInside } from "../topology/nest-shells.ts";
import { EdgeTable, NO_SIDE, triangleOf } from "../topology/edge-table.ts";
import { mateSides, piecesOf } from "./mate-sides.ts";
import { pointOf, turnTriangles, type Surface } from "./surface.ts";

interface Piece {
  triangles: number[];
  isClosed: boolean;
  /** Cubic metres; below 0 if it is inside out. */
  volume: number;
  min: number[];
  max: number[];
}

/** Turns closed pieces that are inside out, but for the hollows in others. */
export function turnOutwards(surface: Surface): void {
  const pieces = measurePieces(surface).filter(({ isClosed }) => isClosed);
  const bodies = pieces.filter(({ volume }) => volume > 0).sort((a, b) => a.volume - b.volume);
  for (const piece of pieces) {
    if (piece.volume >= 0) continue;
    const point = pointOf(surface, surface.indices[3 * piece.triangles[0]!]!);
    const isHollow = bodies.some((body) => body.volume > -piece.volume && isWithin(point, body) && isInside(point, loopsOf(surface, body), surface.positions));
    if (!isHollow) turnTriangles(surface, piece.triangles);
  }
}

function measurePieces(surface: Surface): Piece[] {
  const { indices, positions } = surface;
  const mates = mateSides(surface, new EdgeTable(indices));
  const roots = piecesOf(mates);
  const pieces = new Map<number, Piece>();
  const origin = positions.subarray(0, 3);
  roots.forEach((root, triangle) => {
    const piece = pieces.get(root) ?? { triangles: [], isClosed: true, volume: 0, min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
    pieces.set(root, piece);
    piece.triangles.push(triangle);
    const [a, b, c] = [0, 1, 2].map((k) => [0, 1, 2].map((axis) => positions[3 * indices[3 * triangle + k]! + axis]! - origin[axis]!)) as [number[], number[], number[]];
    piece.volume += (a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) + a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)) / 6;
    for (let k = 0; k < 9; k++) {
      const value = positions[3 * indices[3 * triangle + Math.floor(k / 3)]! + (k % 3)]!;
      piece.min[k % 3] = Math.min(piece.min[k % 3]!, value);
      piece.max[k % 3] = Math.max(piece.max[k % 3]!, value);
    }
  });
  mates.forEach((mate, side) => mate === NO_SIDE && (pieces.get(roots[triangleOf(side)]!)!.isClosed = false));
  return [...pieces.values()];
}

const isWithin = (point: readonly number[], { min, max }: Piece): boolean => point.every((value, axis) => value >= min[axis]! && value <= max[axis]!);

function* loopsOf({ indices }: Surface, { triangles }: Piece): Generator<Uint32Array> {
  for (const triangle of triangles) yield indices.subarray(3 * triangle, 3 * triangle + 3);
}
