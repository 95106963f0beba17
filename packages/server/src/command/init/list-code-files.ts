import { readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";

const LEFT_OUT = new Set(["node_modules", "dist", "build", "coverage", "out", "test", "tests", "__tests__"]);
const CODE = /^\.(?:js|mjs|cjs|ts|mts|cts)$/;
const MAX_DEPTH = 4;

/** The files of a host's own code, relative to its folder: no tests, nothing built, and the module that `init` makes only `withOurs`. */
export function listCodeFiles(root: string, { withOurs = false } = {}, folder = root, depth = 0): string[] {
  if (depth > MAX_DEPTH) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listCodeFiles(root, { withOurs }, path, depth + 1);
    return CODE.test(extname(entry.name)) && !/\.(test|spec|d)\.\w+$/.test(entry.name) && (withOurs || !/^model-3d\./.test(entry.name)) ? [relative(root, path)] : [];
  });
}
