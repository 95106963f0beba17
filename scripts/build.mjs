// `npm run build`: every published package, from `packages/<name>/src` to `packages/<name>/dist`, and the elements' bundle for script tags.
// Does nothing when the files on disk were made from exactly these sources, so that each package can ask for it before it is packed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { DECODER_NAMES, decoderModule } from "./decoder-modules.mjs";
import { childEnvironment, ensureInstalled, fail, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

/** What is published; test utilities are not. */
const PACKAGES = ["contract", "client", "generator", "mesh", "server", "elements", "meshy-simulator"];
const STAMP = join(ROOT, "node_modules/.cache/model-3d/built-from");
const INPUTS = [...PACKAGES.map((name) => `packages/${name}/src`), "migrations", "rollup.config.mjs", "tsconfig.json", "package-lock.json", "scripts/build.mjs", "scripts/reference", "scripts/decoder-modules.mjs", "scripts/late-parts.mjs"];
const IS_TEST = /\.test\.ts$|\/(test|testing|bench)\//;
/** Modules, and the workers that are started beside them. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*|\bnew Worker\(\s*new URL\(\s*)"(\.{1,2}\/[^"]+)"/g;

// Never anew: whoever packs or tests the packages is using what is installed at this moment.
if (!existsSync(join(ROOT, "node_modules/typescript"))) ensureInstalled();
const { default: ts } = await import("typescript");

function filesBelow(path) {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path)).flatMap((name) => filesBelow(posix.join(path, name)));
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest("hex");
}

const distOf = (name) => `packages/${name}/dist`;
const isBuilt = (stamp) => existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp && PACKAGES.every((name) => existsSync(join(ROOT, distOf(name), "index.js")));

/** Where a source's output goes, the file's extension untouched: into its package, and the migrations into the server's. Null for what is not published. */
function placeOf(path) {
  const [, name, rest] = /^packages\/([^/]+)\/src\/(.+)$/.exec(path) ?? [];
  if (PACKAGES.includes(name)) return posix.join(distOf(name), rest);
  return path.startsWith("migrations/") ? posix.join(distOf("server"), path) : null;
}

/** Relative imports as they are after the move. In declarations the compiler leaves `.ts`, which older ones cannot follow. */
function relink(text, source, place) {
  return text.replace(SPECIFIER, (_all, before, specifier) => {
    const target = placeOf(posix.join(posix.dirname(source), specifier));
    if (target === null || target.split("/")[1] !== place.split("/")[1]) fail(`${source} would import ${specifier} from outside of its package.`);
    const moved = posix.relative(posix.dirname(place), target).replace(/(?<!\.d)\.ts$/, ".js");
    return `${before}"${moved.startsWith(".") ? moved : `./${moved}`}"`;
  });
}

/** One program for all packages: they resolve one another's sources, and everything is checked once. */
function compile() {
  const { config, error } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  if (error) fail(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  const options = { noEmit: false, noEmitOnError: true, declaration: true, declarationMap: true, types: ["node"] };
  const parsed = ts.parseJsonConfigFileContent({ ...config, compilerOptions: { ...config.compilerOptions, ...options }, include: PACKAGES.map((name) => `packages/${name}/src`) }, ts.sys, ROOT);
  const program = ts.createProgram(parsed.fileNames.filter((file) => !IS_TEST.test(file)), parsed.options);
  const diagnostics = [...parsed.errors, ...ts.getPreEmitDiagnostics(program)];
  const { diagnostics: emitted } = diagnostics.length > 0 ? { diagnostics } : program.emit(undefined, place);
  if (emitted.length > 0) fail(ts.formatDiagnostics(emitted, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ROOT, getNewLine: () => "\n" }));
}

/** Receives what the compiler would write beside each source. */
function place(file, text) {
  const source = relative(ROOT, file).split(sep).join("/");
  const target = placeOf(source);
  // The server's declarations name no migration: nobody outside calls one.
  if (target === null || (source.startsWith("migrations/") && !source.endsWith(".js"))) return;
  mkdirSync(dirname(join(ROOT, target)), { recursive: true });
  writeFileSync(join(ROOT, target), target.endsWith(".map") ? pointBack(text, source, target) : relink(text, source, target));
}

/** A declaration's map leads to the source, which is in the package too. */
function pointBack(text, source, target) {
  const map = JSON.parse(text);
  map.sources = map.sources.map((name) => posix.relative(posix.dirname(target), posix.join(posix.dirname(source), name)));
  return JSON.stringify(map);
}

/** The decoders of compressed files themselves, in the place of what fetches them from the installed packages. */
function placeDecoders() {
  for (const name of DECODER_NAMES) {
    const path = `${distOf("elements")}/viewer/decoders/${name}.js`;
    writeFileSync(join(ROOT, path), decoderModule(path));
  }
}

/**
 * What makes files in a page, with all that it needs in one module: readers of glTF name modules of Node, at which some bundlers stop, and a
 * front end need not install what only few pages call.
 */
function bundleLocalExports() {
  const path = join(ROOT, distOf("elements"), "export/make-locally.js");
  bundle("--configLocal", "What makes files in a page");
  if (/(?:\bfrom|\bimport\(?)\s*["']node:/.test(readFileSync(path, "utf8"))) fail(`${path} would need Node in a page.`);
}

const bundleForScriptTags = () => bundle("--configCdn", "The bundle for script tags");

function bundle(config, what) {
  const { status, stdout, stderr } = spawnSync(NODE, ["node_modules/rollup/dist/bin/rollup", "--config", "rollup.config.mjs", config, "--silent"], { cwd: ROOT, env: childEnvironment(), encoding: "utf8" });
  if (status !== 0) fail(`${what} could not be built:\n${stdout}${stderr}`);
}

/** The elements' manifest, and the types for frameworks and editors that are made from it. */
function describeElements() {
  const { status, stderr } = spawnSync(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", "scripts/reference/write-package-files.ts"], { cwd: ROOT, env: childEnvironment(), encoding: "utf8" });
  if (status !== 0) fail(`The elements could not be described:\n${stderr}`);
}

const stamp = hashOf(INPUTS.flatMap(filesBelow).filter((path) => !IS_TEST.test(path)));
if (!isBuilt(stamp)) {
  console.error(`Building ${PACKAGES.join(", ")} …`);
  rmSync(STAMP, { force: true });
  for (const name of PACKAGES) rmSync(join(ROOT, distOf(name)), { recursive: true, force: true });
  compile();
  placeDecoders();
  bundleLocalExports();
  bundleForScriptTags();
  describeElements();
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
}
