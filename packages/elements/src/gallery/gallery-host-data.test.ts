import "./gallery.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { catchWarnings } from "../../test/catch-warnings.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { holdTimers } from "../../test/hold-timers.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { ErrorDetail } from "../base/events.ts";
import type { GalleryPage, LoadPage, LoadPageOptions } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

interface Scene {
  gallery: Model3DGallery;
  errors: ErrorDetail[];
}

async function show(given: { items: unknown } | { loadPage: LoadPage }): Promise<Scene> {
  const errors: ErrorDetail[] = [];
  const gallery = document.createElement("model-3d-gallery");
  gallery.addEventListener("model-3d-error", ({ detail }) => void errors.push(detail));
  Object.assign(gallery, { client: page.client, ...given });
  await fixture(html`<div>${gallery}</div>`);
  return { gallery, errors };
}

/** What a host without types answers. */
const asPage = (answer: unknown): GalleryPage => answer as GalleryPage;

describe("<model-3d-gallery> and what a host gives it", () => {
  for (const [words, end] of [["left out", {}], ["empty", { nextCursor: "" }]] as const) {
    it(`takes a cursor that is ${words} for the end`, async () => {
      const asked: LoadPageOptions[] = [];
      const { gallery } = await show({ loadPage: async (options) => (asked.push(options), asPage({ items: [createItem(1)], ...end })) });
      await waitUntil(() => textOf(gallery).includes("Generate 3D (10 credits)"));
      await gallery.updateComplete;
      expect(asked).to.have.length(1);
      expect(textOf(gallery)).to.include("1 item").and.not.to.include("or more");
    });
  }

  for (const [words, fail] of [
    ["throws", () => Promise.reject(new Error("The shop did not answer."))],
    ["throws at once", () => { throw new Error("The shop did not answer."); }],
  ] as const) {
    it(`tells the page why its "loadPage" failed when it ${words}`, async () => {
      const { gallery, errors } = await show({ loadPage: fail });
      await waitUntil(() => gallery.state === "error");
      expect(errors.map(({ message }) => message)).to.deep.equal(["The shop did not answer."]);
      expect(errors[0]?.error.cause).to.be.instanceOf(Error);
    });
  }

  it("opens the versions again after it was taken away with their dialog open", async () => {
    page.api.add(createItem(1));
    const { gallery } = await show({ items: [createItem(1)] });
    await waitUntil(() => findButtons(gallery, "Versions").length === 1);
    const dialog = (): HTMLDialogElement | null | undefined =>
      gallery.renderRoot.querySelector("model-3d-versions")?.renderRoot.querySelector("model-3d-dialog")?.renderRoot.querySelector("dialog");
    const place = gallery.parentElement;
    findButton(gallery, "Versions").click();
    await waitUntil(() => dialog()?.open);
    findButton(gallery, "Close").click();
    await waitUntil(() => dialog()?.open === false);
    findButton(gallery, "Versions").click();
    await waitUntil(() => dialog()?.open, "again after the X");
    gallery.remove();
    place?.append(gallery);
    await gallery.updateComplete;
    expect(dialog()?.open).to.equal(false);
    findButton(gallery, "Versions").click();
    await waitUntil(() => dialog()?.open);
  });

  it("shows the others beside items that are none, and tells the page of each once", async () => {
    const good = createItem(1);
    const { gallery, errors } = await show({ items: [{ ...createItem(2), sourceId: 42, title: "Forty-two" }, null, { ...createItem(3), sourceId: null }, good] });
    await waitUntil(() => gallery.renderRoot.querySelector(`[data-id="${good.sourceId}"]`)?.getAttribute("data-state") === "none");
    expect(gallery.renderRoot.querySelectorAll("article")).to.have.length(4);
    expect(textOf(gallery)).to.include("Forty-two").and.to.include("Not known right now");
    await page.client.credits();
    gallery.requestUpdate();
    await gallery.updateComplete;
    expect(errors.map(({ message }) => message)).to.deep.equal(['"42" is no UUID of a product or collection.', '"" is no UUID of a product or collection.']);
    expect(gallery.state).to.equal("ready");
  });

  it("says that items which are no list cannot be shown", async () => {
    const { gallery, errors } = await show({ items: { items: [createItem(1)] } });
    await waitUntil(() => gallery.state === "error");
    expect(errors.map(({ message }) => message)).to.deep.equal(["The items of a gallery have to be an array."]);
    gallery.items = [createItem(1)];
    await waitUntil(() => gallery.state === "ready");
  });

  it("takes null for what is left out, and no script for a link", async () => {
    const bare = { sourceType: "product", imageUrl: null, href: null, title: null };
    const items = [
      { ...bare, sourceId: createItem(1).sourceId, images: { front: null, back: null } },
      { ...bare, sourceId: createItem(2).sourceId, images: null, href: " java\nscript:alert(1)", title: 7 },
      createItem(3, { href: "/products/3" }),
    ];
    for (const given of [{ items }, { loadPage: async () => asPage({ items, nextCursor: null }) }]) {
      const { gallery } = await show(given);
      await waitUntil(() => findButtons(gallery, "Generate 3D (10 credits)").length === 3);
      const cards = [...gallery.renderRoot.querySelectorAll("article")];
      expect(cards.map((card) => card.querySelector("h3")?.textContent?.trim())).to.deep.equal(["Unnamed", "7", "Product 3"]);
      expect(cards.map((card) => card.querySelector("h3 a")?.getAttribute("href") ?? null)).to.deep.equal([null, null, "/products/3"]);
      expect(cards.map((card) => card.querySelector(".picture img") !== null)).to.deep.equal([false, false, true]);
      await expect(gallery).to.be.accessible();
      findButtons(gallery, "Generate 3D (10 credits)")[0]?.click();
      await waitUntil(() => textOf(gallery).includes("Add your photos"));
      expect(textOf(gallery)).not.to.include("undefined").and.not.to.include("null");
      findButton(gallery, "Close").click();
      gallery.remove();
    }
  });

  it("names a model that is ready when other items are shown by then, whatever the case of its id", async () => {
    const item = createItem(1, { sourceId: "abcdef00-0000-4000-8000-000000000001", title: "Lamp" });
    const { id } = page.api.add(item, { status: "IN_PROGRESS", progress: 10 });
    const { gallery } = await show({ items: [{ ...item, sourceId: item.sourceId.toUpperCase() }, createItem(2, { sourceType: "collection" })] });
    await waitUntil(() => textOf(gallery).includes("10%"));
    findButton(gallery, "Collections").click();
    await waitUntil(() => textOf(gallery).includes("Product 2") && !textOf(gallery).includes("Lamp"));
    page.api.succeed(id);
    await waitUntil(() => textOf(gallery).includes("Lamp: the 3D model is ready"));
  });

  for (const [attribute, said] of [["-5", ["-5 is no cost."]], ["2.5", ["2.5 is no cost."]], ["", []]] as const) {
    it(`shows the server's figure where the cost is said to be "${attribute}"`, async () => {
      const told = await catchWarnings(async () => {
        const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${[createItem(1)]} cost=${attribute}></model-3d-gallery>`);
        await waitUntil(() => textOf(gallery).includes("Generate 3D (10 credits)"));
      });
      expect(told).to.deep.equal(said.map((words) => `<model-3d-gallery>: ${words}`));
    });
  }

  it("tells its developer that there is nothing to show it by, but not while it may still come", async () => {
    const timers = holdTimers(10_000);
    const told = await catchWarnings(async () => {
      const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client}></model-3d-gallery>`);
      await gallery.updateComplete;
      gallery.items = [];
      timers.run();
      await fixture(html`<model-3d-gallery .client=${page.client}></model-3d-gallery>`);
      timers.run();
      timers.run();
    }).finally(timers.release);
    expect(told).to.deep.equal(['<model-3d-gallery> has neither "items" nor "loadPage": set one of these properties from a script, so that there is something to show.']);
  });

  for (const [dir, title] of [["rtl", "A red vase of clay"], ["ltr", "إبريق شاي أزرق"]] as const) {
    it(`keeps a title of another direction off its checkbox (${dir})`, async () => {
      const { client } = createFakePage();
      const box = await fixture<HTMLElement>(html`<div dir=${dir} style="width: 200px"><model-3d-gallery selectable .client=${client} .items=${[createItem(1, { title })]}></model-3d-gallery></div>`);
      const root = box.querySelector("model-3d-gallery")?.renderRoot;
      await waitUntil(() => root?.querySelector(".pick input"));
      const words = document.createRange();
      words.selectNodeContents(root?.querySelector("h3") as Node);
      const check = (root?.querySelector(".pick input") as Element).getBoundingClientRect();
      for (const line of words.getClientRects()) expect(line.right <= check.left || line.left >= check.right, `${line.left}–${line.right} beside ${check.left}–${check.right}`).to.equal(true);
      const [outer, inner] = [(root?.querySelector("article") as Element).getBoundingClientRect(), words.getBoundingClientRect()];
      expect(dir === "ltr" ? inner.left - outer.left : outer.right - inner.right, "it begins where the others do").to.be.lessThan(24);
    });
  }
});
