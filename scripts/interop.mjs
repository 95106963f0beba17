// `npm run test:interop`: every model of the interop set in every format, read by the programs that people really use; writes docs/interop.md.
// `npm run test:interop -- cube hollow step FreeCAD` takes those models, formats or programs only, and writes nothing. Programs that are missing are installed where that is possible.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

const COMMANDS = { "assimp-utils": ["assimp", "version"], admesh: ["admesh", "--version"], "python3-ezdxf": ["/usr/bin/python3", "-c", "import ezdxf"], "prusa-slicer": ["prusa-slicer", "--help"], freecad: ["freecadcmd", "--version"], blender: ["blender", "--version"] };
const PACKAGES = ["occt-import-js@0.0.23", "tinyusdz@0.9.0-rc10"];

ensureInstalled();
const cache = join(ROOT, "node_modules/.cache/model-3d/interop");
mkdirSync(cache, { recursive: true });
if (!existsSync(join(cache, "package.json"))) writeFileSync(join(cache, "package.json"), '{ "private": true }\n');

const isHere = ([command, ...args]) => spawnSync(command, args, { stdio: "ignore", timeout: 60_000 }).error?.code !== "ENOENT";
const answers = ([command, ...args]) => spawnSync(command, args, { stdio: "ignore", timeout: 60_000 }).status === 0;
const canInstall = process.platform === "linux" && process.getuid?.() === 0 && isHere(["apt-get", "--version"]);
for (const [name, command] of Object.entries(COMMANDS)) {
  if (name === "python3-ezdxf" ? answers(command) : isHere(command)) continue;
  if (!canInstall) continue;
  console.log(`Installing ${name} …`);
  const { status } = spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  if (status !== 0) console.log(`${name} could not be installed.`);
}
const missing = PACKAGES.filter((name) => !existsSync(join(cache, "node_modules", name.slice(0, name.lastIndexOf("@")))));
if (missing.length > 0) {
  const { status } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...missing], { cwd: cache, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) console.log(`${missing.join(", ")} could not be installed.`);
}
const { status } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", join(ROOT, "packages/mesh/test/interop/run-interop.ts"), cache, join(ROOT, "docs/interop.md"), ...process.argv.slice(2)], { cwd: ROOT, env: childEnvironment(), stdio: "inherit" });
process.exit(status ?? 1);
