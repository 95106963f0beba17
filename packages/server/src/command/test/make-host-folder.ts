import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A host's folder of its own below `root`, with these files by their paths in it. @returns where it is. */
export async function makeHostFolder(root: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(root, "host-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
