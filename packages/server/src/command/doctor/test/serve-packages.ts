import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "./serve.ts";

const run = promisify(execFile);

/** A registry for npm that has these packages in each of the versions, with nothing in them; what it serves is made below `root`. */
export async function servePackages(root: string, names: readonly string[], versions: readonly string[]): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(root, "registry-"));
  const fileOf = (name: string, version: string) => `${name.replace(/\W+/g, "-")}-${version}.tgz`;
  for (const name of names) {
    for (const version of versions) {
      await mkdir(join(folder, "package"), { recursive: true });
      await writeFile(join(folder, "package/package.json"), JSON.stringify({ name, version }));
      await run("tar", ["-czf", fileOf(name, version), "package"], { cwd: folder });
    }
  }
  return serve((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    if (path.endsWith(".tgz")) return void createReadStream(join(folder, path)).pipe(response);
    if (!names.includes(path)) return void response.writeHead(404).end("{}");
    const described = versions.map((version) => [version, { name: path, version, dist: { tarball: `http://${request.headers.host}/${fileOf(path, version)}` } }]);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name: path, "dist-tags": { latest: versions.at(-1) }, versions: Object.fromEntries(described) }));
  });
}
