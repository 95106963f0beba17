import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** What axe finds in the page, or in a part of it, each with the element that has it. */
export async function findingsOf(page: Page, within = "html"): Promise<string[]> {
  return page.evaluate(
    async ({ tags, selector }) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(selector, {
        runOnly: tags,
        resultTypes: ["violations"],
        // The page shows the same element many times on purpose.
        rules: { "landmark-unique": { enabled: false } },
      });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ""}`));
    },
    { tags: TAGS, selector: within },
  );
}
