import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS } from "../scripts/chromium-flags.ts";
import { longestTaskMs, TASK_CATEGORIES } from "./gallery/longest-task.ts";
import type { OpenFigures } from "./gallery/page.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";

interface Figures extends OpenFigures {
  longestFrameMs: number;
  longestTaskMs: number;
}

const ROUNDS = 7;
const OPENED_AT_ONCE = 11;
const MANY = 100_000;
const FEW = 100;
const GOAL_PAINT = 1.2;
const GOAL_NODES = 1.1;
const GOAL_FRAME_MS = 50;

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("gallery/page.ts", import.meta.url))],
  bundle: true,
  // What Node alone would load of the formats; a page never does.
  external: ["node:*", "module"],
  splitting: true,
  write: false,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: "/",
  conditions: ["model-3d-source", "production"],
  logLevel: "error",
});
const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
const server = createServer(({ url = "/" }, response) => {
  const script = files.get(url);
  response.setHeader("Content-Type", script === undefined ? "text/html" : "text/javascript");
  response.end(script ?? '<!doctype html><html lang="en"><title>Gallery</title><body><script type="module" src="/page.js"></script>');
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: CHROMIUM_FLAGS });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
await page.waitForFunction(() => window.galleryBench !== undefined);

const of = <Name extends string>(figures: readonly Record<Name, number>[], name: Name): number[] => figures.map((each) => each[name]);
const measure = (count: number) => async (): Promise<Figures> => {
  // Many, since a screen shows what is drawn at its next turn, for which one may wait as long as for the drawing.
  const opened: OpenFigures[] = [];
  while (opened.length < OPENED_AT_ONCE) opened.push(await page.evaluate((items) => window.galleryBench.open(items), count));
  const [{ nodes }, firstPaintMs] = [opened[0] as OpenFigures, median(of(opened, "firstPaintMs"))];
  await browser.startTracing(page, { categories: TASK_CATEGORIES });
  const longestFrameMs = await page.evaluate(() => window.galleryBench.scroll());
  return { nodes, firstPaintMs, longestFrameMs, longestTaskMs: longestTaskMs(await browser.stopTracing()) };
};
const { ours, other } = await measureInTurn(ROUNDS, measure(MANY), measure(FEW));
await browser.close();
server.close();

const [manyTasks, manyFrames, fewFrames] = [of(ours, "longestTaskMs"), of(ours, "longestFrameMs"), of(other, "longestFrameMs")];
const paint = describeRatio(of(ours, "firstPaintMs"), of(other, "firstPaintMs"), { of: `that of ${FEW}`, goal: GOAL_PAINT });
console.log(`first paint of ${MANY} items: ${paint}; ${median(of(ours, "firstPaintMs")).toFixed(0)} ms against ${median(of(other, "firstPaintMs")).toFixed(0)} ms`);
console.log(`nodes in the page: ${describeRatio(of(ours, "nodes"), of(other, "nodes"), { of: `those of ${FEW}`, goal: GOAL_NODES })}; ${median(of(ours, "nodes"))} against ${median(of(other, "nodes"))}`);
console.log(`longest that the page works in one go while ${MANY} items are scrolled, by the processor's time: ${median(manyTasks).toFixed(0)} ms (goal ${GOAL_FRAME_MS} at most; ${Math.min(...manyTasks).toFixed(0)}–${Math.max(...manyTasks).toFixed(0)} in ${ROUNDS} rounds), against ${median(of(other, "longestTaskMs")).toFixed(0)} ms of ${FEW}`);
console.log(`longest time between two frames meanwhile, with what else the machine does and pixels drawn without a graphics card: ${median(manyFrames).toFixed(0)} ms, against ${median(fewFrames).toFixed(0)} ms of ${FEW}`);
