import { existsSync } from "node:fs";
import { fail } from "./ensure-installed.mjs";
import { installFromDebian } from "./install-from-debian.mjs";

const KNOWN_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** The same engine without a window around the page: a page opens in a quarter of the time. */
const HEADLESS_SHELLS = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell"];
/** Debian's Chromium has none of its own. */
const FONTS = "fonts-dejavu-core";

const findIn = (places) => [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path));

/** One that is there, or Debian's, installed now where this account may. */
function findOrInstall(places, what, name) {
  const found = findIn(places);
  if (!found) installFromDebian(what, [name, FONTS]);
  return found ?? findIn(places);
}

/** Path of a Chromium: the one that CHROMIUM_PATH names, an installed one, or Debian's. */
export function ensureBrowser() {
  return findOrInstall(KNOWN_PLACES, "Chromium for the browser tests", "chromium") ?? fail("The browser tests need Chromium: `sudo apt-get install chromium`, or set CHROMIUM_PATH to one.");
}

/** The same for tests that open a page for each file and look at no window: Chromium's headless shell where it can be had. */
export function ensureHeadlessShell() {
  return findOrInstall(HEADLESS_SHELLS, "Chromium's headless shell for the elements' tests", "chromium-headless-shell") ?? ensureBrowser();
}
