import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pictureOf } from "./measure-picture.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";

const GENERATION_MS = 120_000;
/** Without a graphics card a frame may take a second. */
const PICTURE_MS = 90_000;
const photo = (view: string) => new URL(`../demo/photos/teapot-${view}.jpg`, import.meta.url).pathname;

async function creditsShown(page: Page): Promise<string> {
  return page.locator("model-3d-credits").evaluate((element) => element.shadowRoot?.textContent ?? "");
}

/** Neither blank nor of one colour. */
async function showsTheModel(viewer: Locator): Promise<void> {
  await expect.poll(async () => (await pictureOf(viewer)).colours, { timeout: PICTURE_MS, interval: 500 }).toBeGreaterThanOrEqual(8);
  const { covered } = await pictureOf(viewer);
  expect(covered).toBeGreaterThan(0.1);
}

describe.each(["pglite", "postgres"] as const)("in a browser, on %s", (kind) => {
  let browser: Browser;
  let demo: Demo;
  let database: TestDatabase | null = null;

  beforeAll(async () => {
    if (kind === "postgres") database = await createTestDatabase({ kind, migrated: false });
    demo = await startDemo(typeof database?.connection === "string" ? { databaseUrl: database.connection } : {});
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await demo?.remove();
    await database?.remove();
  });

  it("uploads photos, makes two versions, goes back to the first and deletes the second, for 20 credits", async () => {
    const { page, troubles } = await openPage(browser, `${demo.url}/your-photos`);
    await page.getByText("100", { exact: false }).first().waitFor();
    await page.locator("input[type=file]").setInputFiles(["front", "back", "side", "top"].map(photo));
    await page.getByRole("button", { name: "Use these photos" }).click();

    await page.getByText("Credits are charged only on success").waitFor();
    await Promise.all([page.getByRole("progressbar").first().waitFor(), page.getByRole("button", { name: "Continue" }).click()]);
    const viewer = page.locator("model-3d-generate model-3d-viewer[state=ready]");
    await viewer.waitFor({ timeout: GENERATION_MS });
    await showsTheModel(viewer);
    await expect.poll(() => creditsShown(page)).toContain("90");

    await page.getByRole("button", { name: "Regenerate (10 credits)" }).click();
    await Promise.all([page.getByRole("progressbar").first().waitFor(), page.getByRole("button", { name: "Continue" }).click()]);
    const versions = page.locator("model-3d-versions");
    await versions.getByRole("listitem").filter({ hasText: "Version 2" }).getByText("Active", { exact: true }).waitFor({ timeout: GENERATION_MS });
    await expect.poll(() => creditsShown(page), { timeout: GENERATION_MS }).toContain("80");

    await versions.getByRole("button", { name: "Set as active" }).click({ timeout: GENERATION_MS });
    await versions.getByRole("listitem").filter({ hasText: "Version 1" }).getByText("Active", { exact: true }).waitFor();
    await versions.getByRole("group", { name: "Actions for version 2" }).getByRole("button", { name: "Delete" }).click();
    await versions.locator("model-3d-dialog").getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => versions.getByText("Version 2", { exact: true }).count(), { timeout: 30_000 }).toBe(0);
    await page.reload();
    await page.locator("model-3d-generate model-3d-viewer[state=ready]").waitFor({ timeout: 60_000 });
    expect(await creditsShown(page)).toContain("80");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("makes a model of a product in the gallery and shows it", async () => {
    const { page, troubles } = await openPage(browser, demo.url);
    const card = page.locator("model-3d-gallery").locator("article, li", { hasText: "Meadow teapot" }).first();
    await card.getByRole("button", { name: "Generate 3D (10 credits)" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await Promise.all([page.getByText(/still processing, \d+% done/).first().waitFor(), card.getByRole("button", { name: "Check Generation Status" }).click()]);
    await card.getByRole("button", { name: "View 3D" }).click({ timeout: GENERATION_MS });
    const viewer = page.locator("model-3d-viewer[state=ready]");
    await viewer.waitFor({ timeout: 60_000 });
    await showsTheModel(viewer);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("dialog[open]").count()).toBe(0);
    await expect.poll(() => creditsShown(page)).toContain("90");
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
