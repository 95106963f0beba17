import "../dialog/dialog.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DDialog } from "../dialog/dialog.component.ts";
import type { Model3DToasts } from "./toasts.component.ts";

function regionsOf(root: Element): Model3DToasts[] {
  return [...root.querySelectorAll<Model3DToasts>("model-3d-toasts")];
}

describe("<model-3d-toasts>", () => {
  it("stand in one pile, whichever element says them, each text once", async () => {
    const page = await fixture(html`<div><model-3d-toasts></model-3d-toasts><model-3d-toasts></model-3d-toasts></div>`);
    const [first, second] = regionsOf(page);
    first?.show("Mug: the 3D model is ready", "success");
    second?.show("You are running low: 10 credits left", "warning");
    second?.show("Mug: the 3D model is ready", "success");
    expect(first?.toasts.map(({ text }) => text)).to.deep.equal(["You are running low: 10 credits left", "Mug: the 3D model is ready"]);
    expect(second?.toasts).to.deep.equal([]);
    await first?.updateComplete;
    if (first !== undefined) await expect(first).to.be.accessible();
  });

  it("give way to newer news of the same", async () => {
    const region = await fixture<Model3DToasts>(html`<model-3d-toasts></model-3d-toasts>`);
    region.show("Mug: still processing, 43% done", "warning", "status of the mug");
    region.show("You are running low: 10 credits left", "warning");
    region.show("Mug: still processing, 47% done", "warning", "status of the mug");
    expect(region.toasts.map(({ text }) => text)).to.deep.equal(["You are running low: 10 credits left", "Mug: still processing, 47% done"]);
  });

  it("of failures are not pushed out by those of successes", async () => {
    const region = await fixture<Model3DToasts>(html`<model-3d-toasts></model-3d-toasts>`);
    const texts = (): string[] => region.toasts.map(({ text }) => text);
    region.show("Mug failed", "danger");
    for (const name of ["Robot", "Vase", "Teapot"]) region.show(`${name} is ready`, "success");
    expect(texts()).to.deep.equal(["Mug failed", "Vase is ready", "Teapot is ready"]);
    region.show("Running low", "warning");
    region.show("Chair failed", "danger");
    expect(texts()).to.deep.equal(["Mug failed", "Running low", "Chair failed"]);
    region.show("Lamp is ready", "success");
    expect(texts(), "it is told all the same").to.deep.equal(["Mug failed", "Running low", "Chair failed", "Lamp is ready"]);
    region.show("Desk failed", "danger");
    expect(texts()).to.deep.equal(["Running low", "Chair failed", "Desk failed"]);
  });

  it("are inside the dialog that is open, where they can be pressed, and outlive it", async () => {
    const page = await fixture(html`<div><model-3d-toasts></model-3d-toasts><model-3d-dialog heading="Versions" open></model-3d-dialog></div>`);
    const [region] = regionsOf(page);
    const dialog = page.querySelector<Model3DDialog>("model-3d-dialog");
    await dialog?.updateComplete;
    region?.show("Version 2 was deleted", "success");
    expect(region?.toasts).to.deep.equal([]);
    await waitUntil(() => dialog !== null && textOf(dialog).includes("Version 2 was deleted"));
    if (dialog !== null) dialog.open = false;
    await waitUntil(() => region !== undefined && textOf(region).includes("Version 2 was deleted"));
    if (region !== undefined) findButton(region, "Dismiss").click();
    await waitUntil(() => region?.state === "empty");
  });

  for (const [words, hide] of [
    ["hidden", (): HTMLElement => Object.assign(document.createElement("div"), { hidden: true })],
    ["in a dialog that is closed", (): HTMLElement => document.createElement("dialog")],
  ] as const) {
    it(`are not in a region that is ${words}`, async () => {
      const page = await fixture<HTMLElement>(html`<div></div>`);
      const out = hide();
      out.append(document.createElement("model-3d-toasts"));
      page.append(out, document.createElement("model-3d-toasts"));
      const [first, second] = regionsOf(page);
      first?.show("Mug: the 3D model is ready", "success");
      expect(first?.toasts).to.deep.equal([]);
      await waitUntil(() => second !== undefined && textOf(second).includes("Mug: the 3D model is ready"));
    });
  }

  it("are inside a modal dialog of the page's own, through its shadow roots and slots", async () => {
    const page = await fixture<HTMLElement>(html`<div><model-3d-toasts></model-3d-toasts><section><model-3d-toasts></model-3d-toasts></section></div>`);
    const section = page.querySelector("section");
    const root = section?.attachShadow({ mode: "open" });
    if (root !== undefined) root.innerHTML = "<dialog><slot></slot></dialog>";
    root?.querySelector("dialog")?.showModal();
    const [outside, inside] = regionsOf(page);
    outside?.show("Version 2 was deleted", "success");
    expect(inside?.toasts.map(({ text }) => text)).to.deep.equal(["Version 2 was deleted"]);
    root?.querySelector("dialog")?.close();
  });
});
