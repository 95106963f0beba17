import { readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openPage } from "../open-browser.ts";

const ROOT = join(import.meta.dirname, "../..");
const ELEMENTS = readdirSync(join(ROOT, "docs/elements")).flatMap((file) => (file === "README.md" ? [] : [file.replace(/\.md$/, "")]));

let browser: Browser;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  browser = await openBrowser();
  const app = express();
  app.use(express.static(join(ROOT, "site/dist"), { extensions: ["html"] }));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});

afterAll(async () => {
  await browser.close();
  await close();
});

describe("the documents as a site", () => {
  it.each(ELEMENTS)("shows %s live on its page, from its own host alone", async (name) => {
    const { page, troubles } = await openPage(browser, `${url}/elements/${name}`);
    const element = page.locator(`[data-live] ${name === "provider" ? "model-3d-credits" : `model-3d-${name}`}`).first();
    await element.waitFor({ state: "attached" });
    const isAwake = (found: Element) => ["ready", "empty"].includes(found.getAttribute("state") ?? "");
    await expect.poll(() => element.evaluate(isAwake), { timeout: 60_000 }).toBe(true);
    expect(await element.evaluate((found) => found.getAttribute("state"))).toBe(name === "generate" || name === "upload" ? "empty" : "ready");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("makes a model of the live element by its button, and ends it when the page is left", async () => {
    const { page, troubles } = await openPage(browser, `${url}/elements/generate`);
    await page.getByRole("button", { name: "Generate 3D (10 credits)" }).click();
    await page.getByRole("button", { name: "Continue" }).click({ timeout: 120_000 });
    await page.locator("[data-live] model-3d-generate[state=ready]").waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Elements", exact: true }).first().click();
    await expect.poll(() => page.locator("[data-live]").count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("finds a word of a guide, and fits a phone", async () => {
    const { page, troubles } = await openPage(browser, url, { viewport: { width: 375, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("pooler");
    await page.getByRole("option").filter({ hasText: "pooler" }).first().click();
    await page.waitForURL(/\/guides\//);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
