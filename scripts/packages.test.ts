import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { publint } from "publint";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMON_JS } from "./test/common-js.ts";
import { CONSUMER } from "./test/consumer.ts";
import { hostProgram } from "./test/host-program.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const NAMES = ["contract", "client", "generator", "mesh", "server", "elements", "meshy-simulator"];
const BUILD_TIMEOUT_MS = 400_000;
const RUN_TIMEOUT_MS = 200_000;

/** What the packages leave to the host: Express, and the types of Node; and sharp, which npm puts beside them since the server has it. */
const OF_THE_HOST = ["express", "express4", "@types/node", "undici-types", "sharp"];

/** Entries that cannot be imported without their framework: tested with it, in examples/ and beside the server. */
const NEED_FRAMEWORKS = new Set(["./react", "./vue", "./svelte", "./angular", "./nest"]);

interface Manifest {
  exports: Record<string, string | Record<string, string>>;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  publishConfig: { access: string; provenance: boolean };
  engines: { node: string };
}

/** A host's folder with the packed packages and what they say they need, and nothing else. */
let host: string;
const installed = (name: string) => join(host, "node_modules/@model-3d", name);
const manifestOf = async (name: string): Promise<Manifest> => JSON.parse(await readFile(join(installed(name), "package.json"), "utf8"));
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));

/** A user's Node: without our export condition. */
const plainEnvironment = () => ({ ...process.env, NODE_OPTIONS: "", NODE_ENV: "production", npm_config_update_notifier: "false" });

async function link(name: string, from: string, into: string): Promise<void> {
  const nested = join(from, "node_modules", name);
  const path = join(into, "node_modules", name);
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  await symlink(existsSync(nested) ? nested : join(root, "node_modules", name), path, "junction");
}

async function install(): Promise<void> {
  host = await mkdtemp(join(tmpdir(), "model-3d-host-"));
  const workspaces = NAMES.flatMap((name) => ["--workspace", `packages/${name}`]);
  await run("npm", ["pack", "--pack-destination", host, "--offline", ...workspaces], { cwd: root, env: plainEnvironment() });
  const tarballs = (await readdir(host)).filter((file) => file.endsWith(".tgz"));
  expect(tarballs).toHaveLength(NAMES.length);
  for (const name of NAMES) {
    await mkdir(installed(name), { recursive: true });
    const tarball = tarballs.find((file) => file.startsWith(`model-3d-${name}-`)) ?? "";
    await run("tar", ["-xzf", join(host, tarball), "-C", installed(name), "--strip-components=1"]);
    const needed = Object.keys((await manifestOf(name)).dependencies).filter((dependency) => !dependency.startsWith("@model-3d/"));
    for (const dependency of needed) await link(dependency, join(root, "packages", name), installed(name));
  }
  for (const name of OF_THE_HOST) await link(name, root, host);
  await writeFile(join(host, "package.json"), JSON.stringify({ name: "host", private: true, type: "module" }));
}

/** Every specifier by which a package can be imported, without data and what a framework is needed for. */
async function entriesOf(name: string): Promise<string[]> {
  const { exports } = await manifestOf(name);
  const keys = Object.keys(exports).filter((key) => !key.endsWith(".json") && !NEED_FRAMEWORKS.has(key));
  const folders = (await readdir(join(installed(name), "dist"))).filter((folder) => existsSync(join(installed(name), "dist", folder, `${folder}.js`)));
  return keys.flatMap((key) => (key.includes("*") ? folders.map((folder) => key.replace("*", folder)) : [key])).map((key) => `@model-3d/${name}${key.slice(1)}`);
}

const allEntries = async () => (await Promise.all(NAMES.map(entriesOf))).flat();

async function runInHost(file: string, script: string): Promise<string> {
  await writeFile(join(host, file), script);
  const { stdout } = await run(process.execPath, [file], { cwd: host, env: plainEnvironment(), timeout: RUN_TIMEOUT_MS });
  return stdout;
}

/** What one export brings along: of our packages and of others. */
async function modulesFor(name: string, contents: string): Promise<string[]> {
  const { metafile } = await build({ stdin: { contents, resolveDir: installed(name) }, external: ["node:*", "module"], bundle: true, splitting: true, write: false, metafile: true, format: "esm", outdir: "/bundle", logLevel: "error" });
  const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === "<stdin>");
  return Object.entries(entry?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && path !== "<stdin>" ? [path.replace(/^.*\/dist\//, "")] : []));
}

/** What the compiler says of the consumer and, as without `skipLibCheck`, of our own declarations; those of others are theirs. */
function errorsOf(file: string, options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([file], { ...options, target: ts.ScriptTarget.ES2024, lib: ["lib.es2024.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: ["node"], typeRoots: [join(host, "node_modules/@types")], strict: true, noEmit: true });
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName === file || fileName.includes("/node_modules/@model-3d/"));
  const found = [...program.getOptionsDiagnostics(), ...ours.flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])];
  return found.map((diagnostic) => `${relative(host, diagnostic.file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`);
}

describe.runIf(!process.env.MODEL_3D_TEST_FAST)("the packed packages, installed alone", () => {
  beforeAll(install, BUILD_TIMEOUT_MS);
  afterAll(() => rm(host, { recursive: true, force: true }));

  it.each(NAMES)("%s brings its licence, no test, and every file that its exports name", async (name) => {
    const files = await filesIn(join(installed(name)));
    const own = files.filter((file) => !file.startsWith("node_modules"));
    const { exports, scripts, publishConfig, engines } = await manifestOf(name);
    expect(await readFile(join(installed(name), "LICENSE"), "utf8")).toBe(await readFile(join(root, "LICENSE"), "utf8"));
    expect(own.filter((file) => /\.test\.|(^|\/)(test|testing|bench)\//.test(file))).toEqual([]);
    const named = Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
    for (const target of named) {
      const pattern = new RegExp(`^${target.slice(2).replaceAll(".", "\\.").replace("*", "([^/]+)").replaceAll("*", "\\1")}$`);
      expect(own.some((file) => pattern.test(file)), target).toBe(true);
    }
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(2);
    expect([publishConfig, engines.node]).toEqual([{ access: "public", provenance: true }, ">=22.18"]);
  });

  it.each(NAMES)("%s has declarations whose maps lead to sources that are there", async (name) => {
    const maps = (await filesIn(join(installed(name), "dist"))).filter((file) => file.endsWith(".d.ts.map"));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const path = join(installed(name), "dist", map);
      const { sources } = JSON.parse(await readFile(path, "utf8")) as { sources: string[] };
      for (const source of sources) expect(existsSync(join(dirname(path), source)), `${map} → ${source}`).toBe(true);
    }
  });

  it.each(NAMES)("%s is said well: publint finds nothing", async (name) => {
    const { messages } = await publint({ pkgDir: installed(name), level: "warning", pack: false });
    expect(messages.map(({ type, code, path }) => `${type} ${code} ${path.join(".")}`)).toEqual([]);
  });

  // All are ES modules alone: Node from 22.12 on requires them, which this program's model of older ones does not know.
  it.each(NAMES)("%s has types that are not wrong, for ES modules and bundlers", async (name) => {
    const tarball = (await readdir(host)).find((file) => file.startsWith(`model-3d-${name}-`)) ?? "";
    const { stdout } = await run(process.execPath, [join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only", "--no-definitely-typed", "--format", "ascii", "--no-emoji", "--no-color"], { cwd: host, env: plainEnvironment() }).catch((error: { stdout?: string }) => ({ stdout: `wrong: ${error.stdout ?? String(error)}` }));
    expect(stdout).not.toMatch(/^wrong/);
    expect(stdout).toContain(`@model-3d/${name}`);
  });

  it.each([
    ["client", 'export { Model3DError } from "@model-3d/client";', ["model-3d-error.js"]],
    ["contract", 'export { PATHS } from "@model-3d/contract";', ["paths.js"]],
    ["generator", 'export { GENERATE_DEFAULTS } from "@model-3d/generator";', ["generate-options.js"]],
    ["mesh", 'export { dimensionsOf } from "@model-3d/mesh";', ["convert/real-size.js", "model.js"]],
  ])("%s brings what is imported, and what that needs", async (name, contents, expected) => {
    expect((await modulesFor(name, contents)).toSorted()).toEqual(expected);
  });

  it("is required by a host in CommonJS, on Express 4", { timeout: RUN_TIMEOUT_MS }, async () => {
    const lines = (await runInHost("host.cjs", COMMON_JS)).trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ health: true, handled: 200 });
  });

  it("brings nothing into a front end that has to be built or chosen for a machine", async () => {
    const brought = new Set(["@model-3d/elements"]);
    for (const name of brought) {
      const manifest = name.startsWith("@model-3d/") ? await manifestOf(name.slice("@model-3d/".length)) : (JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8")) as Partial<Manifest>);
      for (const dependency of Object.keys(manifest.dependencies ?? {})) brought.add(dependency);
    }
    expect([...brought]).toEqual(expect.arrayContaining(["@model-3d/generator", "three", "lit"]));
    expect([...brought].filter((name) => /^sharp$|^@img\/|node-gyp/.test(name))).toEqual([]);
  });

  it("is imported by plain Node, every entry from dist, the elements without a window", async () => {
    const entries = await allEntries();
    for (const entry of ["@model-3d/generator/node", "@model-3d/server/database", "@model-3d/elements/viewer.js"]) expect(entries).toContain(entry);
    const out = await runInHost("import-all.mjs", `const found = {};\nfor (const entry of ${JSON.stringify(entries)}) found[entry] = [import.meta.resolve(entry), Object.keys(await import(entry)).length];\nconsole.log(JSON.stringify({ found, window: typeof window }));`);
    const { found, window } = JSON.parse(out) as { found: Record<string, [string, number]>; window: string };
    expect(window).toBe("undefined");
    for (const [entry, [url, names]] of Object.entries(found)) {
      expect(url, entry).toMatch(/\/node_modules\/@model-3d\/[a-z-]+\/dist\//);
      expect(names, entry).toBeGreaterThan(0);
    }
  });

  it("has a command that needs nothing but what is installed", async () => {
    const { stdout } = await run(process.execPath, [join(installed("server"), "bin/model-3d.mjs"), "migrate", "--print-sql"], { cwd: host, env: plainEnvironment() });
    expect(stdout).toMatch(/^begin;[^]*create table public\.webhook_inbox[^]*commit;\s*$/);
  });

  it.each([
    ["from dist", [], (name: string) => installed(name)],
    ["from the sources", ["model-3d-source"], (name: string) => join(root, "packages", name)],
  ])("keeps the registration of every element in a bundle, %s", async (_what, conditions, folderOf) => {
    const registering: string[] = [];
    // Languages register nothing: they are given to the elements.
    for (const entry of (await entriesOf("elements")).filter((name) => !name.includes("/locale/"))) {
      const name = basename(entry, ".js");
      const text = await readFile(join(installed("elements"), "dist", entry === "@model-3d/elements" ? "index.js" : `${name}/${name}.js`), "utf8");
      if (/^(registerElement|define)\(/m.test(text)) registering.push(entry);
    }
    expect(registering).toEqual(expect.arrayContaining(["@model-3d/elements", "@model-3d/elements/gallery.js", "@model-3d/elements/viewer.js"]));
    for (const entry of registering) {
      // What no page reaches; the build leaves it out.
      const external = conditions.length > 0 ? ["node:*", "module"] : [];
      const { metafile } = await build({ external, stdin: { contents: `import ${JSON.stringify(entry)};`, resolveDir: folderOf("elements") }, bundle: true, splitting: true, write: false, metafile: true, format: "esm", outdir: "/bundle", conditions, logLevel: "error" });
      const kept = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      const name = entry === "@model-3d/elements" ? "index" : basename(entry, ".js");
      expect(kept.some(([path]) => new RegExp(`/${name}\\.[jt]s$`).test(path)), entry).toBe(true);
    }
  });

  it("has a bundle for script tags that needs no other package, with the viewer in files of its own", async () => {
    const folder = join(installed("elements"), "dist/cdn");
    const atOnce = new Map<string, string>();
    const follow = async (file: string): Promise<void> => {
      if (atOnce.has(file)) return;
      const text = await readFile(join(folder, file), "utf8");
      atOnce.set(file, text);
      for (const [, specifier = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*"([^"]+)"/g)) {
        expect(specifier).toMatch(/^\.\//);
        await follow(basename(specifier));
      }
    };
    await follow("model-3d.js");
    const files = await readdir(folder);
    const later = await Promise.all(files.filter((file) => file.endsWith(".js") && !atOnce.has(file)).map((file) => readFile(join(folder, file), "utf8")));
    expect([...atOnce.values()].some((text) => text.includes("WebGLRenderer"))).toBe(false);
    expect(later.some((text) => text.includes("WebGLRenderer"))).toBe(true);
    expect([...atOnce.values(), ...later].some((text) => text.includes("process.env"))).toBe(false);
  });

  it("has a simulator of the service that starts by its command and stops when it is told to", { timeout: RUN_TIMEOUT_MS }, async () => {
    const simulator = spawn(process.execPath, [join(installed("meshy-simulator"), "bin/meshy-simulator.mjs"), "--port", "0"], { cwd: host, env: plainEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [simulator.stdout, simulator.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(simulator, "exit");
    await expect.poll(() => said, { timeout: RUN_TIMEOUT_MS }).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    expect((await fetch(`${url}/openapi/v1/balance`)).status).toBe(401);
    simulator.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
  });

  it("makes a real model of four photos in a host's app", { timeout: RUN_TIMEOUT_MS }, async () => {
    await mkdir(join(host, "photos"));
    for (const view of ["front", "back", "side", "top"]) await cp(join(root, `demo/photos/toy-robot-${view}.jpg`), join(host, `photos/${view}.jpg`));
    const lines = (await runInHost("walk.mjs", hostProgram("esm"))).trim().split("\n");
    const made = JSON.parse(lines.at(-1) ?? "") as { triangles: number };
    expect(made).toMatchObject({ status: "SUCCEEDED", error: null, magic: "glTF", images: 1, balance: 90 });
    expect(made.triangles).toBeGreaterThan(1000);
  });

  it.each([
    ["bundler", { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    ["node16", { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
  ])("is typed for a consumer with moduleResolution %s", async (name, options) => {
    const file = join(host, `consumer-${name}.ts`);
    await writeFile(file, CONSUMER);
    expect(errorsOf(file, options)).toEqual([]);
  });
});
