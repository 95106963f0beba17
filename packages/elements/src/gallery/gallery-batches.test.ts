import "./gallery.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { define } from "../define/define.ts";
import { createFakePage, createItem, PICTURE, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DGallery } from "./gallery.component.ts";

let page: FakePage;
const items = [createItem(1), createItem(2), createItem(3, { images: { front: PICTURE } })];

beforeEach(() => {
  page = createFakePage();
});

async function show(): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${items} batches></model-3d-gallery>`);
  await waitUntil(() => findButtons(gallery, "Batches").length === 1, "it offers batches");
  return gallery;
}

const tick = (gallery: Model3DGallery): void => gallery.renderRoot.querySelectorAll<HTMLInputElement>("input[type=checkbox]").forEach((box) => box.click());

describe("<model-3d-gallery batches>", () => {
  it("leads from what is ticked to its batch, and unticks what is being made", async () => {
    const gallery = await show();
    tick(gallery);
    await gallery.updateComplete;
    expect(gallery.selection).to.have.length(3);
    await expect(gallery).to.be.accessible();
    findButton(gallery, "Make 3D models").click();
    await waitUntil(() => textOf(gallery).includes("2 models will be made"));
    expect(textOf(gallery)).to.include("Product 3 No back photo.");
    findButton(gallery, "Make 2 models").click();
    await waitUntil(() => textOf(gallery).includes("0 of 2 models ready"));
    expect(gallery.selection).to.deep.equal([]);
    findButton(gallery, "Close").click();
    await waitUntil(() => !textOf(gallery).includes("0 of 2 models ready"));
  });

  it("finds the batch that is under way again, each time", async () => {
    page.api.batches.add(4, { name: "Spring collection" });
    const gallery = await show();
    for (const _time of [1, 2]) {
      findButton(gallery, "Batches").click();
      await waitUntil(() => textOf(gallery).includes("Spring collection"));
      expect(findButtons(gallery, "Pause")).to.have.length(1);
      findButton(gallery, "Close").click();
      await waitUntil(() => findButtons(gallery, "Pause").length === 0);
    }
  });

  it("brings no batch along where none are wanted", async () => {
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${items} selectable></model-3d-gallery>`);
    await waitUntil(() => gallery.state === "ready");
    expect([findButtons(gallery, "Batches").length, gallery.renderRoot.querySelector("[data-role=batch]")]).to.deep.equal([0, null]);
  });

  it("opens it under the prefix of its own", async () => {
    define({ prefix: "shop" });
    const gallery = await fixture<Model3DGallery>("<shop-gallery batches></shop-gallery>");
    Object.assign(gallery, { client: page.client, items });
    await waitUntil(() => customElements.get("shop-batch") !== undefined);
    await waitUntil(() => gallery.renderRoot.querySelector("shop-batch") !== null);
  });
});
