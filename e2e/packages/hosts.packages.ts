import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { CONSUMER } from "../../scripts/test/consumer.ts";
import { hostProgram } from "../../scripts/test/host-program.ts";

const run = promisify(execFile);
const PHOTOS = fileURLToPath(new URL("../../demo/photos/", import.meta.url));
const WAIT_MS = 60_000;
const NODES = ["22", "24"];
/** What others declare is theirs, and is not looked into by the compilers of most hosts. */
const OF_OTHERS = /^node_modules\/(?!@model-3d\/)/;
const COMPILER = { target: "es2024", lib: ["es2024", "dom", "dom.iterable"], types: ["node"], strict: true, noEmit: true };

/** A user's environment: nothing of the project's. */
const environment = () => ({ ...process.env, NODE_OPTIONS: "", NODE_ENV: "production", npm_config_update_notifier: "false" });
const nodeOf = (version: string) => inject("nodes")[version] ?? "";

describe.each([
  ["5", "module"],
  ["4", "commonjs"],
] as const)("an empty host with Express %s and all packages as npm installs them", (express, type) => {
  let host: string;

  beforeAll(async () => {
    host = await mkdtemp(join(tmpdir(), `model-3d-express-${express}-`));
    const dependencies = { ...inject("packed"), express: `^${express}.0.0`, typescript: "~5.9.0", "@types/node": "^22.0.0" };
    await writeFile(join(host, "package.json"), JSON.stringify({ name: "host", private: true, type, dependencies }));
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: host, env: { ...environment(), NODE_ENV: "development" } });
    await mkdir(join(host, "photos"));
    for (const view of ["front", "back"]) await cp(`${PHOTOS}toy-robot-${view}.jpg`, join(host, `photos/${view}.jpg`));
  });

  afterAll(() => rm(host, { recursive: true, force: true }));

  it("has that Express, and of each package one", async () => {
    expect((JSON.parse(await readFile(join(host, "node_modules/express/package.json"), "utf8")) as { version: string }).version).toMatch(new RegExp(`^${express}\\.`));
    const { stdout } = await run("npm", ["ls", "--all", "--parseable", "--omit=optional"], { cwd: host, env: environment() });
    const ours = stdout.split("\n").flatMap((path) => /node_modules\/(@model-3d\/[a-z-]+)$/.exec(path)?.[1] ?? []);
    expect(ours.toSorted()).toEqual(Object.keys(inject("packed")).toSorted());
  });

  it.each(NODES.flatMap((node) => [[node, "esm", "mjs"] as const, [node, "cjs", "cjs"] as const]))("makes a model on Node %s, written as %s", async (node, modules, ending) => {
    const file = `host-${node}.${ending}`;
    await writeFile(join(host, file), hostProgram(modules));
    const { stdout, stderr } = await run(nodeOf(node), [file, `data-${node}-${modules}`], { cwd: host, env: environment() });
    const made = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { triangles: number };
    expect(made).toMatchObject({ status: "SUCCEEDED", error: null, magic: "glTF", images: 1, balance: 90 });
    expect(made.triangles).toBeGreaterThan(1000);
    expect(stderr).not.toMatch(/warning/i);
  });

  it.each(NODES)("runs on Node %s: the command, and the simulator until it is told to stop", async (node) => {
    expect((await run(nodeOf(node), ["--version"])).stdout).toMatch(new RegExp(`^v${node}\\.`));
    const bin = (name: string) => join(host, "node_modules/.bin", name);
    const { stdout } = await run(nodeOf(node), [bin("model-3d"), "migrate", "--print-sql"], { cwd: host, env: environment() });
    expect(stdout).toMatch(/^begin;[^]*create table public\.webhook_inbox[^]*commit;\s*$/);
    const simulator = spawn(nodeOf(node), [bin("meshy-simulator"), "--port", "0"], { cwd: host, env: environment(), stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    simulator.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(simulator, "exit");
    await expect.poll(() => said, { timeout: WAIT_MS }).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    expect((await fetch(`${url}/openapi/v1/balance`)).status).toBe(401);
    simulator.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
  });

  it.runIf(type === "module").each([
    ["node16", "mts", { module: "node16", moduleResolution: "node16" }],
    ["bundler", "ts", { module: "esnext", moduleResolution: "bundler" }],
    // TypeScript knows of required ES modules since it has this one; `node16` stands for a Node that had none.
    ["nodenext, in CommonJS", "cts", { module: "nodenext", moduleResolution: "nodenext" }],
  ])("is typed for a host in TypeScript with moduleResolution %s, inside of our declarations too", async (_resolution, ending, options) => {
    await writeFile(join(host, `consumer.${ending}`), CONSUMER);
    const project = `tsconfig.${ending}.json`;
    await writeFile(join(host, project), JSON.stringify({ compilerOptions: { ...COMPILER, ...options }, files: [`consumer.${ending}`] }));
    const { stdout } = await run(process.execPath, [join(host, "node_modules/typescript/bin/tsc"), "-p", project], { cwd: host, env: environment() }).catch((error: { stdout: string }) => error);
    expect(stdout.split("\n").filter((line) => line !== "" && !line.startsWith(" ") && !OF_OTHERS.test(line))).toEqual([]);
  });
});
