import "./gallery.ts";
import { createModel3DClient } from "@model-3d/client";
import { expect, fixture, html } from "@open-wc/testing";
import { FakeApi } from "../../../client/test/fake-api.ts";
import { FakeClock } from "../../../client/test/fake-clock.ts";
import { createItem } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { goOn } from "../../test/go-on.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import type { Model3DGallery } from "./gallery.component.ts";

describe("<model-3d-gallery> and a start that is not answered", () => {
  it("says that it waits, gives up after a minute, and makes one model in the end", async () => {
    const api = new FakeApi();
    const clock = new FakeClock();
    let isCut = true;
    let starts = 0;
    const client = createModel3DClient({
      clock,
      fetch: (input, init) => {
        if (init?.method !== "POST" || !isCut) return api.fetch(input, init);
        starts += 1;
        return new Promise((_resolve, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)));
      },
    });
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client} .items=${[createItem(1)]}></model-3d-gallery>`);
    await waitUntil(() => findButtons(gallery, "Generate 3D (10 credits)").length === 1);
    const toasts = (): readonly string[] => gallery.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.toasts.map(({ text }) => text) ?? [];
    findButton(gallery, "Generate 3D (10 credits)").click();
    await goOn(gallery);
    await waitUntil(() => starts === 1);
    expect(toasts()).to.deep.equal([]);
    clock.advance(10_000);
    expect(toasts()).to.deep.equal(["Still waiting for the server's answer…"]);
    clock.advance(50_000);
    await waitUntil(() => toasts().some((text) => text.startsWith("The server could not be reached.")));
    isCut = false;
    await waitUntil(() => findButtons(gallery, "Generate 3D (10 credits)")[0]?.ariaBusy !== "true");
    findButton(gallery, "Generate 3D (10 credits)").click();
    await goOn(gallery);
    await waitUntil(() => textOf(gallery).includes("Check Generation Status"), "it is made");
    expect(api.models).to.have.length(1);
  });
});
