import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { READERS } from "../packages/mesh/test/interop/read-exports.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";
import { cardOf, GENERATION_MS } from "./take-walk.ts";

/** The name of each format, and what 12 cm are in the numbers of its file; which of them is up. */
const FORMATS = {
  glb: ["GLB", 0.12, "y"], gltf: ["glTF", 0.12, "y"], obj: ["OBJ", 0.12, "y"], stl: ["STL", 120, "z"], ply: ["PLY", 0.12, "z"],
  "3mf": ["3MF", 120, "z"], fbx: ["FBX", 12, "y"], usdz: ["USDZ", 0.12, "y"], dxf: ["DXF", 120, "z"], step: ["STEP", 120, "z"],
} as const; // prettier-ignore
const FILE_MS = 120_000;
let browser: Browser;
let demo: Demo;

beforeEach(async () => {
  [browser, demo] = await Promise.all([openBrowser(), startDemo()]);
});

afterEach(async () => {
  await browser?.close();
  await demo?.remove();
});

/** Takes a file by its button, as the browser saves it. */
async function take(page: Page, from: Locator, name: string): Promise<Uint8Array> {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: FILE_MS }), from.getByRole("button", { name: `Download ${name}`, exact: true }).click({ timeout: FILE_MS })]);
  return readFile(await download.path());
}

it("makes a model, is told that it is 12 cm high, and gives it so in all ten formats", async () => {
  const { page, troubles } = await openPage(browser, demo.url);
  const card = cardOf(page, "Meadow teapot");
  await card.getByRole("button", { name: "Generate 3D (10 credits)" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await card.getByRole("button", { name: "Export" }).click({ timeout: GENERATION_MS });
  const element = page.locator("model-3d-export");
  await element.getByLabel("Length").fill("12");
  await element.getByRole("button", { name: "Set size" }).click();
  await element.getByText("The size is set.").waitFor();
  for (const [format, [name, height, up]] of Object.entries(FORMATS)) {
    const { min, max } = await READERS[format as keyof typeof FORMATS](await take(page, element, name));
    const axis = up === "y" ? 1 : 2;
    expect((max[axis] ?? 0) - (min[axis] ?? 0), name).toBeCloseTo(height, height > 1 ? 3 : 6);
  }
  await element.getByText(/× 120 × [\d.]+ mm/).first().waitFor();
  expect(troubles).toEqual([]);
}, 400_000);
