import "./button.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton } from "../../test/find-by-text.ts";
import { SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DButton } from "./button.component.ts";

const item = createItem(1);
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  page.api.files.glb = URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));
});

const show = (): Promise<Model3DButton> => fixture<Model3DButton>(html`<model-3d-button .client=${page.client} source-id=${item.sourceId} heading="Vase"></model-3d-button>`);
const dialogOf = (button: Model3DButton): HTMLDialogElement | null | undefined => button.renderRoot.querySelector("model-3d-dialog")?.renderRoot.querySelector("dialog");

async function showReady(): Promise<Model3DButton> {
  page.api.add(item);
  const button = await show();
  await waitUntil(() => button.state === "ready");
  return button;
}

async function press(button: Model3DButton): Promise<HTMLButtonElement> {
  const cube = findButton(button, "View the 3D model of Vase");
  cube.focus();
  cube.click();
  await waitUntil(() => dialogOf(button)?.open);
  return cube;
}

describe("<model-3d-button>", () => {
  it("takes no space until a model is ready, then comes by itself", async () => {
    const button = await show();
    await waitUntil(() => button.state === "empty");
    expect(button.getBoundingClientRect().width).to.equal(0);
    const running = page.api.add(item, { status: "PENDING" });
    page.api.progress(running.id, 50);
    page.api.succeed(running.id);
    await waitUntil(() => button.state === "ready");
    expect(button.getBoundingClientRect().width).to.be.at.least(40);
    expect(getComputedStyle(findButton(button, "View the 3D model of Vase")).backgroundColor).to.equal("rgb(4, 120, 87)");
    await expect(button).to.be.accessible();
    button.theme = "dark";
    await button.updateComplete;
    expect(getComputedStyle(findButton(button, "View the 3D model of Vase")).backgroundColor).to.equal("rgb(52, 211, 153)");
    await expect(button).to.be.accessible();
  });

  it("asks nobody twice who saves data: the press was the wish", async () => {
    Object.defineProperty(navigator, "connection", { configurable: true, value: { saveData: true } });
    try {
      const button = await showReady();
      await press(button);
      const viewer = button.renderRoot.querySelector("model-3d-viewer");
      await waitUntil(() => viewer?.state === "ready", "the model shows", SHOW_TIMEOUT);
    } finally {
      Reflect.deleteProperty(navigator, "connection");
    }
  }).timeout(60_000);

  it("opens a dialog over the page with the model, and gives the focus back after the X", async () => {
    const button = await showReady();
    const opened = oneEvent(button, "model-3d-open");
    const cube = await press(button);
    expect((await opened).detail.model.source_id).to.equal(item.sourceId);
    const { width, height } = dialogOf(button)?.getBoundingClientRect() ?? new DOMRect();
    expect(width).to.be.at.least(innerWidth - 48);
    expect(height).to.be.at.least(innerHeight - 48);
    expect(button.renderRoot.querySelector("model-3d-viewer")?.sourceId).to.equal(item.sourceId);
    await expect(button).to.be.accessible();
    const closed = oneEvent(button, "model-3d-close");
    findButton(button, "Close").click();
    expect((await closed).detail.model?.source_id).to.equal(item.sourceId);
    expect(button.open).to.equal(false);
    expect(button.renderRoot.querySelector("model-3d-viewer")).to.equal(null);
    expect(button.shadowRoot?.activeElement).to.equal(cube);
  });

  it("closes by the backdrop and by what the browser does at Escape", async () => {
    const button = await showReady();
    const closings: (() => void)[] = [
      () => {
        dialogOf(button)?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
        dialogOf(button)?.click();
      },
      () => dialogOf(button)?.requestClose(),
    ];
    for (const close of closings) {
      const cube = await press(button);
      const closed = oneEvent(button, "model-3d-close");
      close();
      await closed;
      expect(button.shadowRoot?.activeElement).to.equal(cube);
    }
  });

  it("has closed for its page when it is taken away while it is open, and opens anew when it is back", async () => {
    const button = await showReady();
    const place = button.parentElement;
    await press(button);
    const told: boolean[] = [];
    button.addEventListener("model-3d-close", () => void told.push(button.open));
    button.remove();
    expect(told, "at once, since nobody hears of it later").to.deep.equal([false]);
    place?.append(button);
    await waitUntil(() => button.state === "ready");
    await press(button);
    expect(button.open).to.equal(true);
  });

  it("leaves the dialog to a page that prevents the event", async () => {
    const button = await showReady();
    button.addEventListener("model-3d-open", (event) => event.preventDefault());
    findButton(button, "View the 3D model of Vase").click();
    await button.updateComplete;
    expect(button.open).to.equal(false);
  });

  it("shows a label of the page beside its own icon", async () => {
    page.api.add(item);
    const button = await fixture<Model3DButton>(
      html`<model-3d-button .client=${page.client} source-id=${item.sourceId}> <svg slot="icon" aria-hidden="true" width="18" height="18"></svg> Look around </model-3d-button>`,
    );
    await waitUntil(() => button.hasLabel);
    await button.updateComplete;
    const inner = button.renderRoot.querySelector("button");
    expect(inner?.hasAttribute("aria-label")).to.equal(false);
    expect(inner?.querySelector<HTMLSlotElement>("slot[name=icon]")?.assignedElements()).to.have.length(1);
    await expect(button).to.be.accessible();
  });

  it("takes white space for no label", async () => {
    page.api.add(item);
    const button = await fixture<Model3DButton>(html`<model-3d-button .client=${page.client} source-id=${item.sourceId}> </model-3d-button>`);
    await waitUntil(() => button.state === "ready");
    expect(findButton(button, "View the 3D model").getAttribute("aria-label")).to.equal("View the 3D model");
  });

  it("asks for all buttons of a page at once, past one whose id is none", async () => {
    for (let number = 1; number <= 30; number++) page.api.add(createItem(number));
    const reports: string[] = [];
    const buttons = [...Array.from({ length: 30 }, (_, index) => createItem(index + 1).sourceId), "vase-7"];
    const place = await fixture<HTMLDivElement>(
      html`<div @model-3d-error=${(event: HTMLElementEventMap["model-3d-error"]) => reports.push(event.detail.message)}>
        ${buttons.map((id) => html`<model-3d-button .client=${page.client} source-id=${id}></model-3d-button>`)}
      </div>`,
    );
    await waitUntil(() => place.querySelectorAll("[state=ready]").length === 30);
    expect(page.api.requests.filter((request) => request.includes("/product-3d-models"))).to.have.length(1);
    expect(reports).to.deep.equal(['"vase-7" is no UUID of a product or collection.']);
    expect(place.lastElementChild?.getBoundingClientRect().width).to.equal(0);
  });

  it("stays away while the API fails, and tells the page", async () => {
    page.api.fails("/product-3d-models", "internal_error");
    const heard = oneEvent(document, "model-3d-error");
    const button = await show();
    expect((await heard).detail.code).to.equal("internal_error");
    expect(button.state).to.equal("error");
    expect(button.getBoundingClientRect().width).to.equal(0);
  });

  it("goes when the last version is deleted, but keeps an open dialog", async () => {
    const button = await showReady();
    await press(button);
    const [model] = page.api.models;
    if (model === undefined) throw new Error("no model");
    page.api.models.length = 0;
    page.api.send({ type: "model.deleted", model });
    await waitUntil(() => button.state === "empty");
    expect(dialogOf(button)?.open).to.equal(true);
    findButton(button, "Close").click();
    await waitUntil(() => !button.open && button.getBoundingClientRect().width === 0);
  });
});
