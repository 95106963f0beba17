import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAsKept, takePicture } from "./design/expect-as-kept.ts";
import { findingsOf, loadAxe } from "./design/find-with-axe.ts";
import { openDesign, sceneOf } from "./design/open-design.ts";
import { closeBefore, OPENINGS } from "./design/openings.ts";
import { pinFont } from "./design/pin-look.ts";
import { openBrowser } from "./open-browser.ts";
import { servePages, type ServedPages } from "./serve-pages.ts";

const LOOKS = [
  { width: 1280, colorScheme: "light", dir: "ltr" },
  { width: 375, colorScheme: "light", dir: "ltr" },
  { width: 375, colorScheme: "dark", dir: "rtl" },
  { width: 1280, colorScheme: "dark", dir: "rtl" },
] as const;
const DARK_PHONE = 2;
const HEIGHT = 800;
let browser: Browser;
let pages: ServedPages;
let page: Page;

beforeAll(async () => {
  [pages, browser] = [await servePages(), await openBrowser()];
  ({ page } = await openDesign(browser, pages.url, { viewport: { width: 1280, height: HEIGHT } }));
  await pinFont(page);
  await loadAxe(page);
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

describe("what opens", () => {
  it.each(OPENINGS)("$name: no finding of axe and nothing wider than the page, light and dark, narrow and wide, in both directions; it looks as it did", async (opening) => {
    const { name, scene, open, isDrawn = false, changes = false } = opening;
    await page.setViewportSize({ width: 1280, height: HEIGHT });
    await closeBefore(opening, page);
    await open(sceneOf(page, scene), page);
    const findings: string[] = [];
    for (const { width, colorScheme, dir } of isDrawn ? [LOOKS[0], LOOKS[DARK_PHONE]] : LOOKS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.emulateMedia({ colorScheme });
      await page.evaluate((direction) => (document.documentElement.dir = direction), dir);
      const look = `${width} px, ${colorScheme}, ${dir}`;
      findings.push(...(await findingsOf(page, name === "toasts" ? "html" : `[data-scene="${scene}"]`)).map((finding) => `${look}: ${finding}`));
      const shownWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      if (shownWidth > width) findings.push(`${look}: the page is ${shownWidth} px wide`);
      if (width === LOOKS[0].width && colorScheme === LOOKS[0].colorScheme && !changes) {
        const shown = page.locator("dialog[open]").last();
        await expectAsKept(`opened-${name.replaceAll(" ", "-")}`, await takePicture((await shown.count()) > 0 ? shown : sceneOf(page, scene)));
      }
    }
    expect(findings).toEqual([]);
  });
});
