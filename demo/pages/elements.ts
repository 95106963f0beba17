import type { GalleryItem, Model3DBatch, Model3DGallery, Model3DGenerate } from "@model-3d/elements";

const TEAPOT = "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002";

/** The page of the shop's items. */
async function loadItems(type: string, signal?: AbortSignal): Promise<{ items: GalleryItem[]; nextCursor: string | null }> {
  const response = await fetch(`/shop/items?type=${type}`, { signal: signal ?? null });
  if (!response.ok) throw new Error("The shop did not answer.");
  return response.json();
}

const live = <Found extends HTMLElement>(tag: string): Found | null => document.querySelector<Found>(`.live ${tag}`);

const gallery = live<Model3DGallery>("model-3d-gallery");
if (gallery) gallery.loadPage = ({ type, signal }) => loadItems(type, signal);

const { items } = await loadItems("product");
const generate = live<Model3DGenerate>("model-3d-generate");
const images = items.find(({ sourceId }) => sourceId === TEAPOT)?.images;
if (generate && images) generate.images = images;
const batch = live<Model3DBatch>("model-3d-batch");
if (batch) batch.items = items;

/** The id in their code stands for one that the page knows. */
const VERSIONED = ".live > model-3d-status, .live > model-3d-export";

/** Whatever shows one version by its id shows the teapot's newest. */
async function showNewest(): Promise<void> {
  const response = await fetch(`/api/product-3d-models?sourceType=product&sourceId=${TEAPOT}`);
  if (!response.ok) return;
  const { model } = (await response.json()) as { model: { id: string } | null };
  for (const element of document.querySelectorAll(VERSIONED)) {
    if (model === null) element.removeAttribute("model-id");
    else element.setAttribute("model-id", model.id);
  }
}

document.addEventListener("model-3d-ready", () => void showNewest());
await showNewest();
// Only now, so that nothing asks for the ids that stand in the code.
await import("@model-3d/elements");
await import("@model-3d/elements/admin.js");

const look = document.querySelector<HTMLFormElement>("form.look");
look?.addEventListener("input", () => {
  const chosen = new FormData(look);
  const { style } = document.documentElement;
  style.setProperty("color-scheme", String(chosen.get("scheme")));
  style.setProperty("--model-3d-accent", String(chosen.get("accent")));
  style.setProperty("--model-3d-radius", `${String(chosen.get("radius"))}px`);
});
look?.addEventListener("submit", (event) => event.preventDefault());
