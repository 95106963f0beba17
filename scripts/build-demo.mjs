import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, fail, NODE, ROOT } from "./ensure-installed.mjs";

const BUNDLE = join(ROOT, "demo/public/bundle");
const STAMP = join(BUNDLE, ".built-from");
const INPUTS = ["packages/contract", "packages/client", "packages/generator/src", "packages/elements", "demo/pages", "rollup.config.mjs", "scripts/decoder-modules.mjs", "scripts/late-parts.mjs", "tsconfig.json", "package-lock.json"];

function filesBelow(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  const entries = (() => {
    try {
      return readdirSync(full, { withFileTypes: true });
    } catch {
      return null;
    }
  })();
  if (!entries) return [path];
  return entries.flatMap((entry) => (entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".") ? [] : entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}

/** Bundles the demo's pages unless the bundle on disk was made from exactly these sources. */
export function ensureDemoBundle() {
  const hash = createHash("sha256");
  for (const path of INPUTS.flatMap(filesBelow).sort()) hash.update(path).update(readFileSync(join(ROOT, path)));
  const stamp = hash.digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  console.log("Building the pages …");
  const { status, stdout, stderr } = spawnSync(NODE, ["node_modules/rollup/dist/bin/rollup", "--config", "rollup.config.mjs", "--configDemo", "--silent"], { cwd: ROOT, env: childEnvironment(), encoding: "utf8" });
  if (status !== 0) fail(`The pages could not be built:\n${stdout}${stderr}`);
  writeFileSync(STAMP, stamp);
}
