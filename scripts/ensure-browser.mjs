import { existsSync } from "node:fs";
import { fail } from "./ensure-installed.mjs";
import { installFromDebian } from "./install-from-debian.mjs";

const KNOWN_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** The same engine without a window around the page: a page opens in a quarter of the time. */
const HEADLESS_SHELLS = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell"];
const PACKAGES = ["chromium", "fonts-dejavu-core"];
const SHELL_PACKAGE = "chromium-headless-shell";

const findIn = (places) => [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path));

/** Path of a Chromium: the one that CHROMIUM_PATH names, an installed one, or Debian's, installed now where this account may. */
export function ensureBrowser() {
  const found = findIn(KNOWN_PLACES);
  if (found) return found;
  installFromDebian("Chromium for the browser tests", PACKAGES);
  return findIn(KNOWN_PLACES) ?? fail("The browser tests need Chromium: `sudo apt-get install chromium`, or set CHROMIUM_PATH to one.");
}

/** The same for tests that open a page for each file and look at no window: Chromium's headless shell where there is one or this account may install it. */
export function ensureHeadlessShell() {
  const found = findIn(HEADLESS_SHELLS);
  if (found) return found;
  installFromDebian("Chromium's headless shell for the elements' tests", [SHELL_PACKAGE]);
  return findIn(HEADLESS_SHELLS) ?? ensureBrowser();
}
