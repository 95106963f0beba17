import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executeCommand } from "../packages/server/src/command/execute-command.ts";

const ROOT = join(import.meta.dirname, "..");
/** Where a block belongs in the host's folder, by the line before it. */
const PLACE = /`([\w[\]./-]+\.(?:tsx?|m?js))`/;

interface Block {
  guide: string;
  heading: string;
  code: string;
  /** Null for one that may be in any file. */
  place: string | null;
}

async function readBlocks(guide: string): Promise<Block[]> {
  const text = await readFile(join(ROOT, "docs/guides", `${guide}.md`), "utf8");
  let heading = "";
  return [...text.matchAll(/^## (.+)$|^(?:([^\n]+)\n\n)?```(?:ts|js)\n([^]*?)^```/gm)].flatMap(([, title, before = "", code]) => {
    heading = title ?? heading;
    return code === undefined ? [] : [{ guide, heading, code, place: PLACE.exec(before)?.[1] ?? null }];
  });
}

const hosts = await readBlocks("hosts");
const next = (await readBlocks("next")).filter(({ place }) => place !== null);
/** What Next itself has to be there for says nothing of ours. */
const blocks = [...hosts, ...next].filter(({ code }) => !code.includes('import("next")'));
const fileOf = ({ guide, place }: Block, index: number) => `${guide}/${place ?? `block-${index}.ts`}`;

describe("the guides for hosts and for Next", () => {
  let folder: string;
  let errors: Map<string, string[]>;
  beforeAll(async () => {
    const cache = join(ROOT, "node_modules/.cache/model-3d");
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "hosts-guide-"));
    const files = await Promise.all(blocks.map(async (block, index) => {
      const file = join(folder, fileOf(block, index));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${block.code}\nexport {};\n`);
      return file;
    }));
    const wrong = join(folder, "hosts/wrong.ts");
    await writeFile(wrong, 'import { toNodeHandler } from "@model-3d/server/node";\nimport { openModel3D } from "./lib/model-3d";\ntoNodeHandler(7);\n');
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile) as { config: object };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
    const program = ts.createProgram([...files, wrong], { ...options, noUnusedLocals: false, allowJs: true, checkJs: true, types: ["node"] });
    errors = new Map([...files, wrong].map((file) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(blocks.map((block, index) => [block.guide, block.heading, fileOf(block, index)] as const))("%s: %s is what the types say, at the place that is printed beside it (%s)", (_guide, _heading, file) => {
    expect(errors.get(join(folder, file))).toEqual([]);
  });

  it("would be found out", () => {
    expect(errors.get(join(folder, "hosts/wrong.ts"))).toEqual([expect.stringContaining("Cannot find module './lib/model-3d'"), expect.stringContaining("Argument of type 'number'")]);
  });

  it("have a block for every entry for hosts, of at most a dozen lines", async () => {
    const { exports } = JSON.parse(await readFile(join(ROOT, "packages/server/package.json"), "utf8")) as { exports: Record<string, Record<string, string> | string> };
    const entries = Object.entries(exports).flatMap(([key, target]) => (typeof target === "object" && target.default?.includes("/hosts/") ? [`"@model-3d/server${key.slice(1)}"`] : []));
    expect(entries.length).toBeGreaterThan(5);
    for (const entry of entries) expect(hosts.some(({ code }) => code.includes(entry)), entry).toBe(true);
    for (const { code } of hosts) expect(code.trim().split("\n").filter((line) => line !== "" && !line.startsWith("import")).length).toBeLessThanOrEqual(12);
  });

  it.each(["app", "pages"])("show for Next what init makes in an app with %s/, where it makes it", async (router) => {
    const app = join(folder, `made-in-${router}`);
    await mkdir(join(app, router), { recursive: true });
    await writeFile(join(app, "package.json"), '{ "dependencies": { "next": "^16.0.0" } }');
    await writeFile(join(app, "tsconfig.json"), "{}");
    expect(await executeCommand(["init", "--yes"], { environment: {}, folder: app, print: () => undefined, complain: () => undefined })).toBe(0);
    const shown = next.filter(({ place }) => place !== "worker.mjs" && !place?.startsWith(router === "app" ? "pages/" : "app/"));
    expect(shown.map(({ place }) => place)).toEqual(["next.config.mjs", "model-3d.ts", expect.stringMatching(`^${router}/api/model-3d/`)]);
    for (const { place, code } of shown) expect((await readFile(join(app, place ?? ""), "utf8")).replace(/^\/\/ Made by .*\n/, "")).toBe(code);
    expect(hosts.flatMap(({ place }) => (place?.startsWith(router) ? [place] : []))).toEqual([shown[2]?.place]);
  });
});
