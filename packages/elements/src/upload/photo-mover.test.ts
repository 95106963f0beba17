import "./upload.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage, createPhoto } from "../../test/fake-client.ts";
import { walk } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DUpload } from "./upload.component.ts";

async function show(direction = "ltr"): Promise<Model3DUpload> {
  const { client } = createFakePage();
  const upload = await fixture<Model3DUpload>(html`<model-3d-upload .client=${client} dir=${direction}></model-3d-upload>`);
  await upload.addFiles([await createPhoto("a.png", 300), await createPhoto("b.png", 300)]);
  await upload.updateComplete;
  return upload;
}

const viewsOf = (upload: Model3DUpload): string => upload.photos.map(({ view, file }) => `${view} ${file.name}`).join(", ");

function handleOf(upload: Model3DUpload, name: string): HTMLElement {
  const handle = upload.renderRoot.querySelector<HTMLElement>(`[aria-label="Move ${name} to another view"]`);
  if (handle === null) throw new Error(`no handle of ${name}`);
  return handle;
}

/** Presses keys on whatever has the focus, as a user would. */
async function press(upload: Model3DUpload, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    upload.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true }));
    await upload.updateComplete;
    await upload.updateComplete;
  }
}

const newsOf = (upload: Model3DUpload): string => [...walk(upload)].find((element) => element.getAttribute("aria-live") === "assertive")?.textContent?.trim() ?? "";

describe("moving photos", () => {
  it("goes by keyboard: grab, move, drop, each announced, the focus staying with the photo", async () => {
    const upload = await show();
    handleOf(upload, "a.png").focus();
    await press(upload, " ");
    expect(newsOf(upload)).to.include("a.png is grabbed. It is the front photo.").and.to.include("arrow keys");
    expect(handleOf(upload, "a.png").getAttribute("aria-pressed")).to.equal("true");
    await expect(upload).to.be.accessible();
    await press(upload, "ArrowRight");
    expect(viewsOf(upload)).to.equal("front b.png, back a.png");
    expect(newsOf(upload)).to.equal("a.png is the back photo now. b.png took its place.");
    await press(upload, "ArrowRight", "ArrowRight", "ArrowRight");
    expect(viewsOf(upload)).to.equal("front b.png, top a.png");
    expect(upload.shadowRoot?.activeElement).to.equal(handleOf(upload, "a.png"));
    await press(upload, " ");
    expect(newsOf(upload)).to.equal("a.png is dropped as the top photo.");
    await press(upload, "ArrowLeft");
    expect(viewsOf(upload), "what is dropped stays").to.equal("front b.png, top a.png");
  });

  it("takes all back by Escape", async () => {
    const upload = await show();
    handleOf(upload, "b.png").focus();
    await press(upload, "Enter", "ArrowLeft", "ArrowRight", "ArrowRight", "Escape");
    expect(viewsOf(upload)).to.equal("front a.png, back b.png");
    expect(newsOf(upload)).to.equal("b.png is the back photo again.");
    expect(handleOf(upload, "b.png").getAttribute("aria-pressed")).to.equal("false");
    expect(upload.shadowRoot?.activeElement).to.equal(handleOf(upload, "b.png"));
  });

  it("goes the other way where writing does", async () => {
    const upload = await show("rtl");
    handleOf(upload, "a.png").focus();
    await press(upload, " ", "ArrowRight");
    expect(viewsOf(upload)).to.equal("front a.png, back b.png");
    await press(upload, "ArrowLeft");
    expect(viewsOf(upload)).to.equal("front b.png, back a.png");
  });

  it("lets go when the focus goes elsewhere", async () => {
    const upload = await show();
    handleOf(upload, "a.png").focus();
    await press(upload, " ");
    handleOf(upload, "b.png").focus();
    await waitUntil(() => handleOf(upload, "a.png").getAttribute("aria-pressed") === "false");
    await press(upload, "ArrowRight");
    expect(viewsOf(upload)).to.equal("front a.png, back b.png");
  });

  it("goes by finger or mouse, on places that are free and on those that are not", async () => {
    const upload = await show();
    const drag = async (name: string, view: string, end = "pointerup"): Promise<void> => {
      const handle = handleOf(upload, name);
      handle.setPointerCapture = () => undefined;
      const at = (element: Element | null): { clientX: number; clientY: number } => {
        const { left, top, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
        return { clientX: left + width / 2, clientY: top + height / 2 };
      };
      const place = upload.renderRoot.querySelector(`[data-view=${view}]`);
      const send = (type: string, where: Element | null): boolean => handle.dispatchEvent(new PointerEvent(type, { pointerId: 7, button: 0, bubbles: true, ...at(where) }));
      send("pointerdown", handle);
      send("pointermove", place);
      await upload.updateComplete;
      expect(place?.className, "the place under it is marked").to.include("target");
      if (end === "Escape") window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", cancelable: true }));
      send(end === "Escape" ? "pointerup" : end, place);
      await upload.updateComplete;
      expect(upload.renderRoot.querySelector(".target, .dragged")).to.equal(null);
    };
    await drag("a.png", "side");
    expect(viewsOf(upload)).to.equal("back b.png, side a.png");
    await drag("a.png", "back");
    expect(viewsOf(upload)).to.equal("back a.png, side b.png");
    await drag("a.png", "front", "pointercancel");
    expect(viewsOf(upload)).to.equal("back a.png, side b.png");
    await drag("a.png", "front", "Escape");
    expect(viewsOf(upload), "Escape takes it back").to.equal("back a.png, side b.png");
    expect(newsOf(upload)).to.equal("a.png is the back photo again.");
  });

  it("brings places out of sight near while a photo is held at the edge, and the photo stays under the finger", async () => {
    const { client } = createFakePage();
    const room = await fixture<HTMLElement>(html`<div style="width: 320px; height: 240px; overflow: auto"><model-3d-upload .client=${client}></model-3d-upload></div>`);
    const upload = room.querySelector("model-3d-upload") as Model3DUpload;
    await upload.addFiles([await createPhoto("a.png", 300), await createPhoto("b.png", 300)]);
    await upload.updateComplete;
    const handle = handleOf(upload, "a.png");
    handle.setPointerCapture = () => undefined;
    handle.scrollIntoView({ block: "center" });
    const { left, top, height } = handle.getBoundingClientRect();
    const [startX, edge] = [left + 4, Math.min(room.getBoundingClientRect().bottom, innerHeight)];
    const send = (type: string, clientY: number, clientX = startX): boolean => handle.dispatchEvent(new PointerEvent(type, { pointerId: 7, button: 0, bubbles: true, clientX, clientY }));
    const place = upload.renderRoot.querySelector("[data-view=top]");
    const placeX = (place?.getBoundingClientRect().left ?? 0) + 20;
    const middle = (): number => (place?.getBoundingClientRect().top ?? 0) + 20;
    expect(middle(), "the place is out of sight").to.be.greaterThan(edge);
    send("pointerdown", top + height / 2);
    send("pointermove", edge - 10);
    await waitUntil(() => middle() < edge - 10, "it came near");
    await upload.updateComplete;
    expect(handle.getBoundingClientRect().top + height / 2).to.be.closeTo(edge - 10, 2);
    send("pointermove", middle(), placeX);
    send("pointerup", middle(), placeX);
    await upload.updateComplete;
    expect(viewsOf(upload)).to.equal("back b.png, top a.png");
  });
});
