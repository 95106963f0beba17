// Runs on whatever Node the machine has, before anything of ours is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OLDEST_NODE = 20;
const STAMP = `${ROOT}node_modules/.installed-for`;

/** The Node that the project brings along, whatever the machine's own is. */
export const NODE = `${ROOT}node_modules/.bin/node`;
export const SOURCE_CONDITION = "--conditions=model-3d-source";

export function fail(message) {
  console.error(`\n  ${message}\n`);
  process.exit(1);
}

/** Installs the packages of the lock file unless exactly these are there already. */
export function ensureInstalled() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) fail(`model-3d needs Node ${OLDEST_NODE} or newer to start from; this is ${process.versions.node}. Install one from your system's packages.`);
  const lock = createHash("sha256").update(readFileSync(`${ROOT}package-lock.json`)).digest("hex");
  if (existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  console.log("Installing packages (about a minute the first time) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  if (status !== 0) fail("The packages could not be installed; npm says why above. Check the network and try again.");
  if (!existsSync(NODE) || !statSync(NODE).isFile()) fail("npm did not install the Node that the project brings along. Allow its install script and try again.");
  writeFileSync(STAMP, lock);
}

/** Environment of child processes: our own Node first. */
export function childEnvironment(extra = {}) {
  return { ...process.env, PATH: `${ROOT}node_modules/.bin:${process.env.PATH}`, ...extra };
}
