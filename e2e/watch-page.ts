import type { CDPSession, Page } from "playwright-core";

/** So long a busy machine without a graphics card may take for a picture. */
const DRAW_TIMEOUT_MS = 150_000;

/** Notes in the page which WebGL contexts are asked for. */
export async function noteContexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const contexts = new Set<unknown>();
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...values: unknown[]) {
      const context: unknown = Reflect.apply(getContext, this, values);
      if (String(values[0]).startsWith("webgl") && context !== null) contexts.add(context);
      return context;
    } as typeof getContext;
    Object.assign(window, { contexts });
  });
}

export const countContexts = (page: Page): Promise<number> => page.evaluate(() => (Reflect.get(window, "contexts") as Set<unknown>).size);

/** Notes in the page where links lead that are clicked by scripts, and follows none of them. */
export const noteLinks = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const links: string[] = [];
    HTMLAnchorElement.prototype.click = function () {
      links.push(this.href);
    };
    Object.assign(window, { links });
  });

export async function linksOf(page: Page): Promise<string[]> {
  await page.waitForFunction(() => (Reflect.get(window, "links") as string[]).length > 0);
  return page.evaluate(() => Reflect.get(window, "links") as string[]);
}

/** Counts in the page how often the graphics card is told to draw triangles. */
export const noteDraws = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const { drawElements } = WebGL2RenderingContext.prototype;
    Object.assign(window, { draws: 0 });
    WebGL2RenderingContext.prototype.drawElements = function (...values) {
      Object.assign(window, { draws: (Reflect.get(window, "draws") as number) + 1 });
      drawElements.apply(this, values);
    };
  });

export const drawsOf = (page: Page): Promise<number> => page.evaluate(() => Reflect.get(window, "draws") as number);

export async function waitForDraws(page: Page): Promise<void> {
  const before = await drawsOf(page);
  await page.waitForFunction((count) => (Reflect.get(window, "draws") as number) > count + 2, before, { timeout: DRAW_TIMEOUT_MS });
}

/** What the page holds on to once everything is cleared away that can be. */
export async function measureRest(page: Page, devtools: CDPSession): Promise<Record<"heap" | "listeners" | "nodes", number>> {
  // What waits for a frame, and the model that model-viewer frees a moment later, are held until then.
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)), 100)));
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const read = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heap: read("JSHeapUsedSize"), listeners: read("JSEventListeners"), nodes: read("Nodes") };
}
