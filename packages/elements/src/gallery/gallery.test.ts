import "./gallery.ts";
import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

async function showGallery({ client }: FakePage, items: GalleryItem[]): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client} .items=${items}></model-3d-gallery>`);
  await waitUntil(() => gallery.renderRoot.querySelectorAll("[data-state=unknown]").length === 0, "entries are there");
  return gallery;
}

describe("<model-3d-gallery>", () => {
  it("offers generation for what has no model, with its cost", async () => {
    const page = createFakePage();
    const gallery = await showGallery(page, [createItem(1)]);
    await waitUntil(() => gallery.renderRoot.textContent?.includes("Generate 3D (10 credits)"));
    await expect(gallery).to.be.accessible();
  });
});
