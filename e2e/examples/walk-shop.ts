import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Items set as a property are drawn, an attribute and its property agree, an event reaches the app and moves it on to the next. */
export async function walkShop(page: Page): Promise<void> {
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
