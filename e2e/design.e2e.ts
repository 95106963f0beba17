import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findingsOf, loadAxe } from "./design/find-with-axe.ts";
import { openDesign, sceneOf } from "./design/open-design.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { servePages, type ServedPages } from "./serve-pages.ts";

const WIDTHS = [320, 375, 768, 1280];
const HEIGHT = 900;
let browser: Browser;
let pages: ServedPages;

beforeAll(async () => {
  [pages, browser] = [await servePages(), await openBrowser()];
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

it("has no finding of axe and nothing wider than the page, in every state, theme, width and direction", async () => {
  const { page } = await openDesign(browser, pages.url);
  await loadAxe(page);
  const findings: string[] = [];
  for (const [index, width] of WIDTHS.entries()) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of ["light", "dark"] as const) {
      // Both directions at every width, both with both themes over all widths.
      const dir = (index + (colorScheme === "dark" ? 1 : 0)) % 2 === 0 ? "ltr" : "rtl";
      await page.emulateMedia({ colorScheme });
      await page.evaluate((direction) => (document.documentElement.dir = direction), dir);
      const look = `${width} px, ${colorScheme}, ${dir}`;
      findings.push(...(await findingsOf(page)).map((finding) => `${look}: ${finding}`));
      const shownWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      if (shownWidth > width) findings.push(`${look}: the page is ${shownWidth} px wide`);
    }
  }
  expect(findings).toEqual([]);
});

it("tells a screen reader what is written down of every element", async () => {
  const { page } = await openDesign(browser, pages.url, { viewport: { width: 1280, height: HEIGHT } });
  const scenes = await page.locator("[data-scene]").all();
  const trees: string[] = [];
  for (const scene of scenes) trees.push(await scene.ariaSnapshot());
  await expect(`${trees.join("\n\n")}\n`).toMatchFileSnapshot("./design/accessibility-tree.yml");
});

/** Words in Latin letters that the elements show, other than names and what comes from elsewhere. */
function foreignWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const KNOWN = /^(Mug|Teapot|Vase|Bowl|Jug|Before|After|Versions of the mug|Spring|Winter|collection|Item|ZIP|OBJ|PLY|FBX|DXF|STEP|GLTF|JPG|PNG|WebP|GLB|USDZ|STL|iPhone|iPad|Mac|Quick|Look|Blender|Escape|Home|End|Tab|Unity|left|right|src)$/;
    const REASONS = ["The back photo shows no object.", "The views contradict each other.", "A blue mug", "A mug", "Versions of the mug"];
    const said: string[] = [];
    const read = (root: Element | ShadowRoot): void => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) read(element.shadowRoot);
        if (!(root instanceof ShadowRoot) || element instanceof HTMLStyleElement) continue;
        said.push(...["aria-label", "title", "placeholder", "alt"].map((name) => element.getAttribute(name) ?? ""));
        for (const node of element.childNodes) if (node instanceof Text) said.push(node.data);
      }
    };
    for (const scene of document.querySelectorAll("[data-scene]")) read(scene);
    const words = said.flatMap((text) => REASONS.reduce((rest, reason) => rest.replaceAll(reason, ""), text).match(/[A-Za-z]{3,}/g) ?? []);
    return [...new Set(words)].filter((word) => !KNOWN.test(word));
  });
}

it("speaks Arabic from right to left, without a word of English, a finding of axe or anything wider than the page", async () => {
  const { page } = await openPage(browser, `${pages.url}/design.html?lang=ar`, { viewport: { width: 320, height: HEIGHT }, reducedMotion: "reduce" });
  await page.getByText("بقي نحو 40 ث").first().waitFor({ timeout: 60_000 });
  for (const scene of ["gallery-ready", "export-ready", "versions-ready"]) await sceneOf(page, scene).locator("[state=ready]").first().waitFor({ timeout: 60_000 });
  await loadAxe(page);
  expect(await foreignWords(page)).toEqual([]);
  expect(await findingsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  expect(await sceneOf(page, "credits-ready").locator("model-3d-credits").evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
});

it("asks no other host, and nothing that a strict policy refuses", async () => {
  const { page, troubles } = await openDesign(browser, pages.url);
  await page.getByRole("region", { name: "generate: photos" }).getByRole("button", { name: "Generate 3D (10 credits)" }).click();
  await page.getByText("Credits are charged only on success").waitFor();
  expect(troubles.filter((trouble) => trouble.startsWith("request:") || trouble.includes("Content Security Policy"))).toEqual([]);
});
