// `npm run bench`: measures what `bench/` has and writes bench/RESULTS.md; `npm run bench -- file-copy` measures that one and only prints it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, [SOURCE_CONDITION, join(ROOT, "bench/run.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
