import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileCollapser, MODULE, ROOT } from "./build-wasm.ts";

it("has the module that its sources compile to", async () => {
  expect(readFileSync(join(ROOT, MODULE), "utf8"), "Run `npm run wasm`.").toBe(await compileCollapser());
});
