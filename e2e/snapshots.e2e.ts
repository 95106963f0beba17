import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comparePictures } from "./design/compare-pictures.ts";
import { expectAsKept, takePicture } from "./design/expect-as-kept.ts";
import { openDesign, sceneOf } from "./design/open-design.ts";
import { pinFont } from "./design/pin-look.ts";
import { openBrowser } from "./open-browser.ts";
import { servePages, type ServedPages } from "./serve-pages.ts";

const LOOKS = [
  { look: "light-1280", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { look: "dark-375", colorScheme: "dark", viewport: { width: 375, height: 800 } },
] as const;
const SCENES = [
  "credits-low", "button-ready", "generate-photos", "generate-generating", "generate-failed", "versions-ready", "export-ready", "viewer-poster", "viewer-empty", "viewer-error",
  "compare-empty", "compare-missing", "gallery-ready", "gallery-list", "gallery-loading", "gallery-unknown", "gallery-empty", "gallery-error", "batch-estimate", "batch-running", "batch-short-of-credits", "batch-list", "batch-empty", "batch-error", "upload-empty",
];
/** From right to left, at the other two widths: what has rows and columns. */
const TURNED_LOOKS = [
  { look: "light-320-rtl", colorScheme: "light", viewport: { width: 320, height: 800 } },
  { look: "dark-768-rtl", colorScheme: "dark", viewport: { width: 768, height: 900 } },
] as const;
const TURNED_SCENES = ["batch-estimate", "batch-running", "generate-generating", "versions-ready", "export-ready", "gallery-ready", "gallery-list", "upload-empty"];

let browser: Browser;
let pages: ServedPages;

beforeAll(async () => {
  [pages, browser] = [await servePages(), await openBrowser()];
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

describe.each(LOOKS)("$look", ({ look, colorScheme, viewport }) => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openDesign(browser, pages.url, { viewport, colorScheme }));
    await pinFont(page);
  });

  it.each(SCENES)("%s looks as it did", async (name) => {
    const scene = sceneOf(page, name);
    await scene.scrollIntoViewIfNeeded();
    await expectAsKept(`${name}-${look}`, await takePicture(scene));
  });

  it("the confirmation looks as it did", async () => {
    const scene = sceneOf(page, "generate-photos");
    await scene.getByRole("button", { name: "Generate 3D (10 credits)" }).click();
    await scene.getByText("100 credits").waitFor();
    await scene.getByText("Could not be checked").waitFor();
    await expectAsKept(`confirmation-${look}`, await takePicture(scene.locator("dialog[open]")));
    await page.keyboard.press("Escape");
  });
});

describe.each(TURNED_LOOKS)("$look", ({ look, colorScheme, viewport }) => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openDesign(browser, pages.url, { viewport, colorScheme }));
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await pinFont(page);
  });

  it.each(TURNED_SCENES)("%s looks as it did", async (name) => {
    const scene = sceneOf(page, name);
    await scene.scrollIntoViewIfNeeded();
    await expectAsKept(`${name}-${look}`, await takePicture(scene));
  });
});

describe("what is compared", () => {
  const CHANGES: Readonly<Record<string, (scene: HTMLElement) => void>> = {
    "another accent": (scene) => scene.style.setProperty("--model-3d-accent", "#0f766e"),
    "a missing button": (scene) => {
      const buttons = scene.querySelector("model-3d-generate")?.shadowRoot?.querySelectorAll("button") ?? [];
      for (const button of buttons) button.style.visibility = "hidden";
    },
    "a block moved by eight pixels": (scene) => {
      const panel = scene.querySelector("model-3d-generate")?.shadowRoot?.querySelector<HTMLElement>(".panel");
      if (panel) panel.style.translate = "8px";
    },
  };
  let page: Page;
  let before: Buffer;

  beforeAll(async () => {
    ({ page } = await openDesign(browser, pages.url));
    await pinFont(page);
    before = await takePicture(sceneOf(page, "generate-photos"));
  });

  it.each(Object.keys(CHANGES))("shows %s", async (name) => {
    const scene = sceneOf(page, "generate-photos");
    await scene.evaluate(CHANGES[name] as (element: Element) => void);
    const { isSame } = await comparePictures(before, await takePicture(scene));
    expect(isSame).toBe(false);
    await scene.evaluate((element) => {
      element.removeAttribute("style");
      const root = element.querySelector("model-3d-generate")?.shadowRoot;
      for (const part of root?.querySelectorAll("button, .panel") ?? []) part.removeAttribute("style");
    });
    expect((await comparePictures(before, await takePicture(scene))).count).toBe(0);
  });
});
