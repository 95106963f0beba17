import "./dialog.ts";
import { expect, fixture, html, nextFrame } from "@open-wc/testing";
import type { Model3DDialog } from "./dialog.component.ts";

describe("<model-3d-dialog>", () => {
  it("stays open when it is opened again before the browser has told its closing", async () => {
    const dialog = await fixture<Model3DDialog>(html`<model-3d-dialog open heading="Delete version 2?"></model-3d-dialog>`);
    dialog.open = false;
    await dialog.updateComplete;
    dialog.open = true;
    await dialog.updateComplete;
    await nextFrame();
    await nextFrame();
    expect(dialog.open).to.equal(true);
    expect(dialog.renderRoot.querySelector("dialog")?.open).to.equal(true);
  });
});
