import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startDemo } from "./start-demo.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Runs the demo until it ends by itself. */
function runDemo(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", "demo/main.ts"], { cwd: ROOT, env: { PATH: process.env.PATH, PORT: "0", ...env } });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("exit", (code) => resolve({ code, output: output.trim() }));
  });
}

const oneLine = (text: string) => text.split("\n").length === 1;

it("says in one line that the port is taken, and which one to try", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { code, output } = await runDemo({ PORT: String(port) });
  other.close();
  expect(code).toBe(1);
  expect(output).toBe(`Port ${port} is taken. Stop what uses it, or choose another one: PORT=${port + 1} npm start`);
});

it("says in one line that a folder can't be written", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-e2e-"));
  await writeFile(join(folder, "file"), "");
  for (const env of [{ DATA_DIR: join(folder, "file", "data") }, { DATA_DIR: join(folder, "data"), STORAGE_DIR: join(folder, "file", "files") }]) {
    const { code, output } = await runDemo(env as Record<string, string>);
    expect([code, oneLine(output)], output).toEqual([1, true]);
    expect(output).toContain(join(folder, "file"));
  }
  await rm(folder, { recursive: true });
});

it.each([
  ["is no URL", "shop", "DATABASE_URL must start with postgres://"],
  ["leads nowhere", "postgres://user:top-secret@127.0.0.1:1/shop", "127.0.0.1:1"],
])("says in one line that DATABASE_URL %s, without the password", async (_what, url, words) => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-e2e-"));
  const { code, output } = await runDemo({ DATABASE_URL: url, DATA_DIR: folder });
  await rm(folder, { recursive: true });
  expect([code, oneLine(output)], output).toEqual([1, true]);
  expect(output).toContain(words);
  expect(output).not.toContain("top-secret");
});

it("says in one line that a variable of Meshy's is wrong, before anything is opened and without the key", async () => {
  const folder = join(tmpdir(), `model-3d-e2e-${randomUUID()}`);
  const { code, output } = await runDemo({ DATA_DIR: folder, MESHY_API_KEY: "msy_top-secret", MESHY_BASE_URL: "http://meshy.example" });
  expect([code, oneLine(output)], output).toEqual([1, true]);
  expect(output).toContain("MESHY_BASE_URL must be");
  expect(output).not.toContain("top-secret");
  expect(await readdir(folder).catch(() => null)).toBe(null);
});

it("runs a Meshy by one command, which says how to start the demo with it", async () => {
  const npm = spawn("npm", ["run", "simulator", "--", "--port", "0"], { cwd: ROOT, env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "3999" } });
  let output = "";
  npm.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const line = () => /^ {2}MESHY_BASE_URL=(http:\/\/127\.0\.0\.1:\d+) MESHY_WEBHOOK_SECRET=(\S{8,}) PORT=3999 npm start$/m.exec(output);
  await expect.poll(line, { timeout: 60_000 }).toBeTruthy();
  const balance = () => fetch(`${line()?.[1]}/openapi/v1/balance`, { headers: { authorization: "Bearer msy_simulator" } }).then(({ status }) => status, () => null);
  expect(await balance()).toBe(200);
  npm.kill("SIGTERM");
  await expect.poll(balance, { timeout: 30_000 }).toBe(null);
});

it("says that the simulator does not run, and starts all the same", async () => {
  const demo = await startDemo({ env: { MESHY_BASE_URL: "http://127.0.0.1:1" } });
  await expect.poll(() => demo.output(), { timeout: 30_000 }).toContain("The generator is not ready: ");
  expect(demo.output()).toContain("Webhooks: none; Meshy is asked for news instead.");
  await demo.remove();
});

it("refuses a second process on the same data, and leaves the first one alone", async () => {
  const first = await startDemo();
  const { code, output } = await runDemo({ DATA_DIR: first.dataDirectory });
  expect([code, oneLine(output)], output).toEqual([1, true]);
  expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
  expect(await first.stop()).toBe(0);
  await first.remove();
});

it("leaves nothing running when `npm start` is ended", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-e2e-"));
  const npm = spawn("npm", ["start"], { cwd: ROOT, env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", DATA_DIR: folder } });
  let output = "";
  npm.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const addressShown = () => /running: (\S+)/.exec(output)?.[1];
  await expect.poll(addressShown, { timeout: 90_000 }).toBeTruthy();
  const url = addressShown() ?? "";
  const isLocked = () => readFile(join(folder, "database", "model-3d.lock")).then(() => true, () => false);
  expect(await isLocked()).toBe(true);
  npm.kill("SIGTERM");
  const answers = () => fetch(`${url}/api/health`).then(() => true, () => false);
  await expect.poll(answers, { timeout: 30_000 }).toBe(false);
  await expect.poll(isLocked, { timeout: 30_000 }).toBe(false);
  await rm(folder, { recursive: true });
});
