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

async function show(): Promise<Model3DUpload> {
  const upload = await fixture<Model3DUpload>(html`<model-3d-upload .client=${page.client}></model-3d-upload>`);
  await upload.addFiles([]);
  return upload;
}

/** A JPEG of 600 × 300 pixels whose EXIF data say that it was taken with the camera turned by a quarter. */
async function turnedPhoto(): Promise<File> {
  const canvas = new OffscreenCanvas(600, 300);
  canvas.getContext("2d")?.fillRect(0, 0, 600, 300);
  const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
  const orientation = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, ...orientation, 0, 0, 0, 0];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return new File([jpeg.slice(0, 2), new Uint8Array(segment), jpeg.slice(2)], "turned.jpg", { type: "image/jpeg" });
}

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
    await upload.updateComplete;
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

  it("does not call all photos good beside one that cannot be opened", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), new File(["no picture"], "back.png", { type: "image/png" })]);
    await waitUntil(() => textOf(upload).includes("cannot be opened as a photo") && !textOf(upload).includes("Checking the photos"), "they were looked at", { timeout: 60_000 });
    expect(textOf(upload)).not.to.include("All photos look good");
  });

  it("refuses what cannot become a model, by name", async () => {
    const upload = await show();
    await upload.addFiles([new File(["text"], "notes.txt", { type: "text/plain" }), new File(["no picture"], "broken.png", { type: "image/png" }), await createPhoto("small.png", 100)]);
    await waitUntil(() => textOf(upload).includes("small.png is too small: the shorter side needs at least 256 pixels."));
    expect(textOf(upload)).to.include("notes.txt is not a JPG, PNG or WebP photo.").and.to.include("broken.png cannot be opened as a photo.");
    expect(upload.state).to.equal("error");
    await expect(upload).to.be.accessible();
  });

  it("takes six at most", async () => {
    const upload = await show();
    await upload.addFiles(await Promise.all(["a", "b", "c", "d", "e", "f", "g"].map((name) => createPhoto(`${name}.png`, 300))));
    await waitUntil(() => textOf(upload).includes("Only six photos fit"));
    expect(upload.photos.map(({ view }) => view)).to.deep.equal(["front", "back", "side", "top", "left", "bottom"]);
  });

  it("asks for four views, and shows places for the left and below once one of them has a photo", async () => {
    const upload = await show();
    const places = (): (string | undefined)[] => [...upload.renderRoot.querySelectorAll<HTMLElement>("[data-view]")].map(({ dataset }) => dataset.view);
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    await waitUntil(() => places().length > 0);
    expect(places()).to.deep.equal(["front", "back", "side", "top"]);
    await upload.addFiles([await createPhoto("chair-left.png")]);
    await waitUntil(() => places().length > 4);
    expect(places()).to.deep.equal(["front", "back", "side", "top", "left", "bottom"]);
    expect(findButton(upload, "Add the bottom photo").textContent).to.include("Optional");
    await expect(upload).to.be.accessible();
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    expect(Object.keys((await told).detail.images)).to.deep.equal(["front", "back", "left"]);
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

  it("takes files in any order by their names, and says at once what changed", async () => {
    const upload = await show();
    const told: string[] = [];
    upload.addEventListener("model-3d-photos-changed", ({ detail: { photos, isComplete } }) => told.push(`${photos.map(({ view, name }) => `${view} ${name}`).join(", ")} ${isComplete}`));
    await upload.addFiles(await Promise.all(["a.png", "robot_back.png", "robot_front.png"].map((name) => createPhoto(name, 300))));
    await waitUntil(() => told.length > 0);
    expect(told.at(-1)).to.equal("front robot_front.png, back robot_back.png, side a.png true");
    findButton(upload, "Remove robot_front.png").click();
    await waitUntil(() => told.at(-1) === "back robot_back.png, side a.png false");
  });

  it("takes what is pasted while it can be seen, and leaves a text field its own", async () => {
    const upload = await show();
    const clipboardData = new DataTransfer();
    clipboardData.items.add(await createPhoto("pasted.png", 300));
    const paste = (): ClipboardEvent => new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true });
    const field = document.body.appendChild(document.createElement("input"));
    expect(field.dispatchEvent(paste())).to.equal(true);
    field.remove();
    upload.hidden = true;
    expect(document.body.dispatchEvent(paste())).to.equal(true);
    upload.hidden = false;
    // As the stand-in is that keeps its place while it is not known what there is: a photo that it took would go with it.
    upload.inert = true;
    expect(document.body.dispatchEvent(paste())).to.equal(true);
    upload.inert = false;
    expect(document.body.dispatchEvent(paste())).to.equal(false);
    await waitUntil(() => viewsOf(upload).join() === "front: pasted.png");
    upload.remove();
    expect(document.body.dispatchEvent(paste())).to.equal(true);
  });

  it("puts a file that is dropped on a place there, in place of the one that was there", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png", 300), await createPhoto("back.png", 300)]);
    await upload.updateComplete;
    const drop = async (view: string, name: string): Promise<void> => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(await createPhoto(name, 300));
      const place = upload.renderRoot.querySelector(`[data-view=${view}] *`);
      for (const type of ["dragover", "drop"]) expect(place?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })), type).to.equal(false);
      await waitUntil(() => viewsOf(upload).includes(`${view}: ${name}`));
    };
    await drop("top", "x.png");
    await drop("front", "y.png");
    expect(viewsOf(upload)).to.deep.equal(["front: y.png", "back: back.png", "top: x.png"]);
  });

  it("keeps a good photo where the one in its place would be refused, and gives a bad one away", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png", 100)]);
    await upload.addFiles([new File(["no picture"], "broken.png", { type: "image/png" })], "front");
    await upload.updateComplete;
    expect(viewsOf(upload)).to.deep.equal(["front: front.png", "back: back.png"]);
    expect(textOf(upload)).to.include("broken.png cannot be opened as a photo.");
    await upload.addFiles([await createPhoto("tiny.png", 100)], "front");
    expect(viewsOf(upload)[0]).to.equal("front: front.png");
    await upload.addFiles([await createPhoto("new.png")], "front");
    await upload.addFiles([await createPhoto("tiny.png", 120)], "back");
    expect(viewsOf(upload)).to.deep.equal(["front: new.png", "back: tiny.png"]);
  });

  it("takes files out of the browser's hands while photos are sent, too", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    await upload.updateComplete;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await createPhoto("late.png", 300));
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    await upload.updateComplete;
    expect(upload.isSending).to.equal(true);
    const board = upload.renderRoot.querySelector(".board");
    const isLeft = ["dragover", "drop"].map((type) => board?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
    expect(isLeft).to.deep.equal([false, false]);
    await told;
    expect(viewsOf(upload)).to.deep.equal(["front: front.png", "back: back.png"]);
  });

  it("lets the previews go with their photos, but for those that were handed out", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png"), await createPhoto("side.png")]);
    const [front, back, side] = upload.photos.map(({ preview }) => preview);
    const isThere = (url = ""): Promise<boolean> => fetch(url).then((response) => response.ok, () => false);
    findButton(upload, "Remove side.png").click();
    expect(await isThere(side)).to.equal(false);
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    await told;
    await upload.addFiles([await createPhoto("top.png")]);
    const top = upload.photos.at(-1)?.preview;
    upload.remove();
    expect([await isThere(front), await isThere(back), await isThere(top)]).to.deep.equal([true, true, false]);
  });

  it("keeps its photos where it is moved, and takes them along into another page", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    await waitUntil(() => textOf(upload).includes("Looks good"));
    const previews = upload.photos.map(({ preview }) => preview);
    const other = document.body.appendChild(document.createElement("section"));
    other.append(upload);
    await upload.updateComplete;
    expect(viewsOf(upload)).to.deep.equal(["front: front.png", "back: back.png"]);
    expect(upload.photos.map(({ preview }) => preview), "nothing is loaded anew").to.deep.equal(previews);
    expect(textOf(upload)).to.include("Looks good");
    upload.remove();
    await Promise.resolve();
    other.append(upload);
    await waitUntil(() => textOf(upload).includes("Looks good"));
    expect(viewsOf(upload)).to.deep.equal(["front: front.png", "back: back.png"]);
    for (const image of upload.renderRoot.querySelectorAll<HTMLImageElement>(".card img")) await image.decode();
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    expect(Object.keys((await told).detail.images)).to.deep.equal(["front", "back"]);
    other.remove();
  });

  it("goes on sending where it is moved, and stops where it is taken out", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, "Use these photos").click();
    expect(upload.isSending).to.equal(true);
    upload.parentElement?.append(upload);
    await told;
    await upload.addFiles([await createPhoto("top.png")]);
    await upload.updateComplete;
    findButton(upload, "Use these photos").click();
    upload.remove();
    await Promise.resolve();
    expect(upload.isSending).to.equal(false);
    expect(upload.photos.map(({ sent }) => sent)).to.deep.equal([1, 1, 0]);
  });

  it("says of a HEIC what to do", async () => {
    const upload = await show();
    await upload.addFiles([new File(["x"], "IMG_1.HEIC", { type: "" }), new File(["x"], "b", { type: "image/heic" })]);
    await upload.updateComplete;
    expect(textOf(upload)).to.include("IMG_1.HEIC is a HEIC photo").and.to.include("Most Compatible");
    expect(upload.photos).to.have.length(0);
  });

  it("reads a photo upright, as its EXIF data say", async () => {
    const upload = await show();
    await upload.addFiles([await turnedPhoto()]);
    expect(upload.photos[0]?.size).to.deep.equal({ width: 300, height: 600 });
  });

  it("sends one photo again, then tells the addresses", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    page.api.failures.set("/source-images", ["service_unavailable"]);
    findButton(upload, "Use these photos").click();
    await waitUntil(() => upload.photos.some(({ canRetry }) => canRetry) && !upload.isSending);
    await upload.updateComplete;
    expect(textOf(upload)).to.include("A photo could not be sent. Try again.");
    const failed = upload.photos.find(({ canRetry }) => canRetry)?.file.name ?? "";
    const requests = page.api.requests.filter((request) => request.includes("source-images")).length;
    const told = oneEvent(upload, "model-3d-images");
    findButton(upload, `Send ${failed} again`).click();
    expect(Object.keys((await told).detail.images)).to.deep.equal(["front", "back"]);
    expect(page.api.requests.filter((request) => request.includes("source-images")).length).to.equal(requests + 1);
  });

  it("shows at the photo what the server said of it", async () => {
    const upload = await show();
    await upload.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    page.api.failures.set("/source-images", ["image_too_large"]);
    findButton(upload, "Use these photos").click();
    await waitUntil(() => upload.photos.some(({ error }) => error?.includes("at most 64 million pixels")));
    await waitUntil(() => !upload.isSending);
  });
});
