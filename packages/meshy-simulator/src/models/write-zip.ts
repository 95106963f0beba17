import { crc32 } from "node:zlib";

export interface ZipEntry {
  name: string;
  bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, where the format's time begins: the same files give the same bytes. */
const DATE = 0x0021;
const EXTRA_HEADER_BYTES = 4;
/** A kind of extra field that nobody has registered; it only fills. */
const PADDING_ID = 0x1986;

/**
 * A ZIP (PKWARE APPNOTE 6.3) of stored files. With `alignment` the bytes of each file begin at a multiple of it, as USDZ wants.
 */
export function writeZip(entries: readonly ZipEntry[], alignment = 1): Uint8Array {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const encoded = Buffer.from(name, "utf8");
    const extra = padding(at + LOCAL_HEADER_BYTES + encoded.length, alignment);
    const shared = sharedHeader(bytes, encoded.length, extra.length);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL_HEADER);
    parts.push(local, shared, encoded, extra, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));

    const entry = Buffer.alloc(CENTRAL_HEADER_BYTES);
    entry.writeUInt32LE(CENTRAL_HEADER, 0);
    entry.writeUInt16LE(VERSION, 4);
    sharedHeader(bytes, encoded.length, 0).copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    central.push(entry, encoded);
    at += LOCAL_HEADER_BYTES + encoded.length + extra.length + bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_OF_CENTRAL, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** From "version needed" to "extra field length": the same in both headers. */
function sharedHeader(bytes: Uint8Array, nameLength: number, extraLength: number): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES - 4);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(UTF8_NAMES, 2);
  header.writeUInt16LE(DATE, 8);
  header.writeUInt32LE(crc32(bytes), 10);
  header.writeUInt32LE(bytes.length, 14);
  header.writeUInt32LE(bytes.length, 18);
  header.writeUInt16LE(nameLength, 22);
  header.writeUInt16LE(extraLength, 24);
  return header;
}

function padding(at: number, alignment: number): Buffer {
  if (at % alignment === 0) return Buffer.alloc(0);
  const start = at + EXTRA_HEADER_BYTES;
  const extra = Buffer.alloc(EXTRA_HEADER_BYTES + ((alignment - (start % alignment)) % alignment));
  extra.writeUInt16LE(PADDING_ID, 0);
  extra.writeUInt16LE(extra.length - EXTRA_HEADER_BYTES, 2);
  return extra;
}
