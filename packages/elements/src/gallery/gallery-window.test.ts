import "./gallery.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

const MANY = 100_000;
const manyItems: GalleryItem[] = Array.from({ length: MANY }, (_, index) => createItem(index + 1, { images: undefined }));
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  window.scrollTo(0, 0);
});

async function show(items: readonly GalleryItem[]): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${items} selectable></model-3d-gallery>`);
  await waitUntil(() => card(gallery, 0) !== null && gallery.renderRoot.querySelector("[data-state=unknown]") === null);
  return gallery;
}

const card = (gallery: Model3DGallery, index: number): HTMLElement | null => gallery.renderRoot.querySelector(`[data-index="${index}"]`);
const focused = (gallery: Model3DGallery): string | undefined => gallery.shadowRoot?.activeElement?.closest<HTMLElement>("[data-index]")?.dataset.index;
const nodesOf = (gallery: Model3DGallery): number => gallery.renderRoot.querySelectorAll(".items *").length;
const modelRequests = (): number => page.api.requests.filter((line) => line.includes("sourceIds=")).length;

function press(gallery: Model3DGallery, key: string): void {
  gallery.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
}

const isInView = (element: HTMLElement | null): boolean => {
  const { top = -1, bottom = 0 } = element?.getBoundingClientRect() ?? {};
  return element !== null && top < innerHeight && bottom > 0;
};

describe("<model-3d-gallery> of many items", () => {
  it("has as much in the page for 100,000 items as for 100, and asks for the models of what is seen only", async () => {
    const few = await show(manyItems.slice(0, 100));
    const fewNodes = nodesOf(few);
    few.remove();
    const many = await show(manyItems);
    expect(nodesOf(many)).to.be.within(fewNodes * 0.9, fewNodes * 1.1);
    const asked = modelRequests();
    window.scrollTo(0, 3_000_000);
    await waitUntil(() => card(many, 0) === null && many.renderRoot.querySelector("[data-state=none]") !== null);
    expect(modelRequests() - asked).to.be.within(1, 2);
  });

  it("leads to every item by the keyboard, and tells each its number", async () => {
    const gallery = await show(manyItems);
    card(gallery, 0)?.focus();
    press(gallery, "ArrowRight");
    await waitUntil(() => focused(gallery) === "1");
    press(gallery, "End");
    await waitUntil(() => focused(gallery) === String(MANY - 1) && isInView(card(gallery, MANY - 1)));
    const item = card(gallery, MANY - 1)?.closest("li");
    expect([item?.getAttribute("aria-posinset"), item?.getAttribute("aria-setsize")]).to.deep.equal([String(MANY), String(MANY)]);
    press(gallery, "Home");
    await waitUntil(() => focused(gallery) === "0" && isInView(card(gallery, 0)));
  });

  it("keeps the focus where it is while everything around it is scrolled away", async () => {
    const gallery = await show(manyItems);
    card(gallery, 1)?.querySelector("button")?.focus();
    let hasLeft = false;
    card(gallery, 1)?.addEventListener("focusout", () => (hasLeft = true));
    for (const top of [200_000, 4_000_000, 100_000]) {
      window.scrollTo(0, top);
      await waitUntil(() => [...gallery.renderRoot.querySelectorAll<HTMLElement>("[data-index]")].some((shown) => shown.dataset.index !== "1" && isInView(shown)));
    }
    expect(focused(gallery)).to.equal("1");
    expect(hasLeft).to.equal(false);
  });

  it("selects one, a range, all and none, and tells the host of each", async () => {
    const gallery = await show(manyItems.slice(0, 8));
    const tick = async (index: number, init: MouseEventInit = {}): Promise<number> => {
      const told = oneEvent(gallery, "model-3d-selection");
      card(gallery, index)?.querySelector("input")?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true, ...init }));
      return (await told).detail.items.length;
    };
    expect(await tick(1)).to.equal(1);
    expect(await tick(4, { shiftKey: true })).to.equal(4);
    expect(await tick(2)).to.equal(3);
    await waitUntil(() => textOf(gallery).includes("3 selected"));
    findButton(gallery, "Select all 8 shown").click();
    await waitUntil(() => gallery.selection.length === 8);
    findButton(gallery, "Clear selection").click();
    await waitUntil(() => gallery.selection.length === 0);
  });

  it("searches by name, and says that nothing matches", async () => {
    const gallery = await show(manyItems.slice(0, 30));
    gallery.search = "product 17";
    await waitUntil(() => gallery.renderRoot.querySelectorAll("article").length === 1 && textOf(gallery).includes("Product 17"));
    gallery.search = "no such thing";
    await waitUntil(() => textOf(gallery).includes("Nothing matches"));
    findButton(gallery, "Show everything").click();
    await waitUntil(() => gallery.renderRoot.querySelectorAll("article").length > 1);
  });

  it("shows only items of a status", async () => {
    const items = manyItems.slice(0, 30);
    const [, made] = items;
    if (made === undefined) throw new Error("items");
    page.api.add(made);
    const gallery = await show(items);
    gallery.status = "ready";
    await waitUntil(() => gallery.renderRoot.querySelectorAll("article").length === 1 && textOf(gallery).includes("Product 2"));
  });
});
