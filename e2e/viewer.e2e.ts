import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGlb } from "../packages/elements/test/create-glb.ts";
import { createDracoGlb, createKtx2Glb, createMeshoptGlb } from "./compressed-glbs.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { serveViewerPage, type ViewerPage } from "./serve-viewer-page.ts";

const SHOW_TIMEOUT_MS = 150_000;
const BROKEN = 40;
/** So many are put into the page and taken out of it, at once: what a frame costs is then paid once for all of them. */
const AT_ONCE = 10;
const ROUNDS = 10;
const WARM_UP_ROUNDS = 4;
let served: ViewerPage;
let browser: Browser;

/** Puts a viewer into the page, in place of the one before, and waits until it shows its model or says why it does not. */
async function show(page: Page, src: string): Promise<string> {
  await page.evaluate((address) => {
    document.querySelector("model-3d-viewer")?.remove();
    const viewer = Object.assign(document.createElement("model-3d-viewer"), { src: address, alt: "A vase", loading: "eager" });
    viewer.style.width = "160px";
    document.body.append(viewer);
  }, src);
  await page.waitForFunction(() => ["ready", "error"].includes(document.querySelector("model-3d-viewer")?.getAttribute("state") ?? ""), null, { timeout: SHOW_TIMEOUT_MS, polling: 200 });
  return page.evaluate(() => document.querySelector("model-3d-viewer")?.getAttribute("state") ?? "");
}

/** Puts viewers into the page and waits until all of them show their model. */
async function showMany(page: Page, count: number, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.evaluate(
    ({ total, more }) => {
      for (let index = 0; index < total; index += 1) {
        const viewer = Object.assign(document.createElement("model-3d-viewer"), { src: "/vase.glb", alt: "A vase", loading: "eager", ...more });
        viewer.style.cssText = "width: 64px; min-height: 48px";
        document.body.append(viewer);
      }
    },
    { total: count, more: attributes },
  );
  await page.waitForFunction((total) => document.querySelectorAll("model-3d-viewer[state=ready]").length === total, count, { timeout: SHOW_TIMEOUT_MS, polling: 100 });
}

const removeAll = (page: Page): Promise<void> => page.evaluate(() => document.querySelectorAll("model-3d-viewer").forEach((viewer) => viewer.remove()));

/** Counts in the page how many WebGL contexts are asked for. */
async function countContexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const contexts = new Set<unknown>();
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...values: unknown[]) {
      const context: unknown = Reflect.apply(getContext, this, values);
      if (String(values[0]).startsWith("webgl") && context !== null) contexts.add(context);
      return context;
    } as typeof getContext;
    Object.assign(window, { countContexts: () => contexts.size });
  });
}

/** What the page holds on to once everything is cleared away that can be. */
async function measureRest(page: Page, devtools: CDPSession): Promise<Record<"heap" | "listeners" | "nodes", number>> {
  // What waits for a frame, and the model that model-viewer frees a moment later, are held until then.
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)), 100)));
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const read = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heap: read("JSHeapUsedSize"), listeners: read("JSEventListeners"), nodes: read("Nodes") };
}

describe("viewers from the bundle for script tags, on a strict page", { timeout: 400_000 }, () => {
  beforeAll(async () => {
    const vase = createGlb();
    const files = { "vase.glb": vase, "draco.glb": await createDracoGlb(), "meshopt.glb": await createMeshoptGlb(), "ktx2.glb": createKtx2Glb(), "broken.glb": vase.slice(0, 200) };
    [served, browser] = await Promise.all([serveViewerPage(files), openBrowser()]);
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it("read plain files, Draco and meshopt without WebAssembly, inline styles or another host", async () => {
    const { page, troubles } = await openPage(browser, `${served.origin}/`);
    for (const name of ["vase", "draco", "meshopt"]) expect(await show(page, `/${name}.glb`), name).toBe("ready");
    expect(troubles.filter((trouble) => !trouble.includes("WebAssembly"))).toEqual([]);
    expect(await page.evaluate(() => document.querySelector("model-3d-viewer")?.getDimensions().y)).toBeCloseTo(0.95, 2);
    await page.context().close();
  });

  it("read KTX2 where WebAssembly is allowed, and say what is missing where it is not", async () => {
    const { page, troubles } = await openPage(browser, `${served.origin}/wasm`);
    expect(await show(page, "/ktx2.glb")).toBe("ready");
    expect(troubles).toEqual([]);
    await page.goto(`${served.origin}/`);
    expect(await show(page, "/ktx2.glb")).toBe("error");
    expect(await page.evaluate(() => document.querySelector("model-3d-viewer")?.shadowRoot?.querySelector("[part=error]")?.textContent)).toContain("allow WebAssembly");
    await page.context().close();
  });

  it("say of every broken file that it is broken, in one context", async () => {
    const { page } = await openPage(browser, `${served.origin}/`);
    await page.evaluate((count) => {
      for (let index = 0; index < count; index += 1) document.body.append(Object.assign(document.createElement("model-3d-viewer"), { src: `/broken.glb?${index}`, alt: "", loading: "eager" }));
    }, BROKEN);
    await page.waitForFunction((count) => document.querySelectorAll("model-3d-viewer[state=error]").length === count, BROKEN, { timeout: SHOW_TIMEOUT_MS, polling: 200 });
    await page.context().close();
  });

  it("leave nothing behind when a hundred of them have come and gone, in one context", async () => {
    const { page } = await openPage(browser, `${served.origin}/`);
    await countContexts(page);
    await page.reload();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable");
    const comeAndGo = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await showMany(page, AT_ONCE);
        await removeAll(page);
      }
    };
    // The first ones bring what is kept for all: the scripts, the context, the programs of the graphics card, and the code that the browser makes faster.
    await comeAndGo(WARM_UP_ROUNDS);
    const before = await measureRest(page, devtools);
    await comeAndGo(ROUNDS);
    const after = await measureRest(page, devtools);
    expect(after.nodes).toBeLessThanOrEqual(before.nodes);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners);
    // A viewer that stays is seen above; this is for data that it leaves to somebody else.
    expect(after.heap / before.heap).toBeLessThanOrEqual(1.1);
    expect(await page.evaluate(() => Reflect.get(window, "countContexts")() as number)).toBe(1);
    await page.context().close();
  });

  it("share one context, a hundred of them on one page", async () => {
    const { page } = await openPage(browser, `${served.origin}/`);
    await countContexts(page);
    await page.reload();
    await showMany(page, AT_ONCE * ROUNDS, { tools: "none" });
    expect(await page.evaluate(() => Reflect.get(window, "countContexts")() as number)).toBe(1);
    await page.context().close();
  });
});
