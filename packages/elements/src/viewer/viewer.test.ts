import "./viewer.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { createFakePage, createItem, PICTURE } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { nextState } from "../../test/next-state.ts";
import { QUICK_LIGHT, showViewer, SHOW_TIMEOUT as LOAD_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

const addressOfGlb = (): string => URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));

/** How many different colours a picture has, looked at coarsely. */
async function countColours(picture: Blob): Promise<number> {
  const bitmap = await createImageBitmap(picture, { resizeWidth: 64, resizeHeight: 64 });
  const context = new OffscreenCanvas(64, 64).getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  const { data } = context?.getImageData(0, 0, 64, 64) ?? { data: new Uint8ClampedArray() };
  return new Set(Array.from({ length: data.length / 4 }, (_, pixel) => data.slice(pixel * 4, pixel * 4 + 4).map((value) => value >> 4).join())).size;
}

describe("<model-3d-viewer>", function () {
  this.timeout(120_000);

  it("shows the poster first, then the model, and asks no other host", async () => {
    const viewer = await fixture<Model3DViewer>(
      html`<model-3d-viewer light=${QUICK_LIGHT} src=${addressOfGlb()} poster=${PICTURE} alt="A red vase" camera-orbit="30deg 70deg 110%" disable-pan style="width:200px"></model-3d-viewer>`,
    );
    expect(viewer.state).to.equal("loading");
    expect(viewer.renderRoot.querySelector("[part=poster]")?.getAttribute("alt")).to.equal("A red vase");
    await expect(viewer).to.be.accessible();
    await waitUntil(() => viewer.state === "ready", "the model shows", LOAD_TIMEOUT);
    expect(viewer.modelViewer?.getAttribute("camera-orbit")).to.equal("30deg 70deg 110%");
    expect(viewer.modelViewer?.disablePan).to.equal(true);
    viewer.disablePan = false;
    await viewer.updateComplete;
    expect(viewer.modelViewer?.disablePan).to.equal(false);
    expect(viewer.getDimensions().y).to.be.closeTo(0.95, 0.001);
    expect(viewer.availableVariants).to.deep.equal([]);
    await waitUntil(async () => (await countColours(await viewer.toBlob())) > 8, "it is drawn", LOAD_TIMEOUT);
    const hosts = performance.getEntriesByType("resource").map(({ name }) => new URL(name)).filter(({ protocol }) => protocol.startsWith("http"));
    expect(new Set(hosts.map(({ host }) => host))).to.deep.equal(new Set([location.host]));
    await expect(viewer).to.be.accessible();
  });

  it("has its stage whatever display the page gives it", async () => {
    for (const display of ["flex", "block", "inline-block", "grid"]) {
      const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer style="width:320px;display:${display}" alt="A vase"></model-3d-viewer>`);
      expect(viewer.renderRoot.querySelector("[part=stage]")?.clientHeight, display).to.be.greaterThan(180);
    }
  });

  it("says that an id is none, and asks for nothing by it", async () => {
    const { api, client } = createFakePage();
    const viewer = document.body.appendChild(Object.assign(document.createElement("model-3d-viewer"), { client, alt: "A vase", loading: "eager", modelId: "SKU 1234" } as const));
    const { code, message } = (await oneEvent(viewer, "model-3d-error")).detail;
    expect([code, message]).to.deep.equal(["invalid_request", 'model-id="SKU 1234" is no id of a model: that is a UUID.']);
    await waitUntil(() => viewer.state === "error");
    await viewer.updateComplete;
    expect(api.requests).to.deep.equal([]);
    viewer.remove();
  });

  it("takes no space that the page does not give it", async () => {
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer style="width:320px;height:96px" alt="A vase"></model-3d-viewer>`);
    expect([viewer.offsetWidth, viewer.offsetHeight]).to.deep.equal([320, 96]);
    viewer.style.cssText = "width:80px";
    expect([viewer.offsetWidth, viewer.offsetHeight]).to.deep.equal([80, 60]);
  });

  it("names the file that shows, however quickly the page changes its mind", async () => {
    const addresses = Array.from({ length: 4 }, addressOfGlb);
    const loaded: string[] = [];
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} loading="eager" src=${addresses[0]} alt="A vase" style="width:200px"></model-3d-viewer>`);
    await waitUntil(() => viewer.state === "ready", "the first shows", LOAD_TIMEOUT);
    viewer.addEventListener("model-3d-load", ({ detail }) => loaded.push(detail.src));
    const shown: string[] = [];
    viewer.addEventListener("load", (event) => shown.push((event as CustomEvent<{ url: string }>).detail.url));
    for (const address of addresses.slice(1)) {
      viewer.src = address;
      await viewer.updateComplete;
    }
    await waitUntil(() => shown.includes(addresses[3] ?? "") && viewer.state === "ready", "the last shows", LOAD_TIMEOUT);
    // An older file whose turn comes late is news of nothing.
    viewer.modelViewer?.dispatchEvent(new CustomEvent("load", { detail: { url: addresses[1] } }));
    expect(loaded).to.deep.equal([addresses[3]]);
  });

  it("tells what is to be waited for when a method needs a model", () => {
    const viewer = document.createElement("model-3d-viewer");
    expect(() => viewer.getCameraOrbit()).to.throw('Wait for the event "model-3d-load"');
    expect(viewer.loaded).to.equal(false);
  });

  it("hands hotspots on to the model, and fires model-viewer's events by their names", async () => {
    const viewer = await fixture<Model3DViewer>(
      html`<model-3d-viewer light=${QUICK_LIGHT} src=${addressOfGlb()} alt="A vase" style="width:200px"><button slot="hotspot-rim" data-position="0 0.95 0.26" data-normal="0 1 0">Rim</button></model-3d-viewer>`,
    );
    const loaded = oneEvent(viewer, "load");
    expect((await loaded).detail.url).to.equal(viewer.src);
    await waitUntil(() => viewer.queryHotspot("hotspot-rim") !== null, "the hotspot is placed", LOAD_TIMEOUT);
    const turned = oneEvent(viewer, "camera-change");
    viewer.cameraOrbit = "180deg 75deg 105%";
    await turned;
    const rim = viewer.querySelector("button");
    expect(rim?.checkVisibility()).to.equal(true);
    viewer.hideAnnotations = true;
    await viewer.updateComplete;
    expect(rim?.checkVisibility()).to.equal(false);
  });

  it("does not send Android's Scene Viewer for a file that only this page can read", async () => {
    const viewer = await showViewer({ src: addressOfGlb(), ar: true, arModes: "scene-viewer webxr" });
    expect(viewer.modelViewer?.getAttribute("ar-modes")).to.equal("webxr");
    viewer.src = "/no-such-file.glb";
    await viewer.updateComplete;
    expect(viewer.modelViewer?.getAttribute("ar-modes")).to.equal("scene-viewer webxr");
  });

  it("warns a developer who left out what is to be seen, and reads the title", async () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (words: string) => void warnings.push(words);
    try {
      const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} src="/none.glb" poster=${PICTURE} title="Vase" reveal="manual"></model-3d-viewer>`);
      expect(viewer.renderRoot.querySelector("[part=poster]")?.getAttribute("alt")).to.equal("Vase");
      expect(warnings.filter((words) => words.includes('has no "alt"'))).to.have.length(1);
    } finally {
      console.warn = warn;
    }
  });

  it("says that a file is missing, and shows it when it is there", async () => {
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} src="/no-such-file.glb" style="width:200px"></model-3d-viewer>`);
    const failed = oneEvent(viewer, "model-3d-error");
    expect((await failed).detail.code).to.equal("missing");
    expect(viewer.state).to.equal("error");
    expect(textOf(viewer)).to.include("The model file is not there any more");
    await expect(viewer).to.be.accessible();
    const loading = nextState(viewer, "loading");
    const again = findButton(viewer, "Try again");
    again.focus();
    again.click();
    await loading;
    expect(again.isConnected).to.equal(false);
    expect(viewer.shadowRoot?.activeElement?.matches(".stage"), "whoever pressed it by keyboard is still there").to.equal(true);
    viewer.src = addressOfGlb();
    await waitUntil(() => viewer.state === "ready", "the model shows", LOAD_TIMEOUT);
  });

  it("tells a broken file from a missing one", async () => {
    const broken = URL.createObjectURL(new Blob(["no model at all"]));
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} src=${broken}></model-3d-viewer>`);
    expect((await oneEvent(viewer, "model-3d-error")).detail.code).to.equal("unreadable");
  });

  it("waits for a click with `reveal=manual`", async () => {
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} src=${addressOfGlb()} reveal="manual" poster="/no-such-picture.png" alt="A vase"></model-3d-viewer>`);
    expect(viewer.modelViewer).to.equal(null);
    await expect(viewer).to.be.accessible();
    const poster = viewer.renderRoot.querySelector<HTMLElement>("[part=poster]");
    await waitUntil(() => poster !== null && getComputedStyle(poster).visibility === "hidden", "a picture that is not there is not drawn as a broken one");
    const start = findButton(viewer, "Show in 3D");
    start.focus();
    start.click();
    await waitUntil(() => viewer.modelViewer !== null);
    expect(viewer.shadowRoot?.activeElement).not.to.equal(null);
  });

  it("follows the active version of a source", async () => {
    const { api, client } = createFakePage();
    const item = createItem(1);
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} .client=${client} source-id=${item.sourceId}></model-3d-viewer>`);
    await waitUntil(() => viewer.state === "empty");
    expect(textOf(viewer)).to.include("There is no 3D model to show yet");
    await expect(viewer).to.be.accessible();
    api.files.glb = addressOfGlb();
    const running = api.add(item, { status: "PENDING" });
    api.succeed(running.id);
    await waitUntil(() => viewer.modelViewer?.src === api.files.glb);
  });

  it("fetches a model by id with the client's own headers", async () => {
    const { client } = createFakePage();
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} .client=${client} model-id="00000000-0000-4000-8000-000000000009" loading="eager"></model-3d-viewer>`);
    await waitUntil(() => viewer.state === "error");
    expect(textOf(viewer)).to.include("It does not exist, or it is not yours");
  });
});
