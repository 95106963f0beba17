import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { pictureOf } from "./measure-picture.ts";

/** The longest that a generation may take on a machine that is busy with other things. */
export const GENERATION_MS = 120_000;
/** Without a graphics card a frame may take a second. */
const PICTURE_MS = 90_000;
const FILE_MS = 60_000;
const photo = (view: string) => new URL(`../demo/photos/teapot-${view}.jpg`, import.meta.url).pathname;

export function creditsShown(page: Page): Promise<string> {
  return page.locator("model-3d-credits").evaluate((element) => element.shadowRoot?.textContent ?? "");
}

/** The card of one of the demo's products. */
export function cardOf(page: Page, title: string): Locator {
  return page.locator("model-3d-gallery").locator("article, li", { hasText: title }).first();
}

/** Neither blank nor of one colour. */
export async function showsTheModel(viewer: Locator): Promise<void> {
  await viewer.waitFor({ timeout: FILE_MS });
  // A picture takes seconds without a graphics card: one that shows the model is taken once.
  const shows = async () => {
    const { colours, covered } = await pictureOf(viewer);
    return colours >= 8 && covered > 0.1 ? "the model" : { colours, covered };
  };
  await expect.poll(shows, { timeout: PICTURE_MS, interval: 500 }).toBe("the model");
}

/** From four photos, on a page with the elements for it, as somebody with 100 credits: until the model is seen. */
export async function makeFirstModel(page: Page, { onSubmit = () => undefined }: { onSubmit?: () => void } = {}): Promise<Locator> {
  await page.getByText("100", { exact: false }).first().waitFor();
  await page.locator("model-3d-upload input[type=file][multiple]").setInputFiles(["front", "back", "side", "top"].map(photo));
  await page.getByRole("button", { name: "Use these photos" }).click();
  await page.getByText("Credits are charged only on success").waitFor();
  await Promise.all([page.getByRole("progressbar").first().waitFor(), page.getByRole("button", { name: "Continue" }).click()]);
  onSubmit();
  // Until then a viewer may show the first look, which gives place to the model.
  await page.locator("model-3d-generate").getByRole("progressbar").first().waitFor({ state: "detached", timeout: GENERATION_MS });
  const viewer = page.locator("model-3d-generate model-3d-viewer[state=ready]");
  await viewer.waitFor({ timeout: GENERATION_MS });
  await showsTheModel(viewer);
  await expect.poll(() => creditsShown(page)).toContain("90");
  return viewer;
}

/** On `/your-photos`, as somebody new: uploads, makes two versions, goes back to the first, deletes the second, for 20 credits. */
export async function walkVersions(page: Page): Promise<void> {
  const viewer = await makeFirstModel(page);

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
  await viewer.waitFor({ timeout: FILE_MS });
  expect(await creditsShown(page)).toContain("80");
}

/**
 * On the gallery, as somebody new: makes a model of a product, asks how far it is, and looks at it. A model that is made within two seconds, as by a
 * simulator in a hurry, may be there before anybody can ask.
 */
export async function walkGallery(page: Page, { isMadeInNoTime = false } = {}): Promise<void> {
  const card = cardOf(page, "Meadow teapot");
  await card.getByRole("button", { name: "Generate 3D (10 credits)" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  if (!isMadeInNoTime) await askHowFar(page, card);
  await card.getByRole("button", { name: "View 3D" }).click({ timeout: GENERATION_MS });
  await showsTheModel(page.locator("model-3d-viewer[state=ready]"));
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator("dialog[open]").count()).toBe(0);
  await expect.poll(() => creditsShown(page)).toContain("90");
}

/** A pointer waits for frames that stand still, on a busy machine for longer than the generation takes; there would be nothing to ask any more. */
async function askHowFar(page: Page, card: Locator): Promise<void> {
  const toast = page.getByText(/still (processing, \d+% done|waiting for its turn)/).first();
  const check = card.getByRole("button", { name: "Check Generation Status", disabled: false });
  await Promise.all([toast.waitFor({ timeout: GENERATION_MS }), check.dispatchEvent("click", undefined, { timeout: GENERATION_MS })]);
}
