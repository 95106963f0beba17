import { existsSync } from "node:fs";
import { fail } from "./ensure-installed.mjs";
import { installFromDebian } from "./install-from-debian.mjs";

const KNOWN_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

const findBrowser = () => [process.env.CHROMIUM_PATH, ...KNOWN_PLACES].find((path) => path && existsSync(path));

/** Path of a Chromium: the one that CHROMIUM_PATH names, an installed one, or Debian's, installed now where this account may. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  installFromDebian("Chromium for the browser tests", ["chromium", "fonts-dejavu-core"]);
  return findBrowser() ?? fail("The browser tests need Chromium: `sudo apt-get install chromium`, or set CHROMIUM_PATH to one.");
}
