import { MeshError } from "../mesh-error.ts";
import { checksumOf } from "./zip-checksum.ts";

export interface StoredEntry {
  /** With `/` between folders. */
  path: string;
  chunks: readonly Uint8Array[];
}

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** 1 January 1980, the first date that a ZIP can have: the same bytes for the same content. */
const DATE = 0x21;
const VERSION = 20;
/** Bit 11: the path is UTF-8. */
const FLAGS = 0x0800;
/** Of an extra field that is there to be skipped. */
const PADDING_ID = 0x1986;
const MOST_BYTES = 0xffff_ffff;

/**
 * A ZIP whose entries are stored as they are, the bytes of each at a multiple of `alignment`, so that a reader can map them into memory (APPNOTE 6.3).
 * Sizes and checksums stand before the bytes and not behind them: what reads such files looks there.
 *
 * @throws MeshError `too_large` for more than 4 GiB
 */
export function* writeStoredZip(entries: readonly StoredEntry[], alignment: number): Generator<Uint8Array> {
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { path, chunks } of entries) {
    const name = new TextEncoder().encode(path);
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    const begin = at + LOCAL_BYTES + name.length;
    // An extra field has four bytes before its content: what is nearer than that goes on to the next multiple.
    const gap = (alignment - (begin % alignment)) % alignment;
    const padding = gap > 0 && gap < 4 ? gap + alignment : gap;
    if (begin + padding + size > MOST_BYTES) throw new MeshError("too_large", "The file would have more than 4 GiB. Simplify the model, or make its textures smaller.");
    const checksum = chunks.reduce((before, chunk) => checksumOf(chunk, before), 0);
    yield localHeader(name, size, checksum, padding);
    yield* chunks;
    central.push(centralHeader(name, size, checksum, at));
    at = begin + padding + size;
  }
  yield* central;
  yield end(entries.length, central.reduce((sum, { length }) => sum + length, 0), at);
}

function localHeader(name: Uint8Array, size: number, checksum: number, padding: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(LOCAL_BYTES + name.length + padding));
  view.setUint32(0, 0x04034b50, true);
  writeCommon(view, 4, { name, size, checksum, padding });
  const bytes = new Uint8Array(view.buffer);
  bytes.set(name, LOCAL_BYTES);
  if (padding > 0) {
    view.setUint16(LOCAL_BYTES + name.length, PADDING_ID, true);
    view.setUint16(LOCAL_BYTES + name.length + 2, padding - 4, true);
  }
  return bytes;
}

function centralHeader(name: Uint8Array, size: number, checksum: number, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(CENTRAL_BYTES + name.length));
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, VERSION, true);
  writeCommon(view, 6, { name, size, checksum, padding: 0 });
  view.setUint32(42, offset, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(name, CENTRAL_BYTES);
  return bytes;
}

/** What both headers have, in the same order: from the version that is needed to the length of the extra field. */
function writeCommon(view: DataView, at: number, { name, size, checksum, padding }: { name: Uint8Array; size: number; checksum: number; padding: number }): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, FLAGS, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, checksum, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name.length, true);
  view.setUint16(at + 24, padding, true);
}

function end(count: number, size: number, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(END_BYTES));
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return new Uint8Array(view.buffer);
}
