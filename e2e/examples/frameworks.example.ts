import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openPage } from "../open-browser.ts";
import { EXAMPLES, runScript, startScript } from "./run-script.ts";
import { serveExample, type ServedExample } from "./serve-example.ts";
import { walkShop } from "./walk-shop.ts";

const VASE = "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001";
const CDN = join(EXAMPLES, "node_modules/@model-3d/elements/dist/cdn");
/** On a machine that is busy with other things. */
const WAIT_MS = 120_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function visit(served: ServedExample): Promise<void> {
  served.api.add({ sourceId: VASE });
  const { page, troubles } = await openPage(browser, served.url);
  page.setDefaultTimeout(WAIT_MS);
  try {
    await walkShop(page);
    expect(troubles).toEqual([]);
  } finally {
    await page.context().close();
    await served.close();
  }
}

describe("the examples", () => {
  it("have the packages that ours need, in the same versions", () => {
    const dependenciesOf = (folder: string) => (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies: Record<string, string> }).dependencies;
    const needed = Object.entries(dependenciesOf(join(EXAMPLES, "node_modules/@model-3d/elements"))).filter(([name]) => !name.startsWith("@model-3d/"));
    expect(needed.length).toBeGreaterThan(3);
    expect(dependenciesOf(EXAMPLES)).toMatchObject(Object.fromEntries(needed));
  });
});

describe("plain HTML", () => {
  it("works with the bundle for script tags", async () => {
    await visit(await serveExample({ folders: { "/": join(EXAMPLES, "html"), "/cdn/": CDN } }));
  });
});

describe.each([
  ["react", "dist"],
  ["vue", "dist"],
  ["svelte", "dist"],
  ["angular", "dist/browser"],
])("%s", (name, output) => {
  it("passes its own compiler, which refuses what is wrong", async () => {
    await runScript(`check:${name}`);
  });

  it("builds and works in a browser", async () => {
    await runScript(`build:${name}`);
    await visit(await serveExample({ folders: { "/": join(EXAMPLES, name, output) } }));
  });
});

// In JSX and in Vue's templates a line can say that it is wrong; here a file of its own is.
describe.each(["svelte", "angular"])("%s", (name) => {
  it("refuses in templates what is wrong", async () => {
    const { code, output } = await startScript(`refuse:${name}`).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/Type '"table"' is not assignable/);
    expect(output).toMatch(/Property 'title' is missing/);
    expect(output).toMatch(/progress: number;/);
    expect(output).not.toMatch(/(shop|app|main)\.(ts|svelte):/);
  });
});
