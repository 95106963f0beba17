import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

export interface ZipEntry {
  /** With `/` between folders. */
  path: string;
  /** Pictures are small already; text is not. */
  isCompressed: boolean;
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Twice as fast as the usual 6, for files that are up to 8 % larger: measured on OBJ, 3MF and glTF. */
const LEVEL = 1;
/** The same bytes for the same content: the first date that a ZIP can have. */
const EPOCH = new Date(1980, 0, 1);

/** A ZIP, one entry after the other, in pieces as they come (APPNOTE 6.3, without ZIP64: at most 4 GiB). */
export async function* writeZip(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for await (const { path, isCompressed, chunks } of entries) {
    const entry = isCompressed ? new ZipDeflate(path, { level: LEVEL }) : new ZipPassThrough(path);
    entry.mtime = EPOCH;
    zip.add(entry);
    for await (const chunk of chunks) {
      entry.push(chunk);
      yield* ready.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
