// Before each package is published, and by `npm run release:check`: refuses while anything is missing, since what went out cannot be taken back.
import { fileURLToPath } from "node:url";
import { findLacks } from "./find-lacks.mjs";

const root = process.argv[2] ?? fileURLToPath(new URL("../..", import.meta.url));
const lacks = findLacks(root, process.env);
if (lacks.length > 0) {
  console.error(`\n  Not to be released yet (docs/releasing.md says what to do):\n${lacks.map((line) => `    ${line}`).join("\n")}\n`);
  process.exit(1);
}
console.log("Nothing is missing for a release.");
