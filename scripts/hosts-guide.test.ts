import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const GUIDE = await readFile(join(ROOT, "docs/guides/hosts.md"), "utf8");
const blocks = [...GUIDE.matchAll(/^## (.+)$|^```ts\n([^]*?)^```/gm)].reduce<{ heading: string; code: string }[]>((found, [, heading, code]) => {
  if (heading !== undefined) return [...found, { heading, code: "" }];
  const { heading: under = "" } = found.at(-1) ?? {};
  return [...found, { heading: under, code: code ?? "" }];
}, []).filter(({ code }) => code !== "");
/** The third of Next's files imports what the first one exports. */
const nameOf = (code: string, index: number) => (code.includes("export const openModel3D") ? "model-3d.ts" : `block-${index}.ts`);

describe("the guide for hosts", () => {
  let folder: string;
  let errors: Map<string, string[]>;
  beforeAll(async () => {
    const cache = join(ROOT, "node_modules/.cache/model-3d");
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "hosts-guide-"));
    const files = await Promise.all(blocks.map(async ({ code }, index) => {
      const file = join(folder, nameOf(code, index));
      await writeFile(file, `${code}\nexport {};\n`);
      return file;
    }));
    const wrong = join(folder, "wrong.ts");
    await writeFile(wrong, 'import { toNodeHandler } from "@model-3d/server/node";\ntoNodeHandler(7);\n');
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile) as { config: object };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
    const program = ts.createProgram([...files, wrong], { ...options, noUnusedLocals: false, types: ["node"] });
    errors = new Map([...files, wrong].map((file) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(blocks.map(({ heading, code }, index) => [heading, index, code] as const))("%s (block %i) is what the types say", (_heading, index, code) => {
    expect(errors.get(join(folder, nameOf(code, index)))).toEqual([]);
  });

  it("would be found out", () => {
    expect(errors.get(join(folder, "wrong.ts"))).toEqual([expect.stringContaining("Argument of type 'number'")]);
  });

  it("has a block for every entry for hosts, of at most a dozen lines", async () => {
    const { exports } = JSON.parse(await readFile(join(ROOT, "packages/server/package.json"), "utf8")) as { exports: Record<string, Record<string, string> | string> };
    const entries = Object.entries(exports).flatMap(([key, target]) => (typeof target === "object" && target.default?.includes("/hosts/") ? [`"@model-3d/server${key.slice(1)}"`] : []));
    expect(entries.length).toBeGreaterThan(5);
    for (const entry of entries) expect(blocks.some(({ code }) => code.includes(entry)), entry).toBe(true);
    for (const { code } of blocks) expect(code.trim().split("\n").filter((line) => line !== "" && !line.startsWith("import")).length).toBeLessThanOrEqual(12);
  });
});
