import "../upload/upload.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage, createPhoto } from "../../test/fake-client.ts";
import { findButton, textOf, walk } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DUpload } from "../upload/upload.component.ts";
import { EditableMask } from "./editable-mask.ts";

/** Photos are measured, which takes long on a busy machine. */
const TIMEOUT_MS = 60_000;
const SIDE = 320;

/** The red block of a photo lies in its middle, half as wide and as high. */
async function openBrush(upload: Model3DUpload, name: string): Promise<HTMLElement> {
  findButton(upload, `Mend the cut-out of ${name}`).click();
  let frame: HTMLElement | undefined;
  await waitUntil(() => (frame = [...walk(upload)].find((element): element is HTMLElement => element instanceof HTMLElement && element.matches(".frame:focus"))) !== undefined, "the brush is open", { timeout: TIMEOUT_MS });
  return frame!;
}

async function show(name: string): Promise<Model3DUpload> {
  const upload = await fixture<Model3DUpload>(html`<model-3d-upload .client=${createFakePage().client}></model-3d-upload>`);
  await upload.addFiles([await createPhoto(name, SIDE)]);
  await waitUntil(() => !findButton(upload, `Mend the cut-out of ${name}`).disabled);
  return upload;
}

const press = (target: HTMLElement, key: string, init: KeyboardEventInit = {}): void => {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
  if (key === " ") target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true }));
};

async function alphaOf(file: File | undefined): Promise<(x: number, y: number) => number> {
  const bitmap = await createImageBitmap(file!);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return (x, y) => data[4 * (Math.round(y * (bitmap.height - 1)) * bitmap.width + Math.round(x * (bitmap.width - 1))) + 3]!;
}

describe("the brush for cut-outs", function () {
  this.timeout(TIMEOUT_MS);

  it("mends what is object by keyboard alone, takes steps back, and sends the cut-out in the photo's place", async () => {
    const upload = await show("mug-front.jpg.png");
    const picked = upload.photos[0]!.file;
    const frame = await openBrush(upload, "mug-front.jpg.png");
    await expect(upload).to.be.accessible();
    expect(findButton(upload, "Undo").disabled).to.equal(true);
    // Twice in the middle, taken back once; then a stroke of the other brush in a corner.
    press(frame, " ");
    await waitUntil(() => textOf(upload).includes("Painted as background."));
    press(frame, "z", { ctrlKey: true });
    await waitUntil(() => findButton(upload, "Undo").disabled && textOf(upload).includes("Taken back."));
    press(frame, " ");
    findButton(upload, "Paint object").click();
    for (let step = 0; step < 99; step++) for (const key of ["ArrowLeft", "ArrowUp"]) press(frame, key);
    for (let step = 0; step < 4; step++) press(frame, "ArrowDown");
    press(frame, "+");
    press(frame, " ");
    await waitUntil(() => textOf(upload).includes("Painted as object."));
    findButton(upload, "Use this cut-out").click();
    await waitUntil(() => upload.photos[0]?.original === picked && upload.photos[0].size !== null);
    const [photo] = upload.photos;
    expect([photo!.file.name, photo!.file.type, photo!.view]).to.deep.equal(["mug-front.jpg.png", "image/png", "front"]);
    const alpha = await alphaOf(photo!.file);
    expect([alpha(0.5, 0.5), alpha(0.35, 0.5), alpha(0.65, 0.65), alpha(0.9, 0.9), alpha(0.9, 0.1)]).to.deep.equal([0, 255, 255, 0, 0]);
    expect(alpha(0, 4 * 0.02)).to.equal(255);
    await waitUntil(() => textOf(upload).includes("Cut out by you"));
    expect(walk(upload)).not.to.satisfy((all: Iterable<Element>) => [...all].some((element) => element.matches(".frame")));
    // Opened again, it goes on from there; what was recognised can be had back.
    await openBrush(upload, "mug-front.jpg.png");
    findButton(upload, "As recognised").click();
    findButton(upload, "Use this cut-out").click();
    await waitUntil(() => upload.photos[0]?.file !== photo!.file && upload.photos[0]?.size !== null);
    expect(upload.photos[0]!.original).to.equal(picked);
    expect((await alphaOf(upload.photos[0]!.file))(0.5, 0.5)).to.equal(255);
  });

  it("keeps the photo as it is when it is left, and does not take nothing", async () => {
    const upload = await show("mug.png");
    const frame = await openBrush(upload, "mug.png");
    findButton(upload, "This is background").click();
    press(frame, " ");
    await waitUntil(() => findButton(upload, "Use this cut-out").disabled);
    findButton(upload, "Cancel").click();
    await waitUntil(() => ![...walk(upload)].some((element) => element.matches(".frame")));
    expect(upload.photos[0]!.original).to.equal(null);
    expect(textOf(upload)).not.to.include("Cut out by you");
  });
});

describe("a mask that is painted on", () => {
  const WIDTH = 40;
  const mask = (): EditableMask => new EditableMask(WIDTH, 20, new Uint8Array(WIDTH * 20).fill(255));

  it("takes a stroke as wide as the brush, and back what was one step", () => {
    const painted = mask();
    painted.beginStep();
    const area = painted.paint({ x: 5, y: 10 }, { x: 20, y: 10 }, 3, false);
    painted.paint({ x: 20, y: 10 }, { x: 20, y: 30 }, 3, false);
    expect(area).to.deep.equal({ left: 2, top: 7, right: 24, bottom: 14 });
    expect([painted.coverage[10 * WIDTH + 12], painted.coverage[8 * WIDTH + 12], painted.coverage[5 * WIDTH + 12], painted.coverage[19 * WIDTH + 20]]).to.deep.equal([0, 0, 255, 0]);
    painted.undo();
    expect(painted.share).to.equal(1);
    expect(painted.canUndo).to.equal(false);
    painted.undo();
    for (let step = 0; step < 30; step++) painted.beginStep();
    for (let step = 0; step < 20; step++) painted.undo();
    expect(painted.canUndo, "steps are bounded").to.equal(false);
  });

  it("clears what hangs together and looks alike, through soft light, and no edge", () => {
    const cleared = mask();
    // A floor that grows darker to the right, a post across it, and more of the floor behind it.
    const rgba = new Uint8Array(4 * WIDTH * 20).map((_, i) => (Math.floor(i / 4) % WIDTH === 25 || Math.floor(i / 4) % WIDTH === 26 ? 40 : 200 - (Math.floor(i / 4) % WIDTH)));
    cleared.clearAlike(rgba, { x: 3, y: 3 });
    expect([cleared.coverage[0], cleared.coverage[5 * WIDTH + 24], cleared.coverage[5 * WIDTH + 26], cleared.coverage[5 * WIDTH + 30]]).to.deep.equal([0, 0, 255, 255]);
  });
});
