import { MeshError } from "../mesh-error.ts";
import type { ZlibPacker } from "../zip/load-zlib-packer.ts";

/** A property as the file has it: a letter for its type, then its value. */
export type FbxProperty = Uint8Array;

export interface FbxNode {
  name: string;
  properties: readonly FbxProperty[];
  /** Null: it is no list. A list may be empty. */
  children: readonly FbxNode[] | null;
}

const HEADER_BYTES = 27;
const VERSION = 7400;
const RECORD_BYTES = 13;
const PIECE_BYTES = 64 * 1024;
const MOST_BYTES = 0xffff_ffff;
/** Shorter arrays are stored as they are. */
const COMPRESSED_FROM = 128;
/** What ends every file of a fixed creation time: a code that goes with `FileId` and `CreationTime`, and one that never changes. */
const FOOT_ID = [0xfa, 0xbc, 0xab, 0x09, 0xd0, 0xc8, 0xd4, 0x66, 0xb1, 0x76, 0xfb, 0x83, 0x1c, 0xf7, 0x26, 0x7e];
const FOOT_MAGIC = [0xf8, 0x5a, 0x8c, 0x6a, 0xde, 0xf5, 0xd9, 0x7e, 0xec, 0xe9, 0x0c, 0xe3, 0x75, 0x8f, 0x29, 0x0b];
const FOOT_ZEROS = 120;

export const node = (name: string, properties: readonly FbxProperty[] = [], children: readonly FbxNode[] | null = null): FbxNode => ({ name, properties, children });

function property(type: string, bytes: number, fill: (view: DataView) => void): FbxProperty {
  const encoded = new Uint8Array(1 + bytes);
  encoded[0] = type.charCodeAt(0);
  fill(new DataView(encoded.buffer, 1));
  return encoded;
}

export const int = (value: number) => property("I", 4, (view) => view.setInt32(0, value, true));
export const long = (value: number) => property("L", 8, (view) => view.setBigInt64(0, BigInt(value), true));
export const double = (value: number) => property("D", 8, (view) => view.setFloat64(0, value, true));
export const flag = (value: boolean) => property("C", 1, (view) => view.setUint8(0, value ? 1 : 0));
export const text = (value: string) => sized("S", new TextEncoder().encode(value));
export const raw = (bytes: Uint8Array) => sized("R", bytes);

/** Long ones are compressed. */
export interface FbxArrays {
  ints(values: ArrayLike<number>): FbxProperty;
  doubles(values: ArrayLike<number>): FbxProperty;
  floats(values: ArrayLike<number>): FbxProperty;
  longs(values: ArrayLike<number>): FbxProperty;
}

export const arraysBy = (pack: ZlibPacker): FbxArrays => ({
  ints: (values) => array("i", values.length, 4, (view, at) => view.setInt32(4 * at, values[at]!, true), pack),
  doubles: (values) => array("d", values.length, 8, (view, at) => view.setFloat64(8 * at, values[at]!, true), pack),
  floats: (values) => array("f", values.length, 4, (view, at) => view.setFloat32(4 * at, values[at]!, true), pack),
  longs: (values) => array("l", values.length, 8, (view, at) => view.setBigInt64(8 * at, BigInt(values[at]!), true), pack),
});

function sized(type: "S" | "R", bytes: Uint8Array): FbxProperty {
  const encoded = property(type, 4 + bytes.length, (view) => view.setUint32(0, bytes.length, true));
  encoded.set(bytes, 5);
  return encoded;
}

function array(type: "i" | "d" | "f" | "l", count: number, size: number, fill: (view: DataView, at: number) => void, pack: ZlibPacker): FbxProperty {
  const values = new Uint8Array(count * size);
  const view = new DataView(values.buffer);
  for (let at = 0; at < count; at++) fill(view, at);
  const isCompressed = values.length > COMPRESSED_FROM;
  const stored = isCompressed ? pack(values) : values;
  const encoded = property(type, 12 + stored.length, (head) => {
    head.setUint32(0, count, true);
    head.setUint32(4, isCompressed ? 1 : 0, true);
    head.setUint32(8, stored.length, true);
  });
  encoded.set(stored, 13);
  return encoded;
}

/**
 * A binary file of version 7.4: a head, the nodes, each of which says where in the file it ends, and a foot. There is no standard; this follows what
 * Blender's developers found out ("FBX binary file format specification", 2013).
 *
 * @throws MeshError `too_large` for more than the 4 GiB within which a node can say where it ends.
 */
export function encodeFbx(nodes: readonly FbxNode[]): Generator<Uint8Array> {
  return gather(encodeAll(nodes));
}

/** A file has a hundred bits of some bytes for each of its parts: whoever takes it gets pieces that are worth a step. What is large goes as it is. */
function* gather(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let [gathered, used] = [new Uint8Array(PIECE_BYTES), 0];
  for (const piece of pieces) {
    if (used + piece.length > PIECE_BYTES && used > 0) {
      yield gathered.subarray(0, used);
      [gathered, used] = [new Uint8Array(PIECE_BYTES), 0];
    }
    if (piece.length > PIECE_BYTES) yield piece;
    else {
      gathered.set(piece, used);
      used += piece.length;
    }
  }
  if (used > 0) yield gathered.subarray(0, used);
}

function* encodeAll(nodes: readonly FbxNode[]): Generator<Uint8Array> {
  const sizes = new Map<FbxNode, number>();
  const total = HEADER_BYTES + nodes.reduce((sum, child) => sum + measure(child, sizes), 0) + RECORD_BYTES;
  if (total > MOST_BYTES) throw new MeshError("too_large", "An FBX of this version holds 4 GiB; the model needs more. Simplify it or make its textures smaller first.");
  const head = new Uint8Array(HEADER_BYTES);
  head.set(new TextEncoder().encode("Kaydara FBX Binary  \0\x1a\0"));
  new DataView(head.buffer).setUint32(23, VERSION, true);
  yield head;
  let at = HEADER_BYTES;
  for (const child of nodes) {
    yield* encode(child, at, sizes);
    at += sizes.get(child)!;
  }
  yield new Uint8Array(RECORD_BYTES);
  yield footAfter(total);
}

function measure(of: FbxNode, sizes: Map<FbxNode, number>): number {
  const own = RECORD_BYTES + of.name.length + of.properties.reduce((sum, { length }) => sum + length, 0);
  const size = own + (of.children === null ? 0 : of.children.reduce((sum, child) => sum + measure(child, sizes), RECORD_BYTES));
  sizes.set(of, size);
  return size;
}

function* encode(of: FbxNode, from: number, sizes: ReadonlyMap<FbxNode, number>): Generator<Uint8Array> {
  const head = new Uint8Array(RECORD_BYTES + of.name.length);
  const view = new DataView(head.buffer);
  const values = of.properties.reduce((sum, { length }) => sum + length, 0);
  view.setUint32(0, from + sizes.get(of)!, true);
  view.setUint32(4, of.properties.length, true);
  view.setUint32(8, values, true);
  view.setUint8(12, of.name.length);
  new TextEncoder().encodeInto(of.name, head.subarray(RECORD_BYTES));
  yield head;
  yield* of.properties;
  if (of.children === null) return;
  let at = from + head.length + values;
  for (const child of of.children) {
    yield* encode(child, at, sizes);
    at += sizes.get(child)!;
  }
  yield new Uint8Array(RECORD_BYTES);
}

function footAfter(total: number): Uint8Array {
  const afterId = total + FOOT_ID.length + 4;
  const padding = 16 - (afterId % 16);
  const foot = new Uint8Array(FOOT_ID.length + 4 + padding + 4 + FOOT_ZEROS + FOOT_MAGIC.length);
  foot.set(FOOT_ID);
  new DataView(foot.buffer).setUint32(FOOT_ID.length + 4 + padding, VERSION, true);
  foot.set(FOOT_MAGIC, foot.length - FOOT_MAGIC.length);
  return foot;
}
