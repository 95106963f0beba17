import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint, type Linter } from "eslint";
import { describe, expect, it } from "vitest";

const cwd = fileURLToPath(new URL("..", import.meta.url));

/** Without types, so that a file need not exist to be judged. */
const untyped = (rules: Linter.RulesRecord) =>
  new ESLint({
    cwd,
    overrideConfig: {
      languageOptions: { parserOptions: { projectService: false } },
      rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/no-misused-promises": "off", "@typescript-eslint/await-thenable": "off", ...rules },
    },
  });
const CYCLES = "import-x/no-cycle";
const withCycles = untyped({});
/** Who looks for cycles reads everything that a file imports, and all that those do: half a minute for what another rule refuses at once. */
const withoutCycles = untyped({ [CYCLES]: "off" });

async function rulesBrokenBy(filePath: string, code: string, eslint = withoutCycles): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const uses = (specifier: string) => `import * as it from "${specifier}";\nexport const used = it;\n`;
const switched = (what: string, how: string) => `${what}.${how}('x', () => {});\n`;
const lines = (count: number) => "export {};\n" + "// line\n".repeat(count - 1);

const BREACHES: [what: string, file: string, code: string, rule: string][] = [
  ["a file of 301 lines", "packages/client/src/long-file.ts", lines(301), "max-lines"],
  ["a test of 301 lines", "packages/client/src/long-file.test.ts", lines(301), "max-lines"],
  ["any", "packages/client/src/loose.ts", "export const loose = (x: any) => x;\n", "@typescript-eslint/no-explicit-any"],
  ["a test left alone", "packages/client/src/lonely.test.ts", switched("it", "only"), "no-restricted-syntax"],
  ["a test switched off", "packages/client/src/lonely.test.ts", switched("describe", "skip"), "no-restricted-syntax"],
  ["a sleep in a test", "packages/client/src/sleepy.test.ts", "await new Promise((resolve) => setTimeout(resolve, 100));\n", "no-restricted-syntax"],
  ["a camelCase file name", "packages/client/src/longFile.ts", "export {};\n", "check-file/filename-naming-convention"],
  ["a name that says nothing", "packages/client/src/utils.ts", "export {};\n", "check-file/filename-blocklist"],
  ["a folder that says nothing", "packages/client/src/helpers/format-date.ts", "export {};\n", "check-file/filename-blocklist"],
  ["contract importing the client", "packages/contract/src/some-file.ts", uses("@model-3d/client"), "import-x/no-restricted-paths"],
  ["client importing elements", "packages/client/src/some-file.ts", uses("../../elements/src/index.ts"), "import-x/no-restricted-paths"],
  ["signals joined for good in the server", "packages/server/src/some-feature/some-file.ts", "export const both = AbortSignal.any([]);\n", "no-restricted-syntax"],
  ["elements importing the server", "packages/elements/src/some-file.ts", uses("@model-3d/server"), "import-x/no-restricted-paths"],
  ["the generator importing the contract", "packages/generator/src/some-file.ts", uses("@model-3d/contract"), "import-x/no-restricted-paths"],
  ["the server importing elements", "packages/server/src/some-file.ts", uses("@model-3d/elements"), "import-x/no-restricted-paths"],
  ["a source importing test utilities", "packages/server/src/some-file.ts", uses("@model-3d/test-utils"), "import-x/no-restricted-paths"],
  ["credits calling a feature", "packages/server/src/credits/some-file.ts", uses("../models/model-service.ts"), "import-x/no-restricted-paths"],
  ["files calling a feature", "packages/server/src/files/some-file.ts", uses("../generations/start-generation.ts"), "import-x/no-restricted-paths"],
  ["events calling a feature", "packages/server/src/events/some-file.ts", uses("../models/model-service.ts"), "import-x/no-restricted-paths"],
  ["a cycle", "packages/contract/src/views.ts", uses("./index.ts"), CYCLES],
  ["a route that knows a repository", "packages/server/src/models/routes/some-route.ts", uses("../model-repository.ts"), "no-restricted-imports"],
  ["a route that knows Knex", "packages/server/src/models/routes/some-route.ts", uses("knex"), "no-restricted-imports"],
  ["a route that knows a provider", "packages/server/src/generations/routes/some-route.ts", uses("../../providers/provider.ts"), "no-restricted-imports"],
  ["another feature's repository", "packages/server/src/models/some-service.ts", uses("../events/event-repository.ts"), "no-restricted-imports"],
  ["an outgoing connection from a feature", "packages/server/src/models/some-service.ts", uses("undici"), "no-restricted-imports"],
  ["a fetch from a feature", "packages/server/src/models/some-service.ts", "export const answer = await fetch('https://example.com');\n", "no-restricted-globals"],
  ["SQL in a service", "packages/server/src/models/some-service.ts", "export const read = (trx: (table: string) => unknown) => trx('product_3d_models');\n", "no-restricted-syntax"],
];

describe("lint", () => {
  it.each(BREACHES)("refuses %s", async (_what, file, code, rule) => {
    expect(await rulesBrokenBy(file, code, rule === CYCLES ? withCycles : withoutCycles)).toContain(rule);
  });

  it("takes a plain file in each of these places", async () => {
    for (const file of new Set(BREACHES.map(([, path]) => path).filter((path) => !/utils|helpers|longFile|views/.test(path)))) {
      expect(await rulesBrokenBy(file, "export const answer = 42;\n", withCycles), file).toEqual([]);
    }
  });

  it("refuses a promise that nobody waits for", async () => {
    const filePath = "packages/contract/src/views.ts";
    // With the types of this one file: those of the whole program take a quarter of a minute.
    const cache = join(cwd, "node_modules/.cache/model-3d");
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, "lint-"));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(cwd, "tsconfig.json"), include: [], files: [join(cwd, filePath)] }));
    // Where CI is set, the parser would read the file from the disk and not the text that is judged.
    const parserOptions = { projectService: false, project: join(folder, "tsconfig.json"), disallowAutomaticSingleRunInference: true };
    const typed = new ESLint({ cwd, overrideConfig: { languageOptions: { parserOptions } } });
    const [result] = await typed.lintText("export async function f(): Promise<void> {}\nf();\n", { filePath });
    await rm(folder, { recursive: true });
    expect(result?.messages.map((message) => message.ruleId)).toContain("@typescript-eslint/no-floating-promises");
  });
});
