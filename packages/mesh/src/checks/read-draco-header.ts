/** What a mesh that is compressed with Draco says that it has, before any of it is decoded. */
export interface DracoCounts {
  triangles: number;
  /** Vertices; of a mesh that was walked by its edges those of its surface, before seams part them. */
  vertices: number;
}

const MAGIC = "DRACO";
const MESH = 1;
const SEQUENTIAL = 0;
const EDGEBREAKER = 1;
const HAS_METADATA = 0x8000;
/** Entries and parts of the metadata, over all levels. */
const MOST_METADATA = 10_000;

class Cursor {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError("The bytes end in the middle.");
    return value;
  }

  /** Seven bits a byte, the low ones first. */
  varint(): number {
    let value = 0;
    for (let bits = 0; bits < 35; bits += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** bits;
      if (byte < 0x80) return value;
    }
    throw new RangeError("A number is longer than 32 bits.");
  }

  skip(count: number): void {
    this.#at += count;
  }
}

/**
 * Reads the head of a Draco bitstream of version 2.2, which is the one of glTF (Draco Bitstream Specification, Google; KHR_draco_mesh_compression); null
 * for what is no such mesh. Nothing of what it says is believed, or allocated.
 */
export function readDracoHeader(bytes: Uint8Array): DracoCounts | null {
  try {
    return readCounts(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readCounts(bytes: Uint8Array): DracoCounts | null {
  if (bytes.length < 11 || String.fromCharCode(...bytes.subarray(0, 5)) !== MAGIC) return null;
  const [major, minor, kind, method] = [bytes[5]!, bytes[6]!, bytes[7]!, bytes[8]!];
  const flags = bytes[9]! + 256 * bytes[10]!;
  if (major !== 2 || minor !== 2 || kind !== MESH) return null;
  const cursor = new Cursor(bytes, 11);
  if ((flags & HAS_METADATA) !== 0) skipMetadata(cursor);
  if (method === SEQUENTIAL) {
    const triangles = cursor.varint();
    return { triangles, vertices: cursor.varint() };
  }
  if (method !== EDGEBREAKER) return null;
  // How its symbols are packed.
  cursor.byte();
  const vertices = cursor.varint();
  return { triangles: cursor.varint(), vertices };
}

/** Of each attribute that has some, then of the whole: entries of a name and bytes, and parts of a name with the same in them. */
function skipMetadata(cursor: Cursor): void {
  let left = MOST_METADATA;
  const take = (count: number) => {
    left -= count;
    if (left < 0) throw new RangeError("There is more metadata than is taken.");
    return count;
  };
  const skipElement = () => {
    for (let entries = take(cursor.varint()); entries > 0; entries--) {
      cursor.skip(cursor.byte());
      cursor.skip(cursor.varint());
    }
    // A part begins with its name, and is read like the element that it is in.
    for (let parts = take(cursor.varint()); parts > 0; parts--) {
      cursor.skip(cursor.byte());
      skipElement();
    }
  };
  for (let attributes = take(cursor.varint()); attributes > 0; attributes--) {
    cursor.varint();
    skipElement();
  }
  skipElement();
}
