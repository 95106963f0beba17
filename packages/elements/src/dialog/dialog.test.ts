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

  it("closes by a click on the backdrop, but not by the second of a double click that opened it", async () => {
    const dialog = await fixture<Model3DDialog>(html`<model-3d-dialog open heading="Generate"></model-3d-dialog>`);
    const frame = dialog.renderRoot.querySelector("dialog");
    const click = (detail: number): void => {
      frame?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      frame?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
    };
    click(2);
    expect(dialog.open).to.equal(true);
    click(1);
    expect(dialog.open).to.equal(false);
  });

  it("gives a stage all the room that a full one has", async () => {
    const dialog = await fixture<Model3DDialog>(html`<model-3d-dialog open size="full" heading="Mug"><div class="stage"></div></model-3d-dialog>`);
    const stage = dialog.querySelector(".stage")?.getBoundingClientRect();
    const frame = dialog.renderRoot.querySelector("dialog")?.getBoundingClientRect();
    expect(stage?.bottom).to.be.closeTo((frame?.bottom ?? 0) - 25, 2);
  });

  it("is as wide inside a large one as anywhere", async () => {
    const outer = await fixture<Model3DDialog>(html`<model-3d-dialog open size="large" heading="Mug"><model-3d-dialog open heading="Model details"></model-3d-dialog></model-3d-dialog>`);
    const inner = outer.querySelector<Model3DDialog>("model-3d-dialog");
    await inner?.updateComplete;
    expect(inner?.renderRoot.querySelector("dialog")?.offsetWidth).to.equal(Math.min(480, innerWidth - 32));
  });

  it("has told of its closing when the opener has the focus again, so that the next key finds it closed", async () => {
    const place = await fixture<HTMLElement>(html`<div><button>Delete</button><model-3d-dialog heading="Delete version 2?"></model-3d-dialog></div>`);
    const [button, dialog] = [place.querySelector("button"), place.querySelector("model-3d-dialog")];
    const frame = dialog?.renderRoot.querySelector("dialog");
    if (!button || !dialog || !frame) throw new Error("no dialog");
    button.focus();
    dialog.open = true;
    await dialog.updateComplete;
    let told = 0;
    dialog.addEventListener("close", () => told++);
    const toldAtFocus = new Promise((resolve) => button.addEventListener("focus", () => resolve(dialog.open)));
    // What Escape does.
    frame.requestClose();
    expect(await toldAtFocus).to.equal(false);
    await nextFrame();
    await nextFrame();
    expect(told).to.equal(1);
    expect(document.activeElement).to.equal(button);
  });
});
