import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGES = ["contract", "client", "generator", "mesh", "server", "elements", "meshy-simulator"];
const NEWER_NODE = "24";

declare module "vitest" {
  interface ProvidedContext {
    /** Each package of ours as a dependency on its packed file. */
    packed: Record<string, string>;
    /** The programs of Node that hosts run on, by their major version. */
    nodes: Record<string, string>;
  }
}

/** Packs every package as it is published, and brings a newer Node than the project's own, once for all tests of a run. */
export default async function packPackages(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-packed-"));
  await run("npm", ["pack", "--pack-destination", folder, "--offline", ...PACKAGES.flatMap((name) => ["--workspace", `packages/${name}`])], { cwd: ROOT });
  const tarballs = await readdir(folder);
  const fileOf = (name: string) => tarballs.find((file) => file.startsWith(`model-3d-${name}-`)) ?? `${name} was not packed`;
  project.provide("packed", Object.fromEntries(PACKAGES.map((name) => [`@model-3d/${name}`, `file:${join(folder, fileOf(name))}`])));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: { node: NEWER_NODE }, allowScripts: { node: true } }));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });
  project.provide("nodes", { 22: join(ROOT, "node_modules/node/bin/node"), [NEWER_NODE]: join(folder, "node_modules/node/bin/node") });
  return () => rm(folder, { recursive: true, force: true });
}
