import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Model3D } from "../index.ts";
import { until } from "../../test/start-test-host.ts";
import { endAtWork } from "./test/end-at-work.ts";
import { makeHostFolder } from "./test/make-host-folder.ts";
import { startGeneration, type Ask } from "./test/start-generation.ts";
import { executeCommand } from "./execute-command.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const DEMO_USER = "6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10";
const MANIFEST = JSON.stringify({ name: "shop", type: "module", dependencies: { next: "^16.0.0", express: "^5.0.0" } }, null, 2);
const TYPED = { "package.json": MANIFEST, "tsconfig.json": "{}" };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "model-3d-next-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const makeHost = (files: Record<string, string>) => makeHostFolder(root, files);

async function init(folder: string, ...words: string[]): Promise<{ code: number; created: string[]; answer: { files: { path: string; change: string }[]; manual: string[] | null; notes: string[] } }> {
  const out: string[] = [];
  const code = await executeCommand(["init", "--yes", "--json", ...words], { environment: {}, folder, print: (line) => out.push(line), complain: () => undefined });
  const answer = JSON.parse(out.join("")) as Awaited<ReturnType<typeof init>>["answer"];
  return { code, created: answer.files.filter(({ change }) => change === "created").map(({ path }) => path), answer };
}

/** A file of the host's as Node reads it: Next's bundler finds endings by itself, Node does not. */
async function sayEnding(folder: string, path: string): Promise<string> {
  const full = join(folder, path);
  await writeFile(full, (await readFile(full, "utf8")).replace(/(from "(?:\.\.\/)+model-3d)"/, '$1.ts"'));
  return full;
}

const load = async <Module>(folder: string, path: string) => (await import(/* @vite-ignore */ pathToFileURL(await sayEnding(folder, path)).href)) as Module;

/** From photos to a model, by whatever answers there. */
async function generate(ask: Ask): Promise<void> {
  const readState = await startGeneration(ask);
  await until("the model is made", async () => (await readState()) === "SUCCEEDED", 100_000);
}

/** Serves an API page as `next start` does, which ends the process as soon as no request is under way. */
const SERVER = `import { createServer } from "node:http";
let handle;
const server = createServer((request, response) => void handle(request, response));
process.on("SIGTERM", () => server.close(() => process.exit(143)));
({ default: handle } = await import("./pages/api/model-3d/[...path].ts"));
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`;

describe("model-3d init in a Next app", () => {
  const kept = globalThis as { model3d?: Promise<Model3D> };
  const before = process.cwd();
  afterEach(async () => {
    process.chdir(before);
    delete process.env.MODEL_3D_DEMO_USER;
    await (await kept.model3d)?.stop();
    delete kept.model3d;
  });
  /** As Next starts in it, with `.env.local` and the installed packages. */
  async function enter(folder: string): Promise<void> {
    await mkdir(join(folder, "node_modules/@model-3d"), { recursive: true });
    await symlink(join(ROOT, "packages/server"), join(folder, "node_modules/@model-3d/server"));
    process.env.MODEL_3D_DEMO_USER = DEMO_USER;
    process.chdir(folder);
  }

  it("makes a route for the App Router by which a model is made, and nothing more when it is run again", async () => {
    const folder = await makeHost({ ...TYPED, "app/layout.tsx": "" });
    const first = await init(folder);
    expect([first.code, first.created]).toEqual([0, ["model-3d.ts", "app/api/model-3d/[...path]/route.ts", "app/model-3d/page.tsx", "next.config.mjs", ".env.example", ".gitignore"]]);
    expect((await init(folder)).answer.files.map(({ change }) => change)).toEqual(Array.from({ length: 7 }, () => "kept"));
    expect(await readFile(join(folder, "app/model-3d/page.tsx"), "utf8")).toMatch(/^"use client";[^]*<model-3d-provider api="\/api\/model-3d">/);
    await enter(folder);
    const route = await load<Record<string, (request: Request) => Promise<Response>>>(folder, "app/api/model-3d/[...path]/route.ts");
    await generate((path, request) => route[request?.method ?? "GET"]!(new Request(`http://localhost:3000/api/model-3d${path}`, request)));
  });

  it("makes an API page for the Pages Router in src/, by which a model is made", async () => {
    const folder = await makeHost({ ...TYPED, "src/pages/index.tsx": "" });
    expect((await init(folder, "--mount", "/api/3d")).created).toEqual(expect.arrayContaining(["src/model-3d.ts", "src/pages/api/3d/[...path].ts", "src/pages/model-3d.tsx"]));
    await enter(folder);
    const page = await load<{ default: Parameters<typeof createServer>[1]; config: object }>(folder, "src/pages/api/3d/[...path].ts");
    expect(page.config).toEqual({ api: { bodyParser: false, responseLimit: false, externalResolver: true } });
    const server = createServer(page.default!).listen(0, "127.0.0.1");
    await until("it listens", () => server.listening);
    const { port } = server.address() as { port: number };
    await generate((path, request) => fetch(`http://127.0.0.1:${port}/api/3d${path}`, request));
    server.closeAllConnections();
    server.close();
  });

  it("hands back what is being made before Next ends the process", async () => {
    const folder = await makeHost({ ...TYPED, "pages/index.tsx": "", "server.mjs": SERVER });
    await init(folder);
    await enter(folder);
    await sayEnding(folder, "pages/api/model-3d/[...path].ts");
    const child = spawn(process.execPath, ["--conditions=model-3d-source", "server.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    child.stdout.on("data", (part: Buffer) => (told += part.toString()));
    await until("it listens", () => /port \d+/.test(told), 240_000);
    const [, port] = /port (\d+)/.exec(told) ?? [];
    expect(await endAtWork(child, folder, (path, request) => fetch(`http://127.0.0.1:${port}/api/model-3d${path}`, request))).toEqual({ code: 143, signal: null, left: [] });
  });

  it.each([
    ["commonjs", [expect.stringContaining("npm pkg delete type")]],
    ["module", []],
  ])("says what Next refuses where package.json says type %s, as npm init does", async (type, notes) => {
    const folder = await makeHost({ ...TYPED, "package.json": MANIFEST.replace('"module"', `"${type}"`), "app/layout.tsx": "" });
    expect((await init(folder)).answer.notes).toEqual(notes);
  });

  it.each([
    ["next.config.ts", 'import type { NextConfig } from "next";\n\nconst nextConfig: NextConfig = {\n  reactStrictMode: true,\n};\n\nexport default nextConfig;\n'],
    ["next.config.js", "/** mine */\nmodule.exports = {\n  reactStrictMode: true,\n};\n"],
    ["next.config.js", "const headers = { a: 1 };\nconst config = {\n  headers,\n};\nmodule.exports = config;\n", "const config = {\n"],
    ["next.config.mjs", 'import make from "make";\nconst wrap = make({ x: 1 });\n/** @type {object} */\nconst config = {\n};\nexport default wrap({ silent: true })(wrap(config, { b: 1 }));\n', "const config = {\n"],
    ["next.config.js", "const { wrap } = require('wrap');\nmodule.exports = wrap({\n  reactStrictMode: true,\n});\n"],
    ["next.config.mjs", "export default {\n  reactStrictMode: true };\n"],
  ])("adds one line to what a %s exports", async (name, text, before = "") => {
    const folder = await makeHost({ ...TYPED, "app/layout.tsx": "", [name]: text });
    expect((await init(folder)).code).toBe(0);
    const after = await readFile(join(folder, name), "utf8");
    expect(after).toContain(`${before}  serverExternalPackages: ["@model-3d/server"],\n`);
    expect(after.replace('  serverExternalPackages: ["@model-3d/server"],\n', "")).toBe(text);
  });

  it.each(["module.exports = make(process.env);", "module.exports = async (phase) => {\n  return { a: 1 };\n};", "const config = (phase) => ({ a: 1 });\nmodule.exports = config;"])("leaves a configuration alone that it does not understand, and says what to add; writes JavaScript where there is no TypeScript: %s", async (exported) => {
    const config = `const { make } = require('./configuration');\n${exported}\n`;
    const folder = await makeHost({ "package.json": MANIFEST, "pages/index.jsx": "", "next.config.js": config });
    const { code, created, answer } = await init(folder);
    expect([code, answer.manual]).toEqual([1, ["// in next.config.js:", 'serverExternalPackages: ["@model-3d/server"],']]);
    expect(await readFile(join(folder, "next.config.js"), "utf8")).toBe(config);
    expect(created).toEqual(expect.arrayContaining(["model-3d.js", "pages/api/model-3d/[...path].js", "pages/model-3d.jsx"]));
    expect(await readFile(join(folder, "model-3d.js"), "utf8")).not.toMatch(/: unknown|Promise</);
  });
});
