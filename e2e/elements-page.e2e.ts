import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";

const documented = readdirSync(join(import.meta.dirname, "../docs/elements")).filter((file) => file !== "README.md").map((file) => file.replace(/\.md$/, ""));
const SHOWING = ["gallery", "viewer", "compare", "credits"];

describe("the page of elements", () => {
  let browser: Browser;
  let demo: Demo;
  beforeAll(async () => {
    [browser, demo] = await Promise.all([openBrowser(), startDemo()]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), demo.remove()]);
  });

  it("has every documented element at work beside its code, and asks no other host", async () => {
    const { page, troubles } = await openPage(browser, `${demo.url}/elements`);
    for (const name of documented) {
      const section = page.locator(`section#${name}`);
      await section.scrollIntoViewIfNeeded();
      const state = SHOWING.includes(name) ? "[state=ready]" : ":not([state=error]):defined";
      await section.locator(`.live > model-3d-${name}${state}`).first().waitFor({ state: "attached", timeout: 60_000 });
      expect(await section.locator("pre code").textContent()).toContain(`<model-3d-${name}`);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("dresses the elements as its form says, on a narrow screen without scrolling sideways", async () => {
    const { page } = await openPage(browser, `${demo.url}/elements`, { viewport: { width: 320, height: 700 } });
    const gallery = page.locator("#gallery model-3d-gallery[state=ready]");
    await gallery.waitFor();
    await page.getByLabel("Scheme").selectOption("dark");
    await page.getByLabel("Corners").fill("3");
    const look = () => gallery.evaluate((element) => [getComputedStyle(element).colorScheme, getComputedStyle(element).getPropertyValue("--model-3d-radius")]);
    expect(await look()).toEqual(["dark", "3px"]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.context().close();
  });

  it("shows code from left to right in a page that reads from right to left", async () => {
    const { page } = await openPage(browser, `${demo.url}/elements`);
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    const code = page.locator("section#gallery pre code");
    expect(await code.evaluate((element) => [element, element.parentElement as Element].map((each) => [getComputedStyle(each).direction, getComputedStyle(each).textAlign]))).toEqual([["ltr", "left"], ["ltr", "left"]]);
    await page.context().close();
  });
});
