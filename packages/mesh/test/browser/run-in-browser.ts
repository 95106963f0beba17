import { chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS } from "../../../../scripts/chromium-flags.ts";
import { addressOf, bundleTests } from "./bundle-tests.ts";
import type { FileReport } from "./file-report.ts";
import { serveBundle } from "./serve-bundle.ts";

export type Place = "page" | "worker";

const MODULES: Readonly<Record<Place, string>> = { page: "/run-tests.js", worker: "/run-in-worker.js" };
/** The longest file takes a few seconds: one that says nothing for so long hangs. */
const LONGEST_SILENCE = 240_000;

/** Fails when the page breaks down, and when nothing is told for too long. */
function watch(page: Page): { told: () => void; broken: Promise<never>; end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let told = (): void => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    page.on("crash", () => reject(new Error("The page broke down.")));
    told = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error(`Nothing was told for ${LONGEST_SILENCE / 1000} seconds.`)), LONGEST_SILENCE);
    };
  });
  told();
  return { told, broken, end: () => clearTimeout(timer) };
}

/**
 * Runs test files in Chromium. Gives a report by each file that came to its end, and why the others did not.
 *
 * @param files by their paths in the package
 */
export async function runInBrowser(place: Place, files: readonly string[]): Promise<{ reports: ReadonlyMap<string, FileReport>; stopped: string | null }> {
  const server = await serveBundle(await bundleTests(files));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: CHROMIUM_FLAGS });
  const fileAt = new Map(files.map((file) => [addressOf(file), file]));
  const reports = new Map<string, FileReport>();
  try {
    const page = await browser.newPage();
    const { told, broken, end } = watch(page);
    await page.exposeFunction("tellNode", (report: FileReport) => {
      told();
      reports.set(fileAt.get(report.address)!, report);
    });
    await page.goto(server.origin);
    const run = page.evaluate(`import("${MODULES[place]}").then(({ runTests }) => runTests(${JSON.stringify([...fileAt.keys()])}, tellNode))`);
    const stopped = await Promise.race([run, broken]).then(
      () => null,
      (error: unknown) => String(error),
    );
    end();
    return { reports, stopped };
  } finally {
    await browser.close();
    server.close();
  }
}
