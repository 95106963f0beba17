import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { archiveManifestSchema, type Credits } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { unzipSync } from "fflate";
import type { Browser, Locator, Page } from "playwright-core";
import { STLLoader } from "three/examples/jsm/loaders/STLLoader.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MENDED, PRODUCTS, WELCOME } from "./batch/shelf.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";

const SETTLE_MS = 120_000;
const READY = 22;
const COST = 10;
const LEAST_TRIANGLES = 100;

let browser: Browser;
let demo: Demo | null = null;
let database: TestDatabase | null = null;

beforeEach(async () => {
  browser = await openBrowser();
});

afterEach(async () => {
  await browser.close();
  await demo?.remove();
  await database?.remove();
});

const progressOf = (page: Page): Locator => page.locator("model-3d-batch [part=progress]");
const hasReady = async (page: Page, count: number): Promise<boolean> => Number(/(\d+) of 22 models ready/.exec((await progressOf(page).textContent()) ?? "")?.[1]) >= count;

/** Ticks everything and asks for models of it. */
async function startAll(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Select Product 01" }).check();
  await page.getByRole("button", { name: "Select all 24 shown" }).click();
  await page.getByRole("button", { name: "Make 3D models" }).click();
  const estimate = page.locator("model-3d-batch [part=estimate]");
  await estimate.getByText("22 models will be made").waitFor({ timeout: SETTLE_MS });
  expect(await estimate.textContent()).toContain("220 credits");
  expect(await estimate.locator("[part=left-out] li").allInnerTexts()).toEqual(["Product 05 No back photo.", "Product 17 No back photo."].map((text) => expect.stringMatching(text.replaceAll(" ", "\\s+"))));
  await page.getByRole("button", { name: "Make 22 models" }).click();
}

it("makes models of 24 products together: two lack a photo, one fails, the server is killed while it is paused, and all are taken away as STL", async () => {
  database = await createTestDatabase({ kind: "postgres", migrated: false });
  if (typeof database.connection !== "string") throw new Error("no address of the database");
  demo = await startDemo({ main: "e2e/batch/many-products.ts", databaseUrl: database.connection });
  const { page } = await openPage(browser, demo.url, { acceptDownloads: true });
  await startAll(page);

  await expect.poll(() => hasReady(page, 2), { timeout: SETTLE_MS }).toBe(true);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await demo.kill();
  demo = await demo.restart({ samePort: true });

  // Who comes back finds it where it was.
  await page.goto(demo.url);
  await page.getByRole("button", { name: "Batches" }).click();
  await progressOf(page).getByText("Paused", { exact: true }).waitFor({ timeout: SETTLE_MS });
  expect(await hasReady(page, READY)).toBe(false);
  await page.getByRole("button", { name: "Resume" }).click();
  await progressOf(page).getByText("21 of 22 models ready").waitFor({ timeout: SETTLE_MS });
  await progressOf(page).getByText("Done", { exact: true }).waitFor({ timeout: SETTLE_MS });
  const failed = page.locator("model-3d-batch [part=item]", { hasText: "Product 09" });
  expect(await failed.textContent()).toContain("Failed");

  await writeFile(join(demo.dataDirectory, MENDED), "");
  await page.getByRole("button", { name: "Try 1 failed again" }).click();
  await progressOf(page).getByText("22 of 22 models ready").waitFor({ timeout: SETTLE_MS });
  const credits = (await (await page.request.get(`${demo.url}/api/credits`)).json()) as Credits;
  expect(credits).toMatchObject({ balance: WELCOME - READY * COST, held: 0 });

  await page.locator("model-3d-batch [part=archive] select").selectOption("stl");
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: SETTLE_MS }), page.getByRole("link", { name: "Download ZIP" }).click()]);
  const files = unzipSync(new Uint8Array(await readFile(await download.path())));
  const manifest = archiveManifestSchema.parse(JSON.parse(new TextDecoder().decode(files["manifest.json"])));
  const made = PRODUCTS.filter(({ images }) => images?.back !== undefined).map(({ title }) => `${title.replaceAll(" ", "-")}-v1.stl`);
  expect([manifest.files.map(({ path }) => path), manifest.missing]).toEqual([made, []]);
  for (const name of made) {
    const stl = files[name] ?? new Uint8Array();
    const geometry = new STLLoader().parse(stl.buffer.slice(stl.byteOffset, stl.byteOffset + stl.byteLength) as ArrayBuffer);
    geometry.computeBoundingBox();
    expect(geometry.getAttribute("position").count / 3, name).toBeGreaterThan(LEAST_TRIANGLES);
    expect(geometry.boundingBox?.isEmpty(), name).toBe(false);
  }

  // Packed first it is the same, and any part of it can be had.
  await page.getByRole("button", { name: "Pack it first" }).click();
  const link = page.getByRole("link", { name: "Download packed ZIP" });
  await link.waitFor({ timeout: SETTLE_MS });
  expect(await page.locator("model-3d-batch [part=stored]").textContent()).toMatch(/Packed: 22 models, .+ kept until/);
  const [packed] = await Promise.all([page.waitForEvent("download", { timeout: SETTLE_MS }), link.click()]);
  const stored = await readFile(await packed.path());
  const entries = unzipSync(new Uint8Array(stored));
  for (const name of made) expect(entries[name], name).toEqual(files[name]);
  const address = `${demo.url}${(await link.getAttribute("href")) ?? ""}`;
  const rest = await page.request.get(address, { headers: { Range: `bytes=${stored.length - 100}-` } });
  expect([rest.status(), await rest.body()]).toEqual([206, stored.subarray(-100)]);
});
