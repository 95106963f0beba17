// Renews the README's pictures, and takes the demo's pages at several sizes for looking at: node --conditions=model-3d-source e2e/take-pictures.ts [folder]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { PRODUCTS } from "../demo/server/products.ts";
import { DemoUser } from "./call-demo.ts";
import { pictureOf } from "./measure-picture.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo } from "./start-demo.ts";

const PICTURES = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const LOOKS = [
  { name: "desktop", viewport: { width: 1280, height: 900 } },
  { name: "phone", viewport: { width: 375, height: 812 } },
  { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" as const },
];
const POLL_MS = 500;
const PAGE_SETTLE_MS = 3_000;

const folder = process.argv[2] ?? join(PICTURES, "../../node_modules/.cache/model-3d/pictures");
await mkdir(folder, { recursive: true });
await mkdir(PICTURES, { recursive: true });
const demo = await startDemo();
const browser = await openBrowser();

async function openViewer(page: Page, title: string): Promise<void> {
  await page.locator("model-3d-gallery").getByRole("listitem").filter({ hasText: title }).getByRole("button", { name: "View 3D" }).click();
  const viewer = page.locator("model-3d-viewer[state=ready]");
  await viewer.waitFor({ timeout: 90_000 });
  while ((await pictureOf(viewer)).colours < 8) await page.waitForTimeout(POLL_MS);
  await page.waitForTimeout(PAGE_SETTLE_MS);
}

try {
  const user = new DemoUser(demo);
  for (const { sourceId, images } of PRODUCTS.slice(1)) {
    const imageUrls = Object.fromEntries(Object.entries(images).map(([view, path]) => [view, demo.url + path]));
    const body = JSON.stringify({ imageUrls, sourceType: "product", sourceId });
    const { taskId } = await user.call<{ taskId: string }>("/generate-3d-model", { method: "POST", body, headers: { "content-type": "application/json" } });
    while ((await user.status(taskId)).finished_at === null) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  for (const { name, ...look } of LOOKS) {
    const { page, troubles } = await openPage(browser, demo.url, look);
    await page.context().addCookies([{ name: "demo_user", value: user.userId, url: demo.url }]);
    await page.reload();
    await page.getByRole("button", { name: "View 3D" }).first().waitFor();
    await page.waitForTimeout(PAGE_SETTLE_MS);
    await page.screenshot({ path: name === "desktop" ? join(PICTURES, "gallery.png") : join(folder, `gallery-${name}.png`) });
    await openViewer(page, PRODUCTS[1]?.title ?? "");
    await page.screenshot({ path: name === "desktop" ? join(PICTURES, "viewer.png") : join(folder, `viewer-${name}.png`) });
    await page.goto(`${demo.url}/your-photos`);
    await page.waitForTimeout(PAGE_SETTLE_MS);
    await page.screenshot({ path: join(folder, `your-photos-${name}.png`), fullPage: true });
    if (troubles.length > 0) console.log(name, troubles);
    await page.context().close();
  }
} finally {
  await browser.close();
  await demo.remove();
}
