import "./upload.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createPhoto, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DUpload } from "./upload.component.ts";

let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

const show = (): Promise<Model3DUpload> => fixture<Model3DUpload>(html`<model-3d-upload .client=${page.client}></model-3d-upload>`);
const viewsOf = (upload: Model3DUpload): string[] => upload.photos.map(({ view, file }) => `${view}: ${file.name}`);

describe("<model-3d-upload>", () => {
  it("guesses the views by name, else takes the first free one", async () => {
    const upload = await show();
    await expect(upload).to.be.accessible();
    await upload.addFiles([await createPhoto("mug-back.png"), await createPhoto("DSC_0001.png"), await createPhoto("from_above.png")]);
    expect(viewsOf(upload)).to.deep.equal(["front: DSC_0001.png", "back: mug-back.png", "top: from_above.png"]);
    await waitUntil(() => textOf(upload).includes("1024 × 1024"));
    await expect(upload).to.be.accessible();
  });

  it("relabels by changing places, and removes", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("a.png"), await createPhoto("b.png")]);
    const [select] = upload.renderRoot.querySelectorAll("select");
    if (!select) throw new Error("no choice of views");
    select.value = "back";
    select.dispatchEvent(new Event("change"));
    await upload.updateComplete;
    expect(viewsOf(upload)).to.deep.equal(["front: b.png", "back: a.png"]);
    findButton(upload, "Remove b.png").click();
    await upload.updateComplete;
    expect(viewsOf(upload)).to.deep.equal(["back: a.png"]);
    expect(textOf(upload)).to.include("Still missing: front.");
    expect(findButton(upload, "Use these photos").disabled).to.equal(true);
  });

  it("refuses what cannot become a model, by name", async () => {
    const upload = await show();
    await upload.addFiles([new File(["text"], "notes.txt", { type: "text/plain" }), new File(["no picture"], "broken.png", { type: "image/png" }), await createPhoto("small.png", 100)]);
    await waitUntil(() => textOf(upload).includes("small.png is too small: the shorter side needs at least 256 pixels."));
    expect(textOf(upload)).to.include("notes.txt is not a JPG, PNG or WebP photo.").and.to.include("broken.png cannot be opened as a photo.");
    expect(upload.state).to.equal("error");
    await expect(upload).to.be.accessible();
  });

  it("takes four at most", async () => {
    const upload = await show();
    await upload.addFiles(await Promise.all(["a", "b", "c", "d", "e"].map((name) => createPhoto(`${name}.png`, 300))));
    await waitUntil(() => textOf(upload).includes("Only four photos fit"));
    expect(upload.photos).to.have.length(4);
  });

  it("uploads and tells the addresses", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    const { images, previews } = (await told).detail;
    expect(images.front).to.match(/^\/source-images\//);
    expect(Object.keys(images)).to.deep.equal(["front", "back"]);
    expect(previews.back).to.match(/^blob:/);
  });

  it("shows at the photo what the server said of it", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    page.api.failures.set("/source-images", ["image_too_large"]);
    findButton(upload, "Use these photos").click();
    await waitUntil(() => upload.photos.some(({ error }) => error?.includes("at most 64 million pixels")));
    expect(upload.isSending).to.equal(false);
  });
});
