import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGlb } from "../packages/elements/test/create-glb.ts";
import { createDracoGlb, createKtx2Glb, createMeshoptGlb } from "./compressed-glbs.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { serveViewerPage, type ViewerPage } from "./serve-viewer-page.ts";
import { countContexts, drawsOf, linksOf, measureRest, noteContexts, noteDraws, noteLinks, waitForDraws } from "./watch-page.ts";

const SHOW_TIMEOUT_MS = 150_000;
const BROKEN = 40;
/** So many are put into the page and taken out of it, at once: what a frame costs is then paid once for all of them. */
const AT_ONCE = 10;
const ROUNDS = 10;
const WARM_UP_ROUNDS = 4;
let served: ViewerPage;
let browser: Browser;
let bareBytes: number;
/** What the pages have fetched since it was last emptied. */
const fetched = new Map<string, Uint8Array>();

/** A light that costs a page without a graphics card a quarter of what model-viewer's own does, for tests that look at something else. */
const QUICK_LIGHT = "soft";

/** A page to which a machine without a graphics card may be slow to answer. */
async function openSlowPage(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, `${served.origin}/`, options);
  page.setDefaultTimeout(SHOW_TIMEOUT_MS);
  return page;
}

/** A sky of one colour, as a Radiance file of 8 by 4 pixels. */
const createSky = (): Buffer => Buffer.concat([Buffer.from("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 4 +X 8\n"), Buffer.alloc(8 * 4 * 4, Buffer.from([90, 120, 200, 129]))]);

/** Puts a viewer into the page, in place of the one before, and waits until it shows its model or says why it does not. */
async function show(page: Page, src: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
  await page.evaluate(
    (set) => {
      document.querySelector("model-3d-viewer")?.remove();
      const viewer = document.createElement("model-3d-viewer");
      for (const [name, value] of Object.entries(set)) viewer.setAttribute(name, value);
      viewer.style.width = "160px";
      document.body.append(viewer);
    },
    { src, alt: "A vase", loading: "eager", light: QUICK_LIGHT, ...attributes },
  );
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
    { total: count, more: { light: QUICK_LIGHT, ...attributes } },
  );
  await page.waitForFunction((total) => document.querySelectorAll("model-3d-viewer[state=ready]").length === total, count, { timeout: SHOW_TIMEOUT_MS, polling: 100 });
}

const removeAll = (page: Page): Promise<void> => page.evaluate(() => document.querySelectorAll("model-3d-viewer").forEach((viewer) => viewer.remove()));

/** Takes the newest context away, as a driver that starts anew does, and gives it back where that is asked. */
async function loseContext(page: Page, { comesBack }: { comesBack: boolean }): Promise<void> {
  await page.evaluate(async (isBack) => {
    const context = [...(Reflect.get(window, "contexts") as Set<WebGL2RenderingContext>)].at(-1);
    const extension = context?.getExtension("WEBGL_lose_context");
    if (context == null || extension == null) throw new Error("There is no context to lose.");
    const lost = new Promise((resolve) => context.canvas.addEventListener("webglcontextlost", resolve, { once: true }));
    extension.loseContext();
    await lost;
    if (!isBack) return;
    const restored = new Promise((resolve) => context.canvas.addEventListener("webglcontextrestored", resolve, { once: true }));
    // Only what was told of the loss is given back.
    setTimeout(() => extension.restoreContext());
    await restored;
  }, comesBack);
}

/** Looks at the vase from so far above and waits until it is drawn, other than before: what was drawn last stays in a canvas that has lost its context. */
async function drawFrom(page: Page, heightDeg: number): Promise<void> {
  const lookAt = async (isOther: number | null): Promise<number> => {
    const viewer = document.querySelector<HTMLElement & { toBlob(): Promise<Blob> }>("model-3d-viewer");
    if (viewer?.getAttribute("state") !== "ready") return 0;
    const picture = await createImageBitmap(await viewer.toBlob(), { resizeWidth: 32, resizeHeight: 32 });
    const context = new OffscreenCanvas(32, 32).getContext("2d");
    context?.drawImage(picture, 0, 0);
    const red = context?.getImageData(0, 0, 32, 32).data.reduce((sum, value, index) => (index % 4 === 0 ? sum + value : sum), 0) ?? 0;
    return isOther === null || Math.abs(red - isOther) > isOther / 20 ? red : 0;
  };
  const before = await page.evaluate(lookAt, null);
  await page.evaluate((height) => document.querySelector("model-3d-viewer")?.setAttribute("camera-orbit", `0deg ${height}deg 105%`), heightDeg);
  await page.waitForFunction(lookAt, before, { timeout: SHOW_TIMEOUT_MS, polling: 200 });
}

describe("viewers from the bundle for script tags, on a strict page", { timeout: 400_000 }, () => {
  beforeAll(async () => {
    const vase = createGlb();
    const compressed = { "draco.glb": await createDracoGlb(), "meshopt.glb": await createMeshoptGlb(), "ktx2.glb": createKtx2Glb(), "packed.glb": createKtx2Glb({ packed: true }) };
    const bare = await readFile(new URL("../node_modules/@google/model-viewer/dist/model-viewer.min.js", import.meta.url));
    const files = { "vase.glb": vase, ...compressed, "broken.glb": vase.slice(0, 200), "bare.js": bare, "sky.hdr": createSky(), "sky.jpg": await sharp({ create: { width: 8, height: 4, channels: 3, background: "#7af" } }).jpeg().toBuffer() };
    bareBytes = gzipSync(bare).length;
    [served, browser] = await Promise.all([serveViewerPage(files, { onServed: (path, bytes) => fetched.set(path, bytes) }), openBrowser()]);
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it("read plain files, Draco and meshopt without WebAssembly, inline styles or another host", async () => {
    const { page, troubles } = await openPage(browser, `${served.origin}/`);
    for (const name of ["vase", "draco", "meshopt"]) expect(await show(page, `/${name}.glb`, { light: "auto" }), name).toBe("ready");
    await page.evaluate(() => Object.assign(document.querySelector("model-3d-viewer") ?? {}, { dimensions: true }));
    await page.getByRole("img", { name: /^Height/ }).waitFor({ timeout: SHOW_TIMEOUT_MS });
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

  it("fetch little more for the first frame than bare model-viewer, and what few files and clicks need only then", async () => {
    fetched.clear();
    const { page, troubles } = await openPage(browser, `${served.origin}/wasm`);
    // The tools come once the model shows: how much of them is there when it is looked at would be chance.
    expect(await show(page, "/vase.glb", { tools: "none" })).toBe("ready");
    const scripts = [...fetched].filter(([path]) => path.endsWith(".js"));
    expect(scripts.reduce((sum, [, bytes]) => sum + gzipSync(bytes).length, 0)).toBeLessThan(1.05 * bareBytes);
    // The one for Zstandard has no name of its own, but a word that the others lack.
    const parts = ["zstd", "meshopt_decoder", "GLTFExporter", "USDZExporter", "RGBELoader", "decode-"];
    const partsFetched = (): string[] => parts.filter((part) => [...fetched].some(([path, bytes]) => path.endsWith(".js") && (part === "zstd" ? Buffer.from(bytes).includes("invalid zstd") : path.includes(part))));
    expect(partsFetched()).toEqual([]);
    const sizes = await page.evaluate(async () => {
      const { modelViewer } = document.querySelector("model-3d-viewer") ?? {};
      const usdz = await (await fetch(await (modelViewer as unknown as { prepareUSDZ(): Promise<string> }).prepareUSDZ())).blob();
      return [(await modelViewer?.exportScene())?.size ?? 0, usdz.size];
    });
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
    for (const name of ["packed", "meshopt"]) expect(await show(page, `/${name}.glb`), name).toBe("ready");
    for (const name of ["sky.hdr", "sky.jpg"]) expect(await show(page, "/vase.glb", { light: "auto", "environment-image": `/${name}` }), name).toBe("ready");
    expect(partsFetched()).toEqual(parts);
    expect(troubles).toEqual([]);
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
    await noteContexts(page);
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
    expect(await countContexts(page)).toBe(1);
    await page.context().close();
  });

  it("share one context, a hundred of them on one page", async () => {
    const { page } = await openPage(browser, `${served.origin}/`);
    await noteContexts(page);
    await page.reload();
    await showMany(page, AT_ONCE * ROUNDS, { tools: "none" });
    expect(await countContexts(page)).toBe(1);
    await page.context().close();
  });

  it("go on when the context comes back, and take another one at a click when it does not", async () => {
    const page = await openSlowPage();
    await noteContexts(page);
    await page.reload();
    expect(await show(page, "/vase.glb")).toBe("ready");
    await drawFrom(page, 75);
    await loseContext(page, { comesBack: true });
    await drawFrom(page, 10);
    expect(await countContexts(page)).toBe(1);

    await loseContext(page, { comesBack: false });
    const error = page.getByRole("alert");
    await error.waitFor();
    expect(await error.textContent()).toContain("graphics card was taken away");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForFunction(() => document.querySelector("model-3d-viewer")?.getAttribute("state") === "ready", null, { timeout: SHOW_TIMEOUT_MS, polling: 200 });
    await drawFrom(page, 75);
    expect(await countContexts(page)).toBe(2);
    await page.context().close();
  });

  it("offer the room through what the device has for it, and three dimensions where it has nothing", async () => {
    const open = async (userAgent?: string): Promise<Page> => {
      const page = await openSlowPage(userAgent === undefined ? {} : { userAgent });
      await noteLinks(page);
      await page.reload();
      await page.evaluate(() => document.body.append(Object.assign(document.createElement("model-3d-viewer"), { src: "/vase.glb", alt: "A vase", loading: "eager", tools: "none", light: "soft", ar: true, iosSrc: "/vase.usdz" })));
      await page.waitForFunction(() => document.querySelector("model-3d-viewer")?.getAttribute("state") === "ready", null, { timeout: SHOW_TIMEOUT_MS, polling: 200 });
      return page;
    };
    const button = (page: Page) => page.getByRole("button", { name: "View in your room" });

    const android = await open("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36");
    await button(android).click();
    const [intent] = await linksOf(android);
    expect(intent).toMatch(/^intent:\/\/arvr\.google\.com\/scene-viewer\//);
    expect(intent).toContain(`file=${encodeURIComponent(`${served.origin}/vase.glb`)}`);
    await android.context().close();

    const iphone = await open("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1");
    await button(iphone).click();
    expect(await linksOf(iphone)).toEqual([`${served.origin}/vase.usdz`]);
    await iphone.context().close();

    const desktop = await open();
    expect(await button(desktop).count()).toBe(0);
    await desktop.context().close();
  });

  it("draw nothing while they are out of sight, and go on in sight", async () => {
    const page = await openSlowPage({ reducedMotion: "no-preference" });
    await noteDraws(page);
    await page.reload();
    await show(page, "/vase.glb");
    // Turns by itself at once, for as long as it is seen.
    await page.evaluate(() => {
      Object.assign(document.querySelector("model-3d-viewer") ?? {}, { autoRotate: true, autoRotateDelay: 0 });
      document.body.append(Object.assign(document.createElement("div"), { id: "far" }));
      document.querySelector<HTMLElement>("#far")?.style.setProperty("height", "5000px");
    });
    await waitForDraws(page);
    const hidden = page.evaluate(() => new Promise((resolve) => document.querySelector("model-3d-viewer")?.addEventListener("model-visibility", resolve, { once: true })));
    await page.evaluate(() => scrollTo(0, 4000));
    await hidden;
    const draws = await drawsOf(page);
    await page.evaluate(async (frames) => {
      for (let frame = 0; frame < frames; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, 30);
    expect(await drawsOf(page)).toBe(draws);
    await page.evaluate(() => scrollTo(0, 0));
    await waitForDraws(page);
    await page.context().close();
  });

  it("fill the screen and come back", async () => {
    const page = await openSlowPage();
    await show(page, "/vase.glb");
    await page.getByRole("button", { name: "Full screen" }).click();
    await page.waitForFunction(() => document.fullscreenElement?.localName === "model-3d-viewer");
    const box = await page.locator("model-3d-viewer").boundingBox();
    expect(box?.width).toBe(await page.evaluate(() => innerWidth));
    const leave = page.getByRole("button", { name: "Leave full screen" });
    await leave.click();
    await page.waitForFunction(() => document.fullscreenElement === null);
    await page.getByRole("button", { name: "Full screen", exact: true }).waitFor();
    await page.context().close();
  });
});
