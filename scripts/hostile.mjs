// `npm run hostile`: 10,000 changed files of each of four models, each refused with words of its own or done by all that takes a model; and as many of
// four together, by the threads of the server, within their limits of time and memory.
// `npm run hostile -- 500` takes as many, 50 at least: of fewer, none may happen to be readable.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT } from "./ensure-installed.mjs";

const FILES = ["packages/mesh/src/read/hostile-glbs.test.ts", "packages/mesh/src/hostile-models.test.ts", "packages/server/test/hostile-files.test.ts"];
const [count = "10000", ...rest] = process.argv.slice(2);
if (!/^\d+$/.test(count) || Number(count) < 50 || rest.length > 0) {
  console.error("npm run hostile -- <how many changed files of each model>, 50 or more.");
  process.exit(2);
}

ensureInstalled();
const { status } = spawnSync(NODE, [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...FILES], { cwd: ROOT, env: { ...childEnvironment(), MODEL_3D_MUTATIONS: count }, stdio: "inherit" });
process.exit(status ?? 1);
