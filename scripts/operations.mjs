// `npm run operations -- --count 100000 --seed 1`: credits, versions and states against a plain reference, two operations at a time.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", join(ROOT, "packages/server/test/operations/main.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
