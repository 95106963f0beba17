import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Model } from "../model.ts";
import { judgeByTable } from "./judge-by-table.ts";
import type { Format } from "./format.ts";
import { PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;
const TRIANGLES_AT_ONCE = 20_000;
const MOST_TRIANGLES = 0xffff_ffff;

/**
 * STL, binary (3D Systems, "StereoLithography Interface Specification", 1989): triangles and their normals, 50 bytes each. It has no unit; readers
 * take millimetres, Z up. The first 80 bytes say so, and do not begin with `solid`, by which readers tell text.
 */
export const stl: Format = {
  name: "stl",
  extension: "stl",
  mediaType: "model/stl",
  unit: "mm",
  upAxis: "z",
  takes: ["unit", "upAxis"],
  isForSolids: true,
  judge: judgeByTable({ kept: ["triangles", "size"], changed: ["normals", "parts"] }),
  write: writeStl,
};

async function* writeStl(model: Model, { signal, onProgress, ...options }: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const count = countTriangles(model);
  if (count === 0) throw new MeshError("no_triangles", "The model has no surface that could be printed.");
  if (count > MOST_TRIANGLES) throw new MeshError("too_large", `An STL holds ${MOST_TRIANGLES} triangles; the model has ${count}. Simplify it first.`);
  const header = new Uint8Array(HEADER_BYTES);
  new TextEncoder().encodeInto(`binary STL, unit ${options.unit}, ${options.upAxis} up`.padEnd(80), header);
  new DataView(header.buffer).setUint32(80, count, true);
  yield header;
  const factor = options.scale * PER_METRE[options.unit];
  let done = 0;
  for (const { positions, indices } of model.parts) {
    for (let from = 0; from < indices.length; from += 3 * TRIANGLES_AT_ONCE) {
      signal?.throwIfAborted();
      const to = Math.min(indices.length, from + 3 * TRIANGLES_AT_ONCE);
      const chunk = new DataView(new ArrayBuffer(((to - from) / 3) * TRIANGLE_BYTES));
      for (let at = from, offset = 0; at < to; at += 3, offset += TRIANGLE_BYTES) writeTriangle(chunk, offset, positions, indices, at, factor, options.upAxis === "z");
      done += (to - from) / 3;
      onProgress(done / count);
      yield new Uint8Array(chunk.buffer);
    }
  }
}

/** Number by number: in lists of three it takes three times as long. Z up is a quarter turn about X, as `axesOf` has it. */
function writeTriangle(view: DataView, offset: number, positions: Float32Array, indices: Uint32Array, at: number, factor: number, isZUp: boolean): void {
  const [p, q, r] = [3 * indices[at]!, 3 * indices[at + 1]!, 3 * indices[at + 2]!];
  const [second, third, sign] = isZUp ? [2, 1, -1] : [1, 2, 1];
  const ax = positions[p]! * factor;
  const ay = sign * positions[p + second]! * factor;
  const az = positions[p + third]! * factor;
  const bx = positions[q]! * factor;
  const by = sign * positions[q + second]! * factor;
  const bz = positions[q + third]! * factor;
  const cx = positions[r]! * factor;
  const cy = sign * positions[r + second]! * factor;
  const cz = positions[r + third]! * factor;
  const i = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
  const j = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
  const k = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const length = Math.sqrt(i * i + j * j + k * k) || 1;
  view.setFloat32(offset, i / length, true);
  view.setFloat32(offset + 4, j / length, true);
  view.setFloat32(offset + 8, k / length, true);
  view.setFloat32(offset + 12, ax, true);
  view.setFloat32(offset + 16, ay, true);
  view.setFloat32(offset + 20, az, true);
  view.setFloat32(offset + 24, bx, true);
  view.setFloat32(offset + 28, by, true);
  view.setFloat32(offset + 32, bz, true);
  view.setFloat32(offset + 36, cx, true);
  view.setFloat32(offset + 40, cy, true);
  view.setFloat32(offset + 44, cz, true);
}
