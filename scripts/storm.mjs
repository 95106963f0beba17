// `npm run storm -- --seeds 20 --first 1 --users 20 --generations 10`: every fault of the service at random, two servers and two workers that are killed in turn.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", join(ROOT, "e2e/storm/main.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
