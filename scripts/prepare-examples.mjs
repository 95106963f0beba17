// The examples are a project of their own, with packages that nothing else needs: they are installed for their own tests only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { childEnvironment, fail, ROOT } from "./ensure-installed.mjs";

const EXAMPLES = join(ROOT, "examples");
const STAMP = join(EXAMPLES, "node_modules/.installed-for");
const dependenciesOf = (name) => Object.keys(JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8")).dependencies);
const oursOf = (name) => dependenciesOf(name).flatMap((one) => (one.startsWith("@model-3d/") ? [one.slice("@model-3d/".length)] : []));
/** What an app gets by `npm install @model-3d/elements @model-3d/server`. */
const PACKED = [...new Set(["elements", ...oursOf("elements"), "server", ...oursOf("server")])];

function run(what, command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: childEnvironment(), encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) fail(`${what}:\n${stdout}${stderr}`);
}

function installFrameworks() {
  const lock = createHash("sha256").update(readFileSync(join(EXAMPLES, "package-lock.json"))).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  console.log("Installing the frameworks of the examples …");
  run("The examples' packages could not be installed", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], EXAMPLES);
  writeFileSync(STAMP, lock);
}

/** Packs our packages as they are published, and unpacks them where an app has them. */
function installPacked() {
  const folder = mkdtempSync(join(tmpdir(), "model-3d-packed-"));
  run("The packages could not be packed", "npm", ["pack", "--pack-destination", folder, "--offline", ...PACKED.flatMap((name) => ["--workspace", `packages/${name}`])], ROOT);
  for (const file of readdirSync(folder)) {
    const name = PACKED.find((one) => file.startsWith(`model-3d-${one}-`));
    const target = join(EXAMPLES, "node_modules/@model-3d", name ?? file);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    run("A package could not be unpacked", "tar", ["-xzf", join(folder, file), "-C", target, "--strip-components=1"], EXAMPLES);
    if (name !== undefined) linkNested(name, target);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** What a package needs in another version than its neighbours lies inside it, as npm puts it; the rest is found above. */
function linkNested(name, target) {
  const nested = join(ROOT, "packages", name, "node_modules");
  for (const dependency of dependenciesOf(name)) {
    if (!existsSync(join(nested, dependency))) continue;
    mkdirSync(dirname(join(target, "node_modules", dependency)), { recursive: true });
    symlinkSync(join(nested, dependency), join(target, "node_modules", dependency), "junction");
  }
}

export function prepareExamples() {
  installFrameworks();
  installPacked();
}
