import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const source = fileURLToPath(new URL("../src/", import.meta.url));
const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(`${source}${entry.name}/${entry.name}.ts`));
const entries = ["@model-3d/elements", ...folders.map(({ name }) => `@model-3d/elements/${name}.js`), "@model-3d/elements/locale/de", "@model-3d/elements/locale/ar"];
const BYTES_PER_KILOBYTE = 1000;
const BUDGET_KILOBYTES = 40;
const ADMIN_BUDGET_KILOBYTES = 28;
const ADMIN_PART_BUDGET_KILOBYTES = 24;

interface Bundle {
  /** Size of what a page loads at once, gzipped, in kilobytes. */
  kilobytes: number;
  inputs: string[];
}

/** The viewer has a budget of its own, together with what draws. */
const withoutViewer: Plugin = {
  name: "without-viewer",
  setup: ({ onResolve }) => onResolve({ filter: /\/viewer\/[\w.-]+\.ts$/ }, ({ path }) => ({ path, external: true })),
};

async function bundle(entry: string, plugins: Plugin[] = []): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry.startsWith("import ") ? entry : `import ${JSON.stringify(entry)};`, resolveDir: source },
    bundle: true,
    plugins,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    outdir: "/bundle",
    conditions: ["model-3d-source", "production"],
    // What a page never reaches: the build leaves it out.
    external: ["node:*", "module"],
  });
  const byPath = new Map(Object.entries(metafile.outputs));
  const [start] = [...byPath].find(([, { entryPoint }]) => entryPoint === "<stdin>") ?? [];
  const atOnce = new Set<string>();
  const follow = (path: string): void => {
    if (atOnce.has(path)) return;
    atOnce.add(path);
    for (const { path: next, kind } of byPath.get(path)?.imports ?? []) if (kind === "import-statement") follow(next);
  };
  if (start !== undefined) follow(start);
  const files = outputFiles.filter(({ path }) => [...atOnce].some((output) => path.endsWith(output.slice(output.lastIndexOf("/")))));
  return {
    kilobytes: files.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0) / BYTES_PER_KILOBYTE,
    inputs: [...atOnce].flatMap((path) => Object.keys(byPath.get(path)?.inputs ?? {})),
  };
}

describe("every entry", () => {
  it.each(entries)("%s is imported by plain Node without a window", async (entry) => {
    const { stdout } = await run(process.execPath, ["--conditions=model-3d-source", "--input-type=module", "--eval", `await import(${JSON.stringify(entry)}); console.log(typeof window)`], { cwd: source });
    expect(stdout.trim()).toBe("undefined");
  });

  it("includes the elements that pages use", () => {
    for (const name of ["provider", "gallery", "generate", "viewer", "versions", "credits", "status", "upload", "button", "export"]) expect(entries).toContain(`@model-3d/elements/${name}.js`);
  });
});

describe("what a page loads at once", () => {
  it("has no three, model-viewer and zod, and no language but English", async () => {
    const { kilobytes, inputs } = await bundle("@model-3d/elements");
    expect(inputs.filter((path) => /node_modules\/(three|@google|zod)\//.test(path))).toEqual([]);
    expect(inputs.filter((path) => /\/locale\/(de|ar)\b/.test(path))).toEqual([]);
    expect(inputs.some((path) => path.endsWith("viewer.component.ts"))).toBe(true);
    console.info(`all elements: ${kilobytes.toFixed(1)} kB gzip`);
  });

  it(`is below ${BUDGET_KILOBYTES} kB for all elements but the viewer`, async () => {
    const { kilobytes, inputs } = await bundle("@model-3d/elements", [withoutViewer]);
    expect(inputs.filter((path) => path.includes("/viewer/"))).toEqual([]);
    expect(inputs.some((path) => path.endsWith("gallery.component.ts"))).toBe(true);
    expect(kilobytes).toBeLessThan(BUDGET_KILOBYTES);
    console.info(`all elements but the viewer: ${kilobytes.toFixed(1)} kB gzip`);
  });

  it("has nothing of what only operators see, which is an entry of its own", async () => {
    const { inputs } = await bundle("@model-3d/elements");
    expect(inputs.filter((path) => /\/admin\/|operator-client/.test(path))).toEqual([]);
  });

  it(`is below ${ADMIN_BUDGET_KILOBYTES} kB for the operators' page, which fetches the rest of itself when it is drawn, below ${ADMIN_PART_BUDGET_KILOBYTES} kB`, async () => {
    const { kilobytes, inputs } = await bundle("@model-3d/elements/admin.js");
    expect(inputs.some((path) => path.endsWith("admin.component.ts"))).toBe(true);
    expect(inputs.filter((path) => /\/(gallery|viewer|batch|export)\//.test(path))).toEqual([]);
    expect(kilobytes).toBeLessThan(ADMIN_BUDGET_KILOBYTES);
    const part = await bundle('import * as part from "./admin/admin-panel.ts"; console.log(part);');
    expect(part.kilobytes).toBeLessThan(ADMIN_PART_BUDGET_KILOBYTES);
    console.info(`the operators' page: ${kilobytes.toFixed(1)} kB gzip, its part with all that it shares: ${part.kilobytes.toFixed(1)} kB`);
  });
});
