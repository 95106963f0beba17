import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";

/** Everything in a folder and below, while others take away what is in it. */
export async function listFiles(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    // A folder went away while it was being read, and others may after it.
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && path !== folder) return listFiles(folder);
    throw error;
  }
}
