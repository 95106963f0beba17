import "./viewer.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { PICTURE } from "../../test/fake-client.ts";
import { findButton } from "../../test/find-by-text.ts";
import { addressOf, colourOf, GREEN, QUICK_LIGHT, RED, showViewer, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { capTextures } from "./cap-textures.ts";
import type { Model3DViewer } from "./viewer.component.ts";

describe("<model-3d-viewer> with what there is", function () {
  this.timeout(180_000);

  it("shows the light file first, then the full one from where it was turned to", async () => {
    const loaded: string[] = [];
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer alt="A vase" tools="none" light=${QUICK_LIGHT} style="width:160px" @model-3d-load=${(event: CustomEvent<{ quality: string }>) => loaded.push(event.detail.quality)}></model-3d-viewer>`);
    Object.assign(viewer, { srcLow: addressOf(RED), src: addressOf(GREEN) });
    await waitUntil(() => loaded.length === 2, "both were shown", SHOW_TIMEOUT);
    expect(loaded).to.deep.equal(["low", "full"]);
    await waitUntil(async () => {
      const { red, green } = await colourOf(viewer);
      return green > red;
    }, "the full one is drawn", SHOW_TIMEOUT);
  });

  it("shows the full file where the light one is broken", async () => {
    const viewer = await showViewer({ srcLow: URL.createObjectURL(new Blob(["broken"])), src: addressOf(GREEN) });
    expect(viewer.modelViewer?.src).to.equal(viewer.src);
  });

  it("makes textures smaller before they reach the graphics card", async () => {
    const canvas = new OffscreenCanvas(64, 16);
    canvas.getContext("2d")?.fillRect(0, 0, 64, 16);
    const source = { data: await createImageBitmap(canvas), needsUpdate: false };
    const map = { isTexture: true, source };
    const scene = { traverse: (visit: (node: object) => void) => visit({ material: { map } }) };
    await capTextures({ scene } as never, 0);
    expect([source.data.width, source.data.height]).to.deep.equal([64, 16]);
    await capTextures({ scene } as never, 32);
    expect([source.data.width, source.data.height, source.needsUpdate]).to.deep.equal([32, 8, true]);
  });

  it("loads nothing before a tap while the reader saves data", async () => {
    Object.defineProperty(navigator, "connection", { configurable: true, value: { saveData: true } });
    try {
      const src = addressOf(RED);
      const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer src=${src} poster=${PICTURE} alt="A vase" loading="eager" light=${QUICK_LIGHT} style="width:160px"></model-3d-viewer>`);
      expect(viewer.modelViewer).to.equal(null);
      findButton(viewer, "Show in 3D").click();
      await waitUntil(() => viewer.state === "ready", "it shows after the tap", SHOW_TIMEOUT);
    } finally {
      Reflect.deleteProperty(navigator, "connection");
    }
  });

  it("moves nothing by itself where the reader wants no motion", async () => {
    expect(matchMedia("(prefers-reduced-motion: reduce)").matches).to.equal(true);
    const viewer = await showViewer({ src: addressOf(RED), autoRotate: true, autoplay: true });
    expect(viewer.modelViewer?.autoRotate).to.equal(false);
    expect(viewer.modelViewer?.autoplay).to.equal(false);
    expect(viewer.modelViewer?.interpolationDecay).to.equal(0);
  });
});
