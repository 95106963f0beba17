import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { endAtWork } from "./test/end-at-work.ts";
import { makeHostFolder } from "./test/make-host-folder.ts";
import { startGeneration } from "./test/start-generation.ts";
import { executeCommand } from "./execute-command.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
/** What a small host has; each listens on the port of its environment. */
const HOSTS = {
  "JavaScript, CommonJS": {
    "package.json": JSON.stringify({ name: "shop", scripts: { start: "node app.js" }, dependencies: { express: "^5.0.0" } }, null, 4),
    "app.js": `#!/usr/bin/env node
"use strict";
const express = require("express");

const app = express();
app.use((request, response, next) => {
  response.setHeader("x-shop", "here");
  next();
});
app.use(express.json());
app.get("/", (request, response) => response.send("The shop"));

app.listen(process.env.PORT, () => console.log("open"));
`,
  },
  "JavaScript, modules": {
    "package.json": `${JSON.stringify({ name: "shop", type: "module", scripts: { start: "node src/server.js" }, dependencies: { express: "^5.0.0", "z-last": "1.0.0" } }, null, 2)}\n`,
    ".env.example": "PORT=3000\nPUBLIC_URL=http://localhost:3000",
    ".gitignore": "node_modules",
    "public/index.html": "<!doctype html><title>Shop</title>",
    "src/server.js": `import express from "express";
import { createServer } from "node:http";

// const app = express() is how it begins
export const app = express();
app.set("trust proxy", 1);
app.use(express.json({ limit: "1mb" }));
app.use(
  session({ secret: "a (secret; with { brackets", name: \`sid\` }),
);
app.use(express.static("public"));
app.get("/shop", (_request, response) => response.send("The shop"));
createServer(app).listen(process.env.PORT, () => console.log("open"));

function session() {
  return (_request, _response, next) => next();
}
`,
  },
  TypeScript: {
    "package.json": JSON.stringify({ name: "shop", type: "module", scripts: { start: "node src/index.ts" }, dependencies: { express: "^5.0.0" }, devDependencies: { typescript: "^5.9.0" } }, null, 2),
    "tsconfig.json": JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2022", strict: true, noEmit: true, allowImportingTsExtensions: true, types: ["node"] } }),
    "src/index.ts": `import { createShop } from "./create-shop.ts";

createShop().listen(Number(process.env.PORT), () => console.log("open"));
`,
    "src/create-shop.ts": `import express, { type Express } from "express";

export function createShop(): Express {
  const app: Express = express();
  app.get("/", (_request, response) => void response.send("The shop"));
  return app;
}
`,
  },
} as const satisfies Record<string, Record<string, string>>;

let root: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "model-3d-init-"));
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(root, { recursive: true, force: true });
});

const makeHost = (files: Record<string, string>) => makeHostFolder(root, files);

/** Puts the packages of this repository where `npm install` would have put them. */
async function install(folder: string): Promise<void> {
  await mkdir(join(folder, "node_modules/@model-3d"), { recursive: true });
  for (const name of ["server", "elements"]) await symlink(join(ROOT, "packages", name), join(folder, "node_modules/@model-3d", name));
  for (const name of ["express", "@types"]) await symlink(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
}

async function init(folder: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await executeCommand(["init", ...words], { environment: {}, folder, print: (line) => out.push(line), complain: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"));
  return Object.fromEntries(await Promise.all(names.map(async (entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), await readFile(join(entry.parentPath, entry.name), "utf8")])));
}

/** A step of those that were printed, without its number and its note. */
const stepOf = (printed: string, begin: string) => new RegExp(`^ +\\d+\\. (${begin}.*?)(?: +#.*)?$`, "m").exec(printed)?.[1] ?? `no step begins with ${begin}`;

/** Starts the host as its `npm start` does, after the step that copies the variables. */
async function start(folder: string, copy: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { scripts: { start: string } };
  await run("sh", ["-c", copy], { cwd: folder });
  const port = await freePort();
  const child = spawn(process.execPath, ["--conditions=model-3d-source", ...scripts.start.split(" ").slice(1)], { cwd: folder, env: { PATH: process.env.PATH, PUBLIC_URL: "", PORT: String(port), NODE_ENV: "development", NODE_COMPILE_CACHE: join(root, "compiled") } });
  running.push(child);
  let told = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (told += part.toString()));
  const url = `http://127.0.0.1:${port}`;
  const answers = () => fetch(url).then(() => true, () => false);
  await until("it listens", () => (child.exitCode === null ? answers() : Promise.reject(new Error(`It has ended: ${told}`))), 60_000);
  return url;
}

describe("model-3d init", () => {
  it.each(Object.keys(HOSTS) as (keyof typeof HOSTS)[])("adds to a host in %s what makes a model, by two lines of its own, and nothing more when it is run again; told to end it hands back what it makes", async (kind) => {
    const folder = await makeHost(HOSTS[kind]);
    const before = await readAll(folder);
    const dry = await init(folder, "--dry-run");
    expect([dry.code, await readAll(folder)]).toEqual([0, before]);
    expect(dry.out).toMatch(/\+ *mountModel3D\(app\);/);

    const { code, out, err } = await init(folder, "--yes");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("npm install");
    const after = await readAll(folder);
    for (const [path, text] of Object.entries(before)) {
      if (path === "package.json") continue;
      const kept = (after[path] ?? "").split("\n");
      for (const line of text.trimEnd().split("\n")) expect(kept, path).toContain(line);
    }
    expect(Object.values(JSON.parse(after["package.json"] ?? "").dependencies)).toHaveLength(Object.keys(JSON.parse(before["package.json"] ?? "").dependencies).length + 2);
    const again = await init(folder, "--yes");
    expect([again.code, await readAll(folder)]).toEqual([0, after]);
    expect(again.out).toContain("Everything is there already; nothing was changed.");

    await install(folder);
    const url = await start(folder, stepOf(out, "cp "));
    expect(await (await fetch(`${url}/model-3d.html`)).text()).toContain('<model-3d-generate source-type="product" source-id="');
    const ask = (path: string, request?: RequestInit) => fetch(`${url}/api${path}`, request);
    const readState = await startGeneration(ask);
    await until("the model is made", async () => (await readState()) === "SUCCEEDED", 100_000);
    // But for the port and the page, whose modules are not built here.
    const [, words = ""] = /^npx model-3d (.*) --page/.exec(stepOf(out, "npx model-3d doctor").replace("http://localhost:3000", url)) ?? [];
    const said: string[] = [];
    expect([await executeCommand(words.split(" "), { environment: {}, folder, print: (line) => said.push(line), complain: (line) => said.push(line) }), words], said.join("\n")).toEqual([0, `doctor --url ${url}/api`]);
    expect(said.join("\n")).toMatch(/^ok +storage .*\.model-3d\/files: a file was written, read and removed$/m);
    expect(await endAtWork(running.pop()!, folder, ask)).toEqual({ code: 0, signal: null, left: [] });
  });

  it("mounts after the log-in and before what it can of the parsers, and says where it could not", async () => {
    const folder = await makeHost(HOSTS["JavaScript, modules"]);
    const { out } = await init(folder, "--yes");
    expect(await readFile(join(folder, "src/server.js"), "utf8")).toMatch(/import \{ createServer \} from "node:http";\nimport \{ mountModel3D \} from "\.\/model-3d\.js";\n[^]*name: `sid` \}\),\n\);\nmountModel3D\(app\);\napp\.use\(express\.static/);
    expect(out).toContain("Your log-in comes after a body parser");
    const plain = await makeHost(HOSTS["JavaScript, CommonJS"]);
    await init(plain, "--yes");
    expect(await readFile(join(plain, "app.js"), "utf8")).toContain('const express = require("express");\nconst { mountModel3D } = require("./model-3d");\n\nconst app = express();\nmountModel3D(app);\n');
    expect(await readFile(join(folder, ".env.example"), "utf8")).toMatch(/^PORT=3000\nPUBLIC_URL=http:\/\/localhost:3000\n\n# model-3d\n/);
    expect((await readFile(join(folder, ".env.example"), "utf8")).match(/^PUBLIC_URL=/gm)).toHaveLength(1);
  });

  it("asks, and writes nothing without a yes", async () => {
    const folder = await makeHost(HOSTS.TypeScript);
    const before = await readAll(folder);
    const asked: string[] = [];
    const answer = (text: string) => executeCommand(["init"], { environment: {}, folder, print: () => undefined, complain: () => undefined, ask: (question) => (asked.push(question), Promise.resolve(text)) });
    expect([await answer(""), await readAll(folder)]).toEqual([0, before]);
    expect(asked).toEqual(["Write these changes? [y/N] "]);
    expect(await init(folder)).toMatchObject({ code: 2, err: expect.stringContaining("There is nobody to ask. Give --yes") });
    expect(await answer("y")).toBe(0);
    expect(existsSync(join(folder, "src/model-3d.ts"))).toBe(true);
  });

  it("finds no place where there is none or several, prints what to paste, and leaves the host's files alone", async () => {
    const two = { "package.json": HOSTS["JavaScript, CommonJS"]["package.json"].replace("node app.js", "node start.js"), "one.js": 'const express = require("express");\nconst app = express();\n', "two.js": 'const express = require("express");\nconst app = express();\n' };
    const folder = await makeHost(two);
    const { code, out, err } = await init(folder, "--yes");
    expect([code, err]).toEqual([1, "A place to change was not found."]);
    expect(out).toContain('    const { mountModel3D } = require("./model-3d");');
    expect(out).toContain("    mountModel3D(app);");
    expect(await readFile(join(folder, "one.js"), "utf8")).toBe(two["one.js"]);
    expect((await init(folder, "--yes", "--entry", "two.js")).code).toBe(0);
    expect(await readFile(join(folder, "two.js"), "utf8")).toContain("mountModel3D(app);");
    expect(await readFile(join(folder, "one.js"), "utf8")).toBe(two["one.js"]);
  });

  it("replaces no file of the host's that has a name of ours", async () => {
    const folder = await makeHost({ ...HOSTS["JavaScript, CommonJS"], "model-3d.js": "// mine\n", "model-3d.html": "mine" });
    const { out } = await init(folder, "--yes");
    expect(out).not.toMatch(/(created|changed) {2}model-3d\./);
    expect([await readFile(join(folder, "model-3d.js"), "utf8"), await readFile(join(folder, "model-3d.html"), "utf8")]).toEqual(["// mine\n", "mine"]);
  });

  it.each([
    [{}, [], 1, "There is no package.json in "],
    [{ "package.json": "{ nope" }, [], 1, /\/package\.json cannot be read: .+ in JSON at position 2.*\. Nothing was changed\.$/],
    [{ "package.json": "null" }, [], 1, "/package.json cannot be read: it is no JSON object."],
    [{ "package.json": '{"dependencies":{"express":"5"}}' }, ["--entry", "../app.js"], 2, /--entry: \.\.\/app\.js is outside of .+\. Run it in the folder of your app\./],
    [{ "package.json": "{}" }, [], 1, "names neither express nor next."],
    [{ "package.json": '{"dependencies":{"express":"5"}}' }, ["--entry", "gone.js"], 2, "--entry: there is no file gone.js."],
    [{ "package.json": '{"dependencies":{"express":"5"}}' }, ["--mount", "api/"], 2, "--mount must be a path such as /api"],
  ])("says what is wrong with %j and %j", async (files, words, code, message) => {
    const answer = await init(await makeHost(files as Record<string, string>), "--yes", ...words);
    expect(answer.code).toBe(code);
    expect(answer.err).toMatch(message);
  });
});
