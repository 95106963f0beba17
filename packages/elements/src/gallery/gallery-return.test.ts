import "./gallery.ts";
import { expect, fixture, html, nextFrame } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { setHidden } from "../../test/set-hidden.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { GalleryItem, LoadPage } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

const ALL = 200;
const PAGE_ITEMS = 50;
const KEY = "shop";
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  sessionStorage.clear();
  window.scrollTo(0, 0);
});

afterEach(() => setHidden(false));

const itemAt = (index: number, type: GalleryItem["sourceType"]): GalleryItem => createItem(index + 1, { sourceType: type, title: `${type} ${index + 1}`, images: undefined });

const loadPage: LoadPage = async ({ type, cursor, search }) => {
  const start = Number(cursor ?? 0);
  const items = Array.from({ length: PAGE_ITEMS }, (_, index) => itemAt(start + index, type)).filter(({ title }) => title.includes(search));
  return { items, nextCursor: start + PAGE_ITEMS < ALL ? String(start + PAGE_ITEMS) : null };
};

async function show(): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .loadPage=${loadPage} state-key=${KEY}></model-3d-gallery>`);
  await waitUntil(() => gallery.renderRoot.querySelector("article") !== null);
  return gallery;
}

const card = (gallery: Model3DGallery, index: number): HTMLElement | null => gallery.renderRoot.querySelector(`[data-index="${index}"]`);
const topOf = (gallery: Model3DGallery, index: number): number => Math.round(card(gallery, index)?.getBoundingClientRect().top ?? Number.NaN);

const columnsOf = (gallery: Model3DGallery): number => getComputedStyle(gallery.renderRoot.querySelector(".items") as Element).gridTemplateColumns.split(" ").length;

/** Goes down to an item, by way of what is drawn. */
async function scrollTo(gallery: Model3DGallery, index: number): Promise<void> {
  await waitUntil(() => {
    const last = card(gallery, index) ?? [...gallery.renderRoot.querySelectorAll<HTMLElement>("article")].at(-1);
    const known = Number(last?.dataset.index);
    const rows = Math.floor(index / columnsOf(gallery)) - Math.floor(known / columnsOf(gallery));
    window.scrollBy(0, topOf(gallery, known) + rows * (last?.getBoundingClientRect().height ?? 0));
    return topOf(gallery, index) === 0;
  });
}

function leave(): void {
  setHidden(true);
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
}

function comeBack(): void {
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  setHidden(false);
}

describe("<model-3d-gallery> to which its user returns", () => {
  it("shows the same tab, view and place as when it was left", async () => {
    const gallery = await show();
    findButton(gallery, "Collections").click();
    findButton(gallery, "List").click();
    await waitUntil(() => textOf(gallery).includes("collection 1") && gallery.view === "list");
    await scrollTo(gallery, 70);
    window.scrollBy(0, 13);
    await nextFrame();
    expect(topOf(gallery, 70)).to.equal(-13);
    gallery.remove();
    window.scrollTo(0, 0);
    const again = await show();
    await waitUntil(() => topOf(again, 70) === -13);
    expect([again.tab, again.view]).to.deep.equal(["collection", "list"]);
    expect(findButton(again, "List").getAttribute("aria-pressed")).to.equal("true");
    expect(card(again, 70)?.textContent).to.include("collection 71");
  });

  it("keeps search and status, and shows them in their fields", async () => {
    const made = itemAt(14, "product");
    page.api.add(made);
    const gallery = await show();
    Object.assign(gallery, { search: "product 1", status: "ready" });
    await waitUntil(() => gallery.renderRoot.querySelectorAll("article").length === 1);
    gallery.remove();
    const again = await show();
    await waitUntil(() => again.renderRoot.querySelectorAll("article").length === 1 && textOf(again).includes("product 15"));
    expect(again.renderRoot.querySelector<HTMLInputElement>("input[type=search]")?.value).to.equal("product 1");
    expect(again.renderRoot.querySelector("select")?.value).to.equal("ready");
  });

  it("forgets everything without a state-key", async () => {
    const gallery = await show();
    gallery.stateKey = undefined;
    gallery.view = "list";
    await gallery.updateComplete;
    gallery.remove();
    expect(sessionStorage).to.have.length(0);
  });

  it("ends its stream when the page is left and kept, and goes on where it was when the user is back", async () => {
    const making = page.api.add(itemAt(60, "product"), { status: "IN_PROGRESS", progress: 10 });
    const gallery = await show();
    await scrollTo(gallery, 60);
    await waitUntil(() => textOf(gallery).includes("10%") && page.api.streamCount === 1);
    const before = topOf(gallery, 60);
    leave();
    await waitUntil(() => page.api.streamCount === 0);
    const asked = page.api.requests.length;
    page.api.progress(making.id, 66);
    expect(textOf(gallery)).not.to.include("66%");
    comeBack();
    await waitUntil(() => textOf(gallery).includes("66%") && page.api.streamCount === 1);
    expect(topOf(gallery, 60)).to.equal(before);
    expect(page.api.requests.slice(asked), "what was missed comes by the stream").to.deep.equal(["GET /model-events"]);
  });

  it("asks anew for a page of items that was on its way when it was left", async () => {
    const signals: AbortSignal[] = [];
    const slow: LoadPage = (options) => {
      if (options.cursor === null) return loadPage(options);
      signals.push(options.signal);
      return signals.length === 1 ? new Promise(() => undefined) : loadPage(options);
    };
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .loadPage=${slow}></model-3d-gallery>`);
    await waitUntil(() => card(gallery, 0) !== null);
    window.scrollTo(0, document.documentElement.scrollHeight);
    await waitUntil(() => signals.length === 1);
    leave();
    expect(signals[0]?.aborted).to.equal(true);
    comeBack();
    await waitUntil(() => card(gallery, PAGE_ITEMS) !== null);
    expect(signals[1]?.aborted).to.equal(false);
  });
});
