import "./gallery.ts";
import { expect, fixture, html, nextFrame } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { GalleryItem, GalleryPage, LoadPage, LoadPageOptions } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

const PAGE_ITEMS = 20;
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  window.scrollTo(0, 0);
});

interface Asked extends LoadPageOptions {
  answer: (page: GalleryPage) => void;
  fail: (reason: Error) => void;
}

/** A host that answers when the test says so. */
function createHost(): { asked: Asked[]; loadPage: LoadPage } {
  const asked: Asked[] = [];
  return { asked, loadPage: (options) => new Promise((answer, fail) => asked.push({ ...options, answer, fail })) };
}

const itemsFrom = (start: number): GalleryItem[] => Array.from({ length: PAGE_ITEMS }, (_, index) => createItem(start + index, { images: undefined }));

async function show(loadPage: LoadPage, dir = "ltr"): Promise<Model3DGallery> {
  const box = await fixture<HTMLElement>(html`<div dir=${dir}><model-3d-gallery .client=${page.client} .loadPage=${loadPage}></model-3d-gallery></div>`);
  const gallery = box.querySelector("model-3d-gallery");
  if (gallery === null) throw new Error("no gallery");
  return gallery;
}

const card = (gallery: Model3DGallery, index: number): HTMLElement | null => gallery.renderRoot.querySelector(`[data-index="${index}"]`);
const focused = (gallery: Model3DGallery): string | undefined => gallery.shadowRoot?.activeElement?.closest<HTMLElement>("[data-index]")?.dataset.index;

function press(gallery: Model3DGallery, key: string): void {
  gallery.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
}

async function type(gallery: Model3DGallery, text: string): Promise<void> {
  const box = gallery.renderRoot.querySelector<HTMLInputElement>("input[type=search]");
  if (box === null) throw new Error("no search box");
  for (let length = 1; length <= text.length; length += 1) {
    box.value = text.slice(0, length);
    box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    await gallery.updateComplete;
  }
}

const scrollToEnd = (): void => window.scrollTo(0, document.documentElement.scrollHeight);

describe("<model-3d-gallery> of a host's pages", () => {
  it("asks once for what is typed, and gives up the search before", async () => {
    const { asked, loadPage } = createHost();
    const gallery = await show(loadPage);
    await waitUntil(() => asked.length === 1);
    asked[0]?.answer({ items: itemsFrom(1), nextCursor: null });
    await waitUntil(() => card(gallery, 0) !== null);
    await type(gallery, "oak");
    await waitUntil(() => asked.length === 2);
    expect(asked[1]?.search).to.equal("oak");
    expect(card(gallery, 0), "what was there stays until the answer comes").not.to.equal(null);
    await type(gallery, "oak chair");
    await waitUntil(() => asked.length === 3);
    expect(asked.map(({ search }) => search)).to.deep.equal(["", "oak", "oak chair"]);
    expect(asked.map(({ signal }) => signal.aborted)).to.deep.equal([true, true, false]);
    asked[2]?.answer({ items: [createItem(7, { title: "Oak chair" })], nextCursor: null });
    await waitUntil(() => textOf(gallery).includes("Oak chair"));
    asked[1]?.answer({ items: [createItem(8, { title: "Oak table" })], nextCursor: null });
    await gallery.updateComplete;
    expect(textOf(gallery)).not.to.include("Oak table");
    expect(gallery.renderRoot.querySelectorAll("article")).to.have.length(1);
  });

  it("keeps what is there when a later page fails, asks for that page alone again, and says when all is shown", async () => {
    const { asked, loadPage } = createHost();
    const gallery = await show(loadPage);
    await waitUntil(() => asked.length === 1);
    asked[0]?.answer({ items: itemsFrom(1), nextCursor: "second" });
    await waitUntil(() => card(gallery, 0) !== null);
    scrollToEnd();
    await waitUntil(() => asked.length === 2);
    asked[1]?.fail(new Error("down"));
    await waitUntil(() => textOf(gallery).includes("The list could not be loaded. What is shown stays as it is."));
    scrollToEnd();
    await waitUntil(() => card(gallery, PAGE_ITEMS - 1) !== null);
    expect(asked, "nothing is asked for by itself").to.have.length(2);
    await expect(gallery).to.be.accessible();
    findButton(gallery, "Try again").click();
    await waitUntil(() => asked.length === 3);
    expect(asked.map(({ cursor }) => cursor)).to.deep.equal([null, "second", "second"]);
    expect(card(gallery, PAGE_ITEMS - 1)).not.to.equal(null);
    asked[2]?.answer({ items: itemsFrom(PAGE_ITEMS + 1), nextCursor: null });
    await waitUntil(() => findButtons(gallery, "Try again").length === 0);
    scrollToEnd();
    await waitUntil(() => card(gallery, 2 * PAGE_ITEMS - 1) !== null && textOf(gallery).includes(`All ${2 * PAGE_ITEMS} shown`));
  });

  it("changes between grid and list, at the same item", async () => {
    const gallery = await show(async () => ({ items: [...itemsFrom(1), ...itemsFrom(PAGE_ITEMS + 1)], nextCursor: null }));
    await waitUntil(() => card(gallery, 0) !== null);
    expect(findButton(gallery, "Grid").getAttribute("aria-pressed")).to.equal("true");
    const isAtTop = (index: number): boolean => Math.abs(card(gallery, index)?.getBoundingClientRect().top ?? Number.NaN) < 1;
    scrollToEnd();
    await waitUntil(() => {
      window.scrollBy(0, card(gallery, 24)?.getBoundingClientRect().top ?? -innerHeight);
      return isAtTop(24);
    });
    await nextFrame();
    findButton(gallery, "List").click();
    await waitUntil(() => gallery.getAttribute("view") === "list" && isAtTop(24));
    expect(findButton(gallery, "List").getAttribute("aria-pressed")).to.equal("true");
    expect(card(gallery, 24)?.getBoundingClientRect().left, "one below the other").to.equal(card(gallery, 25)?.getBoundingClientRect().left);
    findButton(gallery, "Grid").click();
    await waitUntil(() => gallery.getAttribute("view") === "grid" && isAtTop(24));
  });

  for (const { dir, forward, back } of [
    { dir: "ltr", forward: "ArrowRight", back: "ArrowLeft" },
    { dir: "rtl", forward: "ArrowLeft", back: "ArrowRight" },
  ]) {
    it(`moves by arrow keys as the cards stand (${dir})`, async () => {
      const gallery = await show(async () => ({ items: itemsFrom(1), nextCursor: null }), dir);
      await waitUntil(() => card(gallery, 0) !== null);
      card(gallery, 0)?.focus();
      press(gallery, forward);
      await waitUntil(() => focused(gallery) === "1");
      press(gallery, back);
      await waitUntil(() => focused(gallery) === "0");
      gallery.view = "list";
      await gallery.updateComplete;
      press(gallery, "ArrowDown");
      await waitUntil(() => focused(gallery) === "1");
    });
  }
});
