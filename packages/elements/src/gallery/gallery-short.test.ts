import "./gallery.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { goOn } from "../../test/go-on.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import type { Model3DGallery } from "./gallery.component.ts";

let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

async function show(): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${[createItem(1)]}></model-3d-gallery>`);
  await waitUntil(() => findButtons(gallery, "Generate 3D (10 credits)").length === 1);
  return gallery;
}

describe("<model-3d-gallery> of a user with too few credits", () => {
  it("does not let spend what is not there", async () => {
    page.api.balance = 4;
    const gallery = await show();
    findButton(gallery, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(gallery).includes("You have 4 credits available; this costs 10."));
    const button = findButton(gallery, "Continue");
    expect([button.ariaDisabled, button.getAttribute("aria-describedby")]).to.deep.equal(["true", "short"]);
    button.click();
    await gallery.updateComplete;
    expect(textOf(gallery), "it still asks").to.include("You have 4 credits available");
    expect(page.api.requests).not.to.include("POST /generate-3d-model");
    await expect(gallery).to.be.accessible();
  });

  for (const hasStream of [true, false]) {
    it(`makes a model of too few credits where the host allows it, and tells what was missing (${hasStream ? "by the stream" : "without a stream"})`, async () => {
      Object.assign(page.api, { balance: 4, whenInsufficient: "allow", hasStream });
      const gallery = await show();
      findButton(gallery, "Generate 3D (10 credits)").click();
      await waitUntil(() => textOf(gallery).includes("You have 4 credits available; this costs 10. The model is made all the same"));
      await goOn(gallery);
      await waitUntil(() => gallery.renderRoot.querySelector("[data-state=making]") !== null);
      page.api.succeed(page.api.models[0]?.id ?? "");
      if (!hasStream) findButton(gallery, "Check Generation Status").click();
      await waitUntil(() => textOf(gallery).includes("Your credits did not cover the whole cost of a model: 4 credits charged, 6 missing."));
      expect((gallery.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.toasts ?? []).filter(({ text }) => text.includes("6 missing"))).to.have.length(1);
    });
  }
});
