// `npm run collections -- --users 1000 --items 100 --places 50`: whole collections of many users at once against the simulator; who waits how long, and what it takes.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", join(ROOT, "e2e/collections/main.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
