import "./viewer.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { addressOf, colourOf, QUICK_LIGHT, RED, showViewer, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

describe("<model-3d-viewer> and its context", function () {
  this.timeout(180_000);

  it("lives on when it is taken out of the page and put back at once, as frameworks do", async () => {
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer alt="A vase" tools="none" light=${QUICK_LIGHT} style="width:160px" loading="eager"></model-3d-viewer>`);
    viewer.src = addressOf(RED);
    const { parentElement } = viewer;
    viewer.remove();
    parentElement?.append(viewer);
    await waitUntil(() => viewer.state === "ready", "it shows", SHOW_TIMEOUT);
    viewer.remove();
    parentElement?.append(viewer);
    await waitUntil(async () => viewer.loaded && (await colourOf(viewer)).red > 0, "it shows again", SHOW_TIMEOUT);
  });

  it("is lost and taken anew by one of two viewers of a file, and both show the model again", async () => {
    const src = addressOf(RED);
    const [first, second] = [await showViewer({ src }), await showViewer({ src })];
    const { Renderer } = await import("@google/model-viewer/lib/three-components/Renderer.js");
    Renderer.singleton.threeRenderer.getContext().getExtension("WEBGL_lose_context")?.loseContext();
    await waitUntil(() => first.state === "error" && second.state === "error", "both say so", SHOW_TIMEOUT);
    await first.retry();
    await waitUntil(() => first.state === "ready" && second.state === "ready", "both are there", SHOW_TIMEOUT);
    for (const viewer of [first, second]) await waitUntil(async () => (await colourOf(viewer)).red > 0, "it is drawn", SHOW_TIMEOUT);
  });

  it("makes a USDZ for Quick Look whose files lie where Quick Look wants them", async () => {
    const viewer = await showViewer({ src: addressOf(RED) });
    const address = await (viewer.modelViewer as unknown as { prepareUSDZ(): Promise<string> }).prepareUSDZ();
    expect(address).to.match(/^blob:/);
    const bytes = new DataView(await (await fetch(address)).arrayBuffer());
    let [at, files] = [0, 0];
    while (bytes.getUint32(at, true) === 0x04034b50) {
      const [nameLength, extraLength] = [bytes.getUint16(at + 26, true), bytes.getUint16(at + 28, true)];
      const start = at + 30 + nameLength + extraLength;
      expect(bytes.getUint16(at + 8, true), "not compressed").to.equal(0);
      expect(start % 64, "aligned to 64 bytes").to.equal(0);
      at = start + bytes.getUint32(at + 18, true);
      files += 1;
    }
    expect(bytes.getUint32(at, true), "the list of files follows").to.equal(0x02014b50);
    expect(files).to.be.at.least(2);
  });
});
