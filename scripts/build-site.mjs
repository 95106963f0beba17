// `npm run site`: the documents as a site in `site/dist`, with every element live. `npm run site -- --serve` shows it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { childEnvironment, ensureInstalled, fail, NODE, ROOT } from "./ensure-installed.mjs";

const SITE = join(ROOT, "site");
const STAMP = join(SITE, "node_modules/.installed-for");

function run(what, command, args, cwd = SITE) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: childEnvironment(), encoding: "utf8", shell: process.platform === "win32" && command === "npm" });
  if (status !== 0) fail(`${what}:\n${stdout}${stderr}`);
}

/** The site's generator is needed by nothing else: it is installed when the site is first built. */
function installGenerator() {
  const lock = createHash("sha256").update(readFileSync(join(SITE, "package-lock.json"))).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  console.log("Installing the site's generator …");
  run("The site's generator could not be installed", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(STAMP, lock);
}

/** Builds the site into `site/dist` and answers with that folder. */
export function buildSite() {
  installGenerator();
  console.log("Building the site …");
  const open = join(SITE, "public");
  rmSync(open, { recursive: true, force: true });
  mkdirSync(open, { recursive: true });
  for (const folder of ["models", "photos"]) cpSync(join(ROOT, "demo", folder), join(open, folder), { recursive: true });
  cpSync(join(ROOT, "docs/pictures"), join(open, "pictures"), { recursive: true });
  cpSync(join(ROOT, "demo/pages/icon.svg"), join(open, "icon.svg"));
  cpSync(join(ROOT, "llms.txt"), join(open, "llms.txt"));
  run("The live elements could not be built", NODE, ["node_modules/rollup/dist/bin/rollup", "--config", "rollup.config.mjs", "--configSite", "--silent"], ROOT);
  run("The site could not be built", NODE, ["node_modules/vitepress/bin/vitepress.js", "build"]);
  return join(SITE, "dist");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensureInstalled();
  const folder = buildSite();
  if (process.argv.includes("--serve")) spawnSync(NODE, ["node_modules/vitepress/bin/vitepress.js", "preview"], { cwd: SITE, env: childEnvironment(), stdio: "inherit" });
  else console.log(`The site lies in ${folder}.`);
}
