import "./viewer.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

const TIMEOUT = { timeout: 100_000 };
const RED = [0.62, 0.02, 0.02] as const;
const addressOf = (colour: readonly [number, number, number]): string => URL.createObjectURL(new Blob([createGlb(colour)], { type: "model/gltf-binary" }));

/** The mean colour of what is drawn. */
async function colourOf(viewer: Model3DViewer): Promise<{ red: number; green: number; alpha: number }> {
  const bitmap = await createImageBitmap(await viewer.toBlob(), { resizeWidth: 32, resizeHeight: 32 });
  const context = new OffscreenCanvas(32, 32).getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  const { data } = context?.getImageData(0, 0, 32, 32) ?? { data: new Uint8ClampedArray() };
  const sum = (channel: number): number => data.reduce((total, value, index) => (index % 4 === channel ? total + value : total), 0);
  return { red: sum(0), green: sum(1), alpha: sum(3) };
}

async function showViewer(attributes: Partial<Model3DViewer>): Promise<Model3DViewer> {
  const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer alt="A vase" tools="none" style="width:160px"></model-3d-viewer>`);
  Object.assign(viewer, attributes);
  await waitUntil(() => viewer.state === "ready", "the model shows", TIMEOUT);
  return viewer;
}

describe("<model-3d-viewer> and its context", function () {
  this.timeout(180_000);

  it("lives on when it is taken out of the page and put back at once, as frameworks do", async () => {
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer alt="A vase" tools="none" style="width:160px" loading="eager"></model-3d-viewer>`);
    viewer.src = addressOf(RED);
    const { parentElement } = viewer;
    viewer.remove();
    parentElement?.append(viewer);
    await waitUntil(() => viewer.state === "ready", "it shows", TIMEOUT);
    viewer.remove();
    parentElement?.append(viewer);
    await waitUntil(async () => viewer.loaded && (await colourOf(viewer)).red > 0, "it shows again", TIMEOUT);
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
