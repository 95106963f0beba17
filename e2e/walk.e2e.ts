import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";
import { walkGallery, walkVersions } from "./take-walk.ts";

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

it("uploads photos, makes two versions, goes back to the first and deletes the second, for 20 credits, on Postgres", async () => {
  database = await createTestDatabase({ kind: "postgres", migrated: false });
  demo = await startDemo(typeof database.connection === "string" ? { databaseUrl: database.connection } : {});
  const { page, troubles } = await openPage(browser, `${demo.url}/your-photos`);
  await walkVersions(page);
  expect(troubles).toEqual([]);
});

it("makes a model of a product in the gallery and shows it, on the embedded database", async () => {
  demo = await startDemo();
  const { page, troubles } = await openPage(browser, demo.url);
  await walkGallery(page);
  expect(troubles).toEqual([]);
});
