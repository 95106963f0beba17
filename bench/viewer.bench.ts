import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { openBrowser } from "../e2e/open-browser.ts";
import { serveViewerPage } from "../e2e/serve-viewer-page.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { makeGridGlb } from "./make-grid-glb.ts";
import { measureHeap } from "./measure-heap.ts";

const ROUNDS = 7;
const GOAL_TIME = 0.8;
const GOAL_BYTES = 1.05;
const GOAL_HEAP = 1.1;
const KILO = 1000;
/** Quads a side: a file of a product as it comes, and a light one of it. */
const [FULL_SIDE, LIGHT_SIDE] = [200, 40];
const PIXELS_TIMEOUT_MS = 300_000;

const bare = await readFile(new URL("../node_modules/@google/model-viewer/dist/model-viewer.min.js", import.meta.url));
const served = new Map<string, number>();
const files = { "bare.js": bare, "full.glb": makeGridGlb(FULL_SIDE), "light.glb": makeGridGlb(LIGHT_SIDE) };
const host = await serveViewerPage(files, { onServed: (path, bytes) => served.set(path, path.endsWith(".js") ? gzipSync(bytes).length : 0) });
const browser = await openBrowser();

/** Milliseconds from the navigation until something of the model is in the picture, on a page without caches. */
async function timeToPixels(path: string, tag: string, attributes: Record<string, string>): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await page.addInitScript(
    ({ name, set }) => {
      addEventListener("DOMContentLoaded", () => {
        const viewer = document.createElement(name);
        for (const [attribute, value] of Object.entries(set)) viewer.setAttribute(attribute, value);
        viewer.style.cssText = "display: block; width: 400px; height: 300px";
        document.body.append(viewer);
        const look = async (): Promise<void> => {
          const inner = (Reflect.get(viewer, "modelViewer") ?? viewer) as { modelIsVisible?: boolean; toBlob?: () => Promise<Blob> };
          if (inner.modelIsVisible === true && inner.toBlob !== undefined) {
            const picture = await createImageBitmap(await inner.toBlob(), { resizeWidth: 40, resizeHeight: 30 });
            const context = new OffscreenCanvas(40, 30).getContext("2d");
            context?.drawImage(picture, 0, 0);
            if (context?.getImageData(0, 0, 40, 30).data.some((value, index) => index % 4 === 3 && value > 0)) return void Object.assign(window, { pixelsAt: performance.now() });
          }
          requestAnimationFrame(() => void look());
        };
        void look();
      });
    },
    { name: tag, set: attributes },
  );
  await page.goto(`${host.origin}${path}`);
  await page.waitForFunction(() => "pixelsAt" in window, null, { timeout: PIXELS_TIMEOUT_MS, polling: 50 });
  const time = await page.evaluate(() => Reflect.get(window, "pixelsAt") as number);
  await page.close();
  return time;
}

/** Kilobytes of scripts that a page fetches until then, as a server would compress them. */
const bytesOf = async (measure: () => Promise<number>): Promise<number> => {
  served.clear();
  await measure();
  return [...served.values()].reduce((sum, bytes) => sum + bytes, 0) / KILO;
};

const common = { src: "/full.glb", alt: "A grid", loading: "eager" };
const ours = (): Promise<number> => timeToPixels("/", "model-3d-viewer", { ...common, "src-low": "/light.glb", tools: "none" });
const oursWithout = (): Promise<number> => timeToPixels("/", "model-3d-viewer", { ...common, tools: "none" });
const other = (): Promise<number> => timeToPixels("/bare", "model-viewer", { ...common, "camera-controls": "" });

const [ourBytes, otherBytes] = [await bytesOf(oursWithout), await bytesOf(other)];
console.log(`scripts until the first frame: ${(ourBytes / otherBytes).toFixed(2)} of bare model-viewer (goal ${GOAL_BYTES}); ${ourBytes.toFixed(0)} against ${otherBytes.toFixed(0)} kB gzip`);

async function openAndClose(page: Page, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await page.evaluate(() => document.body.append(Object.assign(document.createElement("model-3d-viewer"), { src: "/light.glb", alt: "A grid", loading: "eager", tools: "none" })));
    await page.waitForFunction(() => document.querySelector("model-3d-viewer")?.getAttribute("state") === "ready", null, { timeout: PIXELS_TIMEOUT_MS, polling: 50 });
    await page.evaluate(() => document.querySelector("model-3d-viewer")?.remove());
  }
}

const page = await browser.newPage();
await page.goto(`${host.origin}/`);
const devtools = await page.context().newCDPSession(page);
await devtools.send("HeapProfiler.enable");
const heapAfter = async (times: number): ReturnType<typeof measureHeap> => {
  await openAndClose(page, times);
  return measureHeap(devtools);
};
const [few, many] = [await heapAfter(5), await heapAfter(45)];
const megabytes = (bytes: number): string => (bytes / KILO / KILO).toFixed(1);
console.log(`heap after 50 viewers opened and closed, without the code that the browser compiles meanwhile: ${(many.withoutCode / few.withoutCode).toFixed(2)} of that after 5 (goal ${GOAL_HEAP}); ${megabytes(many.withoutCode)} against ${megabytes(few.withoutCode)} MB`);
const more = await heapAfter(50);
console.log(`the whole heap: ${(many.bytes / few.bytes).toFixed(2)} of that after 5, and after 100 viewers ${(more.bytes / many.bytes).toFixed(2)} of that after 50`);
await page.close();

const light = await measureInTurn(ROUNDS, ours, other);
console.log(`navigation to the first pixels, with a light file first: ${describeRatio(light.ours, light.other, { of: "bare model-viewer", goal: GOAL_TIME })}; ${median(light.ours).toFixed(0)} against ${median(light.other).toFixed(0)} ms`);
const same = await measureInTurn(ROUNDS, oursWithout, other);
console.log(`the same without a light file: ${describeRatio(same.ours, same.other, { of: "bare model-viewer", goal: GOAL_TIME })}; ${median(same.ours).toFixed(0)} against ${median(same.other).toFixed(0)} ms`);
await browser.close();
await host.close();
