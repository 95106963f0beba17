import "./upload.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { blurred, demoPhoto } from "../../test/spoil-photo.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DEvent } from "../base/events.ts";
import type { Model3DUpload } from "./upload.component.ts";

/** Photos are measured, which takes long on a busy machine. */
const TIMEOUT_MS = 60_000;

const fileOf = async (name: string, photo: Promise<Blob>): Promise<File> => new File([await photo], name, { type: (await photo).type });

async function show(files: readonly File[], dir = "ltr"): Promise<Model3DUpload> {
  const { client } = createFakePage();
  const upload = await fixture<Model3DUpload>(html`<model-3d-upload .client=${client} dir=${dir}></model-3d-upload>`);
  await upload.addFiles(files);
  return upload;
}

const settled = (upload: Model3DUpload, text: string): Promise<void> => waitUntil(() => textOf(upload).includes(text), text, { timeout: TIMEOUT_MS });

describe("the photo check of an upload", function () {
  this.timeout(TIMEOUT_MS);

  it("says that good photos are good, and shows what is recognised", async () => {
    const upload = await show([await fileOf("front.jpg", demoPhoto("teapot-front")), await fileOf("back.jpg", demoPhoto("teapot-back"))]);
    await settled(upload, "All photos look good.");
    expect(textOf(upload).match(/Looks good/g)).to.have.length(2);
    expect(upload.renderRoot.querySelector("canvas")).to.equal(null);
    upload.renderRoot.querySelector<HTMLInputElement>("[role=switch]")?.click();
    await upload.updateComplete;
    const canvas = upload.renderRoot.querySelector("canvas");
    const alphaAt = (x: number, y: number): number | undefined => canvas?.getContext("2d")?.getImageData(x, y, 1, 1).data[3];
    expect([alphaAt(5, 5), alphaAt(256, 256)], "the background is veiled, the object is not").to.deep.equal([200, 0]);
    await expect(upload).to.be.accessible();
  });

  it("says what is wrong and what to do, lets the user send it all the same, and tells the page", async () => {
    const upload = await show([await fileOf("front.jpg", demoPhoto("teapot-front")), await fileOf("back.png", blurred(await demoPhoto("teapot-back"), 6))]);
    await settled(upload, "Hold the camera still");
    expect(textOf(upload)).to.include("Blurred.").and.to.include("One thing to look at").and.to.include("1 hint").and.to.include("you can go on all the same");
    await expect(upload).to.be.accessible();
    const told: Promise<Model3DEvent<"model-3d-images">> = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    const { findings } = (await told).detail;
    expect(findings.map(({ view, code, severity }) => [view, code, severity])).to.deep.equal([["back", "blurred", "warning"]]);
  });

  it("puts photos that have changed places right by one click", async () => {
    const upload = await show([
      await fileOf("front.jpg", demoPhoto("toy-robot-side")),
      await fileOf("back.jpg", demoPhoto("toy-robot-back")),
      await fileOf("side.jpg", demoPhoto("toy-robot-front")),
    ], "rtl");
    await settled(upload, "Seems to show the side.");
    await expect(upload).to.be.accessible();
    findButton(upload, "Use as Side").click();
    await settled(upload, "All photos look good.");
    expect(upload.photos.map(({ view, file }) => `${view} ${file.name}`)).to.deep.equal(["front side.jpg", "back back.jpg", "side front.jpg"]);
  });

  it("judges those that are left when one goes", async () => {
    const upload = await show([await fileOf("front.jpg", demoPhoto("teapot-front")), await fileOf("back.jpg", demoPhoto("teapot-front"))]);
    await settled(upload, "The same file as the front photo.");
    const changed: boolean[] = [];
    upload.addEventListener("model-3d-photos-changed", ({ detail }) => changed.push(detail.findings.length === 0));
    findButton(upload, "Remove back.jpg").click();
    await settled(upload, "All photos look good.");
    expect(changed.at(-1)).to.equal(true);
  });
});
