import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listCodeFiles } from "../init/list-code-files.ts";

export interface Mount {
  /** Where it is mounted, as it is written; `/` where nothing is. */
  path: string;
  file: string;
  line: number;
  /** The whole line. */
  text: string;
}

const CREATED = /\b(\w+)\s*=\s*(?:await\s+)?createModel3D\(/g;
/** The name under which our own guides have it. */
const USUAL_NAME = "model3d";
const MOUNT = /\.use\(\s*(?:(["'`])(\/[^"'`]*)\1\s*,)?[^;]*?\b(\w+)\.router\b/;

/** Where a host's code mounts the router, by its lines. */
export function findMounts(folder: string): Mount[] {
  const files = listCodeFiles(folder, { withOurs: true }).map((file) => ({ file: file.replaceAll("\\", "/"), text: readFileSync(join(folder, file), "utf8") }));
  const names = new Set([USUAL_NAME, ...files.flatMap(({ text }) => [...text.matchAll(CREATED)].map(([, name = ""]) => name))]);
  return files.flatMap(({ file, text }) =>
    text.split("\n").flatMap((line, at) => {
      const [, , path = "/", name = ""] = MOUNT.exec(line) ?? [];
      return names.has(name) && !/^\s*(?:\/\/|\*)/.test(line) ? [{ path: path.length > 1 ? path.replace(/\/$/, "") : path, file, line: at + 1, text: line.trim() }] : [];
    }),
  );
}
