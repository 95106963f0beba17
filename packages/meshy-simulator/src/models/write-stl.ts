import type { Mesh } from "./read-mesh.ts";

const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

/** Binary STL, in the units and axes of the GLB. */
export function writeStl({ positions, indices }: Mesh): Uint8Array {
  const count = indices.length / 3;
  const bytes = new Uint8Array(HEADER_BYTES + 4 + count * TRIANGLE_BYTES);
  const data = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("binary STL"));
  data.setUint32(HEADER_BYTES, count, true);
  const point = (corner: number): [number, number, number] => {
    const at = (indices[corner] ?? 0) * 3;
    return [positions[at] ?? 0, positions[at + 1] ?? 0, positions[at + 2] ?? 0];
  };
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [point(i * 3), point(i * 3 + 1), point(i * 3 + 2)];
    const values = [...normalOf(a, b, c), ...a, ...b, ...c];
    values.forEach((value, k) => data.setFloat32(HEADER_BYTES + 4 + i * TRIANGLE_BYTES + k * 4, value, true));
  }
  return bytes;
}

type Point = readonly [number, number, number];

function normalOf(a: Point, b: Point, c: Point): Point {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
