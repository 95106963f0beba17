// `npm run test:rolling -- --before 0031`: the version before a migration and this one on one database, under users who work; needs the history of the repository.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", join(ROOT, "e2e/rolling/main.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
