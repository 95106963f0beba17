import type { Material, Part } from "../model.ts";
import { furtherUvsOf, usesOf } from "../texture-uses.ts";
import { axesOf } from "./write-options.ts";

const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;
/** What 16 bits cannot name: their highest number means something else to graphics cards (glTF 2.0, 3.7.2.1). */
const FIRST_LONG = 0xffff;
const VALUES_AT_ONCE = 60_000;

export interface BufferView {
  buffer: 0;
  byteOffset: number;
  byteLength: number;
  target?: number;
}

export interface Accessor {
  bufferView: number;
  componentType: number;
  count: number;
  type: "SCALAR" | "VEC2" | "VEC3" | "VEC4";
  min?: readonly number[];
  max?: readonly number[];
}

export interface Primitive {
  attributes: Record<string, number>;
  indices: number;
  material: number;
}

/** One buffer in the making: what lies where in it, and, once all is known, its bytes. */
export class GltfLayout {
  readonly accessors: Accessor[] = [];
  readonly bufferViews: BufferView[] = [];
  readonly #contents: (() => Iterable<Uint8Array>)[] = [];
  byteLength = 0;

  /** What its material has textures for must have coordinates, if only zeros (glTF 2.0, 3.7.2.1). */
  addPart(part: Part, dress: Material, scale: number): Primitive {
    const { positions, normals, colors, indices, material } = part;
    const count = positions.length / 3;
    const zeros = usesOf(dress).length > 0 ? new Float32Array(2 * count) : null;
    const uvSets = [part.uvs, ...furtherUvsOf(part, dress)].map((uvs) => uvs ?? zeros);
    const { point } = axesOf({ unit: "m", upAxis: "y", scale });
    const placed = (from: number, to: number) => scaled(positions, point, from, to);
    const attributes: Primitive["attributes"] = { POSITION: this.#addFloats(count, 3, placed, extentOf(positions, point)) };
    const copied = (values: Float32Array) => (from: number, to: number) => values.slice(from, to);
    if (normals) attributes.NORMAL = this.#addFloats(count, 3, copied(normals));
    for (const [set, uvs] of uvSets.entries()) if (uvs) attributes[`TEXCOORD_${set}`] = this.#addFloats(count, 2, copied(uvs));
    if (colors) attributes.COLOR_0 = this.#addFloats(count, 4, copied(colors));
    const isLong = count > FIRST_LONG;
    const bytes = (isLong ? 4 : 2) * indices.length;
    const view = this.#addView(bytes, () => pieces(indices.length, (from, to) => (isLong ? indices.slice(from, to) : Uint16Array.from(indices.subarray(from, to)))), ELEMENT_ARRAY_BUFFER);
    return { attributes, indices: this.accessors.push({ bufferView: view, componentType: isLong ? UNSIGNED_INT : UNSIGNED_SHORT, count: indices.length, type: "SCALAR" }) - 1, material };
  }

  addBytes(bytes: Uint8Array): number {
    return this.#addView(bytes.length, () => [bytes]);
  }

  /** All of it, with zeros after what ends between two multiples of four. */
  *bytes(signal: AbortSignal | undefined): Generator<Uint8Array> {
    for (const [at, content] of this.#contents.entries()) {
      for (const piece of content()) {
        signal?.throwIfAborted();
        yield piece;
      }
      const gap = gapAfter(this.bufferViews[at]!.byteLength);
      if (gap > 0) yield new Uint8Array(gap);
    }
  }

  #addFloats(count: number, size: 2 | 3 | 4, read: (from: number, to: number) => Float32Array, limits: Partial<Accessor> = {}): number {
    const bufferView = this.#addView(4 * size * count, () => pieces(size * count, read), ARRAY_BUFFER);
    return this.accessors.push({ bufferView, componentType: FLOAT, count, type: `VEC${size}`, ...limits }) - 1;
  }

  #addView(byteLength: number, content: () => Iterable<Uint8Array>, target?: number): number {
    this.#contents.push(content);
    const view: BufferView = { buffer: 0, byteOffset: this.byteLength, byteLength, ...(target === undefined ? {} : { target }) };
    this.byteLength += byteLength + gapAfter(byteLength);
    return this.bufferViews.push(view) - 1;
  }
}

export const gapAfter = (byteLength: number) => (4 - (byteLength % 4)) % 4;

/** As bytes with the low one first, which is how every machine that runs this has them in its arrays. */
function* pieces(length: number, read: (from: number, to: number) => Float32Array | Uint32Array | Uint16Array): Generator<Uint8Array> {
  for (let from = 0; from < length; from += VALUES_AT_ONCE) {
    const { buffer, byteOffset, byteLength } = read(from, Math.min(length, from + VALUES_AT_ONCE));
    yield new Uint8Array(buffer, byteOffset, byteLength);
  }
}

type Point = (positions: Float32Array, vertex: number, out: number[]) => void;

function scaled(positions: Float32Array, point: Point, from: number, to: number): Float32Array {
  const values = new Float32Array(to - from);
  const out: number[] = [];
  for (let at = from; at < to; at += 3) {
    point(positions, at / 3, out);
    values.set(out, at - from);
  }
  return values;
}

/** Of the numbers as 32 bits have them: readers compare. */
function extentOf(positions: Float32Array, point: Point): Pick<Accessor, "min" | "max"> {
  const [min, max, out]: [number[], number[], number[]] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity], []];
  for (let vertex = 0; vertex < positions.length / 3; vertex++) {
    point(positions, vertex, out);
    for (let axis = 0; axis < 3; axis++) {
      const value = Math.fround(out[axis]!);
      min[axis] = Math.min(min[axis]!, value);
      max[axis] = Math.max(max[axis]!, value);
    }
  }
  return { min, max };
}
