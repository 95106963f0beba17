import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDemo, type Demo } from "./start-demo.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.remove());

it("walks by curl as the README says", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const [, script] = /## The same walk by curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(script).toContain("curl");
  const folder = await mkdtemp(join(tmpdir(), "model-3d-readme-"));
  const walk = spawn("bash", ["-euo", "pipefail", "-c", `${script?.replaceAll("teapot.glb", join(folder, "teapot.glb"))}`], { cwd: ROOT, env: { PATH: process.env.PATH, API: `${demo.url}/api` } });
  let output = "";
  walk.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  walk.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => walk.on("exit", resolve));
  expect(code, output).toBe(0);
  expect((await readFile(join(folder, "teapot.glb"))).subarray(0, 4).toString()).toBe("glTF");
  expect(output).toContain('"balance":90,"held":0,"available":90');
  await rm(folder, { recursive: true });
});
