import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { CHROMIUM_FLAGS } from "../scripts/chromium-flags.ts";

const PLACES = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"];

export function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("The browser tests need Chromium: `sudo apt-get install chromium`, or set CHROMIUM_PATH to one.");
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

export interface WatchedPage {
  page: Page;
  /** Errors of the page and of its console, and requests that left the host. */
  troubles: string[];
}

/** A page in a profile of its own whose errors and requests to other hosts are noted. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 720 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(url).origin) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, troubles };
}
