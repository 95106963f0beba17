import { readFile } from "node:fs/promises";

const REASONS: Readonly<Record<string, string>> = { ENOENT: "There is no file", EISDIR: "A folder is no file:", EACCES: "It is not allowed to read" };

/** The bytes of a file. @throws Error in one line that names it. */
export async function readGlbFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new Error(`${REASONS[code] ?? `It cannot be read (${code}):`} ${path}.`, { cause: error });
  }
}
