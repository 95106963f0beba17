import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openPage } from "../open-browser.ts";
import { endScript, EXAMPLES, runScript, startScript } from "./run-script.ts";
import { serveExample, type ServedExample } from "./serve-example.ts";

const VASE = "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001";
const CDN = join(EXAMPLES, "node_modules/@model-3d/elements/dist/cdn");
const FREE_PORT = "0";
/** On a machine that is busy with other things. */
const WAIT_MS = 120_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Items set as a property are drawn, an attribute and its property agree, an event reaches the app and moves it on to the next. */
async function walk(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Vase" }).waitFor();
  await page.getByRole("heading", { name: "Bowl" }).waitFor();
  expect(await page.locator("model-3d-gallery").evaluate((gallery) => [Reflect.get(gallery, "view"), (Reflect.get(gallery, "items") as unknown[]).length])).toEqual(["list", 2]);
  expect(await page.locator("model-3d-credits").evaluate((credits) => Reflect.get(credits, "lowAt"))).toBe(20);
  await page.getByRole("button", { name: "View 3D" }).click();
  await page.getByRole("status").filter({ hasText: "Vase is shown." }).waitFor();
  expect(await page.locator("model-3d-viewer").evaluate((viewer) => [Reflect.get(viewer, "state"), Reflect.get(viewer, "cameraOrbit"), Reflect.get(viewer, "alt")])).toEqual(["ready", "30deg 75deg 105%", "Vase"]);
  // The host has prevented the built-in dialog.
  expect(await page.locator("model-3d-gallery model-3d-dialog[open]").count()).toBe(0);
}

async function visit(served: ServedExample): Promise<void> {
  served.api.add({ sourceId: VASE });
  const { page, troubles } = await openPage(browser, served.url);
  page.setDefaultTimeout(WAIT_MS);
  try {
    await walk(page);
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

describe("next", () => {
  it("builds, draws its page on the server, and works in a browser", async ({ expect }) => {
    await runScript("build:next");
    const { child, output } = startScript("start:next", ["--port", FREE_PORT, "--hostname", "127.0.0.1"]);
    try {
      await expect.poll(output, { timeout: WAIT_MS }).toMatch(/Local:\s+http:\/\/\S+[^]*Ready/);
      const [, origin = ""] = /Local:\s+(http:\/\/\S+)/.exec(output()) ?? [];
      expect(await (await fetch(origin)).text()).toMatch(/<model-3d-gallery view="list"/);
      await visit(await serveExample({ origin }));
    } finally {
      endScript(child);
    }
  });
});
