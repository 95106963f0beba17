import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGlb } from "../packages/elements/test/create-glb.ts";
import { createDracoGlb, createKtx2Glb, createMeshoptGlb } from "./compressed-glbs.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { serveViewerPage, type ViewerPage } from "./serve-viewer-page.ts";

const SHOW_TIMEOUT_MS = 150_000;
const BROKEN = 40;
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
});
