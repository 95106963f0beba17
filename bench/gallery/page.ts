import "@model-3d/elements/gallery.js";
import type { GalleryItem, Model3DGallery } from "@model-3d/elements";
import { createFakePage } from "../../packages/elements/test/fake-client.ts";

export interface OpenFigures {
  /** From the items being given to the frame after the first cards. */
  firstPaintMs: number;
  /** Elements of the list, once every card is as it stays. */
  nodes: number;
}

const SCROLLED_FRAMES = 16;
const STEP_PX = 700;
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
let gallery: Model3DGallery | undefined;

async function open(count: number): Promise<OpenFigures> {
  const items = Array.from({ length: count }, (_, index): GalleryItem => ({ sourceType: "product", sourceId: `10000000-0000-4000-8000-${String(index).padStart(12, "0")}`, title: `Product ${index}` }));
  gallery?.remove();
  gallery = document.createElement("model-3d-gallery");
  gallery.client = createFakePage().client;
  document.body.append(gallery);
  await gallery.updateComplete;
  window.scrollTo(0, 0);
  const begin = performance.now();
  gallery.items = items;
  await gallery.updateComplete;
  await frame();
  const firstPaintMs = performance.now() - begin;
  const root = gallery.renderRoot;
  if (root.querySelector("article") === null) throw new Error("No card was drawn.");
  while (root.querySelector("[data-state=unknown]")) await frame();
  return { firstPaintMs, nodes: root.querySelectorAll(".items *").length };
}

/** Goes down fast and, where the end comes first, up again. @returns the longest time between two frames, in milliseconds. */
async function scroll(): Promise<number> {
  let longestMs = 0;
  let last = await frame();
  let stepPx = STEP_PX;
  for (let step = 1; step <= SCROLLED_FRAMES; step += 1) {
    const before = scrollY;
    window.scrollBy(0, stepPx);
    if (scrollY === before) window.scrollBy(0, (stepPx = -stepPx));
    const now = await frame();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }
  return longestMs;
}

declare global {
  interface Window {
    galleryBench: { open: typeof open; scroll: typeof scroll };
  }
}
window.galleryBench = { open, scroll };
