import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { openPage, type WatchedPage } from "../open-browser.ts";

const READY_MS = 60_000;

/** The page of all states, once every element shows the state that it is there for. */
export async function openDesign(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const opened = await openPage(browser, `${url}/design.html`, { reducedMotion: "reduce", locale: "en-US", timezoneId: "UTC", ...options });
  const last = ["generate-photos", "generate-generating", "versions-ready", "gallery-ready", "gallery-list", "gallery-unknown", "gallery-empty", "gallery-error", "batch-estimate", "batch-running", "batch-list", "batch-error", "export-ready", "viewer-error", "compare-missing"];
  for (const name of last) await sceneOf(opened.page, name).locator(`model-3d-${name.split("-")[0]}:not([state=loading]), [part=making]`).first().waitFor({ timeout: READY_MS });
  await opened.page.getByText("About 40 s left").first().waitFor({ timeout: READY_MS });
  return opened;
}

export function sceneOf(page: Page, name: string): Locator {
  return page.locator(`[data-scene="${name}"]`);
}
