import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findingsOf, loadAxe } from "./design/find-with-axe.ts";
import { openDesign } from "./design/open-design.ts";
import { openBrowser } from "./open-browser.ts";
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

it("asks no other host, and nothing that a strict policy refuses", async () => {
  const { page, troubles } = await openDesign(browser, pages.url);
  await page.getByRole("region", { name: "generate: photos" }).getByRole("button", { name: "Generate 3D (10 credits)" }).click();
  await page.getByText("Credits are charged only on success").waitFor();
  expect(troubles.filter((trouble) => trouble.startsWith("request:") || trouble.includes("Content Security Policy"))).toEqual([]);
});
