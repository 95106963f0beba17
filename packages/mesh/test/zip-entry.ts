import type { ZipEntry } from "../src/zip/write-zip.ts";

/** An entry whose content comes in two pieces. */
export const zipEntryOf = (path: string, content: Uint8Array, isCompressed: boolean, isHuge = false): ZipEntry => ({ path, isCompressed, isHuge, chunks: [content.subarray(0, 3), content.subarray(3)] });
