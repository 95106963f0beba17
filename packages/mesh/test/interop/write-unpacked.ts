import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import type { FormatName } from "../../src/write/format.ts";
import { FORMATS } from "../../src/write/formats.ts";

/** Writes a file, unpacked where it is a ZIP of several, and gives the path of what a program opens. */
export function writeUnpacked(folder: string, model: string, format: FormatName, bytes: Uint8Array): string {
  const path = join(folder, model, `${model}.${format}`);
  mkdirSync(dirname(path), { recursive: true });
  if (FORMATS[format].extension !== "zip") {
    writeFileSync(path, bytes);
    return path;
  }
  let opened = path;
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    const at = join(folder, model, format, name);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    if (name.endsWith(`.${format}`)) opened = at;
  }
  return opened;
}
