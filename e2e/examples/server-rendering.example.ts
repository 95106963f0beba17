import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../open-browser.ts";
import { EXAMPLES } from "./run-script.ts";
import { serveExample } from "./serve-example.ts";

const run = promisify(execFile);

/** As an app's server does: plain Node and the packed elements, every tag of the manifest. */
const RENDER = `
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { html } from "lit";
import "@model-3d/elements";
import "@model-3d/elements/admin.js";
const manifest = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("@model-3d/elements/custom-elements.json")), "utf8"));
const tags = manifest.modules.flatMap(({ declarations }) => declarations.map(({ tagName }) => tagName)).filter((tag) => tag !== "model-3d-provider");
const markup = tags.map((tag) => "<" + tag + "></" + tag + ">").join("");
const page = '<model-3d-provider api="/api">' + markup + "</model-3d-provider>";
const strings = Object.assign([page], { raw: [page] });
console.log(JSON.stringify({ tags: ["model-3d-provider", ...tags], markup: await collectResult(render(html(strings))) }));
`;

/** Hints of Lit's development mode that every page of the elements has, drawn by a server or not, and of a gallery that is given nothing to show, as here. */
const HINTS = /lit\.dev\/msg\/(dev-mode|change-in-update)|has neither "items" nor "loadPage"/;

const CLIENT = `
import "@lit-labs/ssr-client/lit-element-hydrate-support.js";
await Promise.all([import("@model-3d/elements"), import("@model-3d/elements/admin.js")]);
`;

/** For every tag: whether it goes on with what the server drew, and draws nothing beside it. */
async function hydrate(browser: Browser, markup: string): Promise<{ kept: Record<string, boolean>; troubles: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-hydrate-"));
  await build({ stdin: { contents: CLIENT, resolveDir: EXAMPLES }, bundle: true, splitting: true, format: "esm", outdir: folder, entryNames: "client", logLevel: "error", conditions: ["development"] });
  await writeFile(join(folder, "index.html"), `<!doctype html><html lang="en"><title>Hydration</title><body>${markup}<script type="module" src="/client.js"></script></body></html>`);
  const served = await serveExample({ folders: { "/": folder } });
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    // The API in memory has no operators.
    if (message.location().url.includes("/api/admin/")) return;
    if ((message.type() === "warning" || message.type() === "error") && !HINTS.test(message.text())) troubles.push(message.text());
  });
  try {
    await page.goto(served.url);
    // Nobody awaits the elements' own promises: a mismatch must reach the page as an error that nobody handles.
    await page.waitForFunction(() => [...document.querySelectorAll("model-3d-provider, model-3d-provider > *")].every((element) => Reflect.get(element, "hasUpdated") === true), undefined, { timeout: 60_000 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const kept = await page.evaluate(() => {
      // What is drawn beside the server's part comes after its end.
      const isKept = ({ shadowRoot }: Element): boolean => shadowRoot?.lastChild?.nodeType === Node.COMMENT_NODE && shadowRoot.lastChild.nodeValue === "/lit-part";
      return Object.fromEntries([...document.querySelectorAll("model-3d-provider, model-3d-provider > *")].map((element) => [element.localName, isKept(element)]));
    });
    return { kept, troubles };
  } finally {
    await page.close();
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe("elements drawn by a server", () => {
  let browser: Browser;
  let rendered: { tags: string[]; markup: string };
  beforeAll(async () => {
    browser = await openBrowser();
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", RENDER], { cwd: EXAMPLES, env: { ...process.env, NODE_OPTIONS: "" } });
    rendered = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as typeof rendered;
  });
  afterAll(() => browser.close());

  it("have their shadow roots in the markup, every tag", () => {
    expect(rendered.tags.length).toBeGreaterThan(7);
    for (const tag of rendered.tags) expect(rendered.markup).toMatch(new RegExp(`<${tag}[^>]*><template shadowroot="open" shadowrootmode="open"`));
  });

  it("are taken over in the browser as they are, without a warning", async () => {
    const { kept, troubles } = await hydrate(browser, rendered.markup);
    expect(troubles).toEqual([]);
    expect(kept).toEqual(Object.fromEntries(rendered.tags.map((tag) => [tag, true])));
  });

  it("would be found out: markup of another element", async () => {
    const { kept, troubles } = await hydrate(browser, rendered.markup.replace(/(<model-3d-status[^]*?<\/style><!--lit-part )[^ ]+-->/, "$1another=-->"));
    expect(troubles).toEqual([expect.stringContaining("Hydration value mismatch")]);
    expect(kept["model-3d-status"]).toBe(false);
  });
});
