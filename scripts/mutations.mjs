// `npm run mutations`: takes one guard away at a time, in a copy of the tree, and looks whether a test goes red; ends with 1 if one does not.
// `npm run mutations -- --only "credit account" --commit HEAD`: those whose name has the words, on the files of a commit.
// `--after "credit account"`: those that come after it in the list, to go on with a round.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT } from "./ensure-installed.mjs";

ensureInstalled();
const { status } = spawnSync(NODE, ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts/mutations/main.ts"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
