/** An entry whose bytes have been written, or are about to be. */
export interface WrittenEntry {
  readonly name: Uint8Array;
  readonly isCompressed: boolean;
  readonly isHuge: boolean;
  /** Of its local header, from the start of the file. */
  readonly offset: number;
  /** Of its content, and of what is stored of it, in bytes. */
  size: number;
  packed: number;
  checksum: number;
}

/** What a field of four bytes holds, and what it says where the truth stands in a ZIP64 field. */
export const MOST_BYTES = 0xffff_fffe;
const SEE_ZIP64 = 0xffff_ffff;
const MOST_ENTRIES = 0xfffe;
const SEE_ZIP64_SHORT = 0xffff;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const ZIP64_ID = 1;
/** Bit 3: sizes and checksum stand behind the bytes. Bit 11: the path is UTF-8. */
const FLAGS = 0x0808;
const STORED = 0;
const DEFLATED = 8;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** 1 January 1980, the first date that a ZIP can have: the same bytes for the same content. */
const DATE = 0x21;

function record(bytes: number): { view: DataView; bytes: Uint8Array } {
  const view = new DataView(new ArrayBuffer(bytes));
  return { view, bytes: new Uint8Array(view.buffer) };
}

/** Before the bytes of an entry, whose size nobody knows yet; one that may be huge says so. */
export function localHeader({ name, isCompressed, isHuge }: WrittenEntry): Uint8Array {
  const extra = isHuge ? 20 : 0;
  const { view, bytes } = record(LOCAL_BYTES + name.length + extra);
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(4, isHuge ? VERSION_ZIP64 : VERSION, true);
  view.setUint16(6, FLAGS, true);
  view.setUint16(8, isCompressed ? DEFLATED : STORED, true);
  view.setUint16(12, DATE, true);
  if (isHuge) {
    view.setUint32(18, SEE_ZIP64, true);
    view.setUint32(22, SEE_ZIP64, true);
  }
  view.setUint16(26, name.length, true);
  view.setUint16(28, extra, true);
  bytes.set(name, LOCAL_BYTES);
  if (isHuge) {
    view.setUint16(LOCAL_BYTES + name.length, ZIP64_ID, true);
    view.setUint16(LOCAL_BYTES + name.length + 2, extra - 4, true);
  }
  return bytes;
}

/** Behind the bytes of an entry. */
export function descriptor({ isHuge, checksum, packed, size }: WrittenEntry): Uint8Array {
  const { view, bytes } = record(isHuge ? 24 : 16);
  view.setUint32(0, 0x08074b50, true);
  view.setUint32(4, checksum, true);
  if (isHuge) {
    view.setBigUint64(8, BigInt(packed), true);
    view.setBigUint64(16, BigInt(size), true);
  } else {
    view.setUint32(8, packed, true);
    view.setUint32(12, size, true);
  }
  return bytes;
}

/** In the list at the end; what does not fit into four bytes stands in a field of eight, in this order. */
export function centralHeader({ name, isCompressed, isHuge, offset, size, packed, checksum }: WrittenEntry): Uint8Array {
  const large = [size, packed, offset].filter((value) => value > MOST_BYTES);
  const extra = large.length > 0 ? 4 + 8 * large.length : 0;
  const { view, bytes } = record(CENTRAL_BYTES + name.length + extra);
  const short = (value: number) => (value > MOST_BYTES ? SEE_ZIP64 : value);
  const version = isHuge || extra > 0 ? VERSION_ZIP64 : VERSION;
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, version, true);
  view.setUint16(6, version, true);
  view.setUint16(8, FLAGS, true);
  view.setUint16(10, isCompressed ? DEFLATED : STORED, true);
  view.setUint16(14, DATE, true);
  view.setUint32(16, checksum, true);
  view.setUint32(20, short(packed), true);
  view.setUint32(24, short(size), true);
  view.setUint16(28, name.length, true);
  view.setUint16(30, extra, true);
  view.setUint32(42, short(offset), true);
  bytes.set(name, CENTRAL_BYTES);
  if (extra > 0) {
    view.setUint16(CENTRAL_BYTES + name.length, ZIP64_ID, true);
    view.setUint16(CENTRAL_BYTES + name.length + 2, extra - 4, true);
    large.forEach((value, at) => view.setBigUint64(CENTRAL_BYTES + name.length + 4 + 8 * at, BigInt(value), true));
  }
  return bytes;
}

/** The end of the file: where the list is, how long, of how many. */
export function endOfZip({ count, size, offset }: { count: number; size: number; offset: number }): Uint8Array {
  const isZip64 = count > MOST_ENTRIES || size > MOST_BYTES || offset > MOST_BYTES;
  const before = isZip64 ? END64_BYTES + LOCATOR_BYTES : 0;
  const { view, bytes } = record(before + END_BYTES);
  if (isZip64) {
    view.setUint32(0, 0x06064b50, true);
    view.setBigUint64(4, BigInt(END64_BYTES - 12), true);
    view.setUint16(12, VERSION_ZIP64, true);
    view.setUint16(14, VERSION_ZIP64, true);
    view.setBigUint64(24, BigInt(count), true);
    view.setBigUint64(32, BigInt(count), true);
    view.setBigUint64(40, BigInt(size), true);
    view.setBigUint64(48, BigInt(offset), true);
    view.setUint32(END64_BYTES, 0x07064b50, true);
    view.setBigUint64(END64_BYTES + 8, BigInt(offset + size), true);
    view.setUint32(END64_BYTES + 16, 1, true);
  }
  view.setUint32(before, 0x06054b50, true);
  view.setUint16(before + 8, Math.min(count, SEE_ZIP64_SHORT), true);
  view.setUint16(before + 10, Math.min(count, SEE_ZIP64_SHORT), true);
  view.setUint32(before + 12, Math.min(size, SEE_ZIP64), true);
  view.setUint32(before + 16, Math.min(offset, SEE_ZIP64), true);
  return bytes;
}
