import { piecesOnce } from "../write/pieces-once.ts";
import { MeshError } from "../mesh-error.ts";
import { centralHeader, descriptor, endOfZip, localHeader, MOST_BYTES, type WrittenEntry } from "./zip-records.ts";
import { deflate } from "./deflate.ts";
import { checksumOf } from "./zip-checksum.ts";

export interface ZipEntry {
  /** With `/` between folders. */
  path: string;
  /** Pictures are small already; text is not. */
  isCompressed: boolean;
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Whether it may have 4 GiB or more; it is announced before its bytes, and older readers do not know how. Default false. */
  isHuge?: boolean;
}

export interface WriteZipOptions {
  /** The CRC-32 of bytes, going on from that of those before them (0 at the start); a faster one than ours where there is one. */
  checksum?: (bytes: Uint8Array, before: number) => number;
}

/**
 * A ZIP, one entry after the other, in pieces as they come and without more in memory than one of them (APPNOTE 6.3). ZIP64 where it has to be: from
 * 65,536 entries or 4 GiB on, and for entries that are `isHuge`. The same bytes for the same content in one environment.
 *
 * @throws MeshError `too_large` for an entry of 4 GiB or more that was not announced; TypeError for whoever goes through the pieces a second time.
 */
export function writeZip(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>, { checksum = checksumOf }: WriteZipOptions = {}): AsyncGenerator<Uint8Array> {
  return piecesOnce(zip(entries, checksum));
}

async function* zip(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>, checksum: NonNullable<WriteZipOptions["checksum"]>): AsyncGenerator<Uint8Array> {
  const written: WrittenEntry[] = [];
  let at = 0;
  for await (const { path, isCompressed, chunks, isHuge = false } of entries) {
    const entry: WrittenEntry = { name: new TextEncoder().encode(path), isCompressed, isHuge, offset: at, size: 0, packed: 0, checksum: 0 };
    const header = localHeader(entry);
    at += header.length;
    yield header;
    for await (const piece of packed(chunks, entry, checksum)) {
      entry.packed += piece.length;
      if (!isHuge && Math.max(entry.packed, entry.size) > MOST_BYTES) throw new MeshError("too_large", `${path} would have more than 4 GiB.`);
      at += piece.length;
      yield piece;
    }
    const end = descriptor(entry);
    at += end.length;
    yield end;
    written.push(entry);
  }
  const start = at;
  for (const entry of written) {
    const header = centralHeader(entry);
    at += header.length;
    yield header;
  }
  yield endOfZip({ count: written.length, size: at - start, offset: start });
}

/** The bytes of an entry as they are stored; counts and sums them up as they come. */
function packed(chunks: ZipEntry["chunks"], entry: WrittenEntry, checksum: NonNullable<WriteZipOptions["checksum"]>): AsyncGenerator<Uint8Array> {
  async function* counted() {
    for await (const chunk of chunks) {
      if (chunk.length === 0) continue;
      entry.size += chunk.length;
      entry.checksum = checksum(chunk, entry.checksum);
      yield chunk;
    }
  }
  return entry.isCompressed ? deflate(counted()) : counted();
}
