import "../upload/upload.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { findButton, textOf, walk } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DUpload } from "../upload/upload.component.ts";

/** Pictures of the camera come slowly on a busy machine. */
const TIMEOUT_MS = 60_000;

const original = navigator.mediaDevices.getUserMedia;
let asked: MediaStreamConstraints[] = [];
let opened: MediaStream[] = [];

/** A camera that looks at a red square, as soon as it shows anything. */
function pretendCamera(firstPicture: Promise<unknown> = Promise.resolve()): void {
  navigator.mediaDevices.getUserMedia = async (constraints = {}) => {
    asked.push(constraints);
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d");
    const stream = canvas.captureStream(10);
    if (context !== null) context.fillStyle = "firebrick";
    const draw = (): void => {
      context?.fillRect(200, 120, 240, 240);
      if (stream.active) requestAnimationFrame(draw);
    };
    void firstPicture.then(draw);
    opened.push(stream);
    return stream;
  };
}

function refuse(name: string): void {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", name));
}

beforeEach(() => {
  asked = [];
  opened = [];
});

afterEach(() => {
  navigator.mediaDevices.getUserMedia = original;
});

async function open(): Promise<Model3DUpload> {
  const { client } = createFakePage();
  const upload = await fixture<Model3DUpload>(html`<model-3d-upload .client=${client}></model-3d-upload>`);
  await upload.addFiles([]);
  await waitUntil(() => textOf(upload).includes("Take photos"));
  findButton(upload, "Take photos").click();
  await waitUntil(() => [...walk(upload)].some((element) => element instanceof HTMLDialogElement && element.open));
  return upload;
}

const videoOf = (upload: Model3DUpload): HTMLVideoElement | undefined => [...walk(upload)].find((element) => element instanceof HTMLVideoElement);
const isLive = (upload: Model3DUpload): boolean => (videoOf(upload)?.videoWidth ?? 0) > 0;

function cameraOf(upload: Model3DUpload): Element {
  const camera = [...walk(upload)].find(({ localName }) => localName === "model-3d-camera");
  if (camera === undefined) throw new Error("no camera");
  return camera;
}

async function takeOne(upload: Model3DUpload, view: string): Promise<void> {
  await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
  findButton(cameraOf(upload), `Take the ${view} photo`).click();
  await waitUntil(() => textOf(upload).includes("Is it sharp"));
  findButton(upload, "Use this photo").click();
}

describe("taking photos with the camera", function () {
  this.timeout(TIMEOUT_MS);

  it("goes from view to view, with words and an outline for each, and lets the camera go at the end", async () => {
    pretendCamera();
    const upload = await open();
    expect(asked[0]?.video).to.have.property("facingMode").that.deep.equals({ ideal: "environment" });
    await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
    expect(textOf(upload)).to.include("at the height of the object's middle");
    await expect(upload).to.be.accessible();
    await takeOne(upload, "front");
    await waitUntil(() => textOf(upload).includes("Turn the object around"));
    await takeOne(upload, "back");
    await takeOne(upload, "side");
    await takeOne(upload, "top");
    await waitUntil(() => videoOf(upload) === undefined && upload.photos.every(({ size }) => size !== null));
    expect(upload.photos.map(({ view, file, size }) => [view, file.name, file.type, size?.width])).to.deep.equal(["front", "back", "side", "top"].map((view) => [view, `${view}.jpg`, "image/jpeg", 640]));
    expect(opened.map(({ active }) => active)).to.deep.equal([false]);
  });

  it("takes a photo again, and lets the camera go by Escape with nothing taken", async () => {
    pretendCamera();
    const upload = await open();
    await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
    findButton(cameraOf(upload), "Take the front photo").click();
    await waitUntil(() => textOf(upload).includes("Is it sharp"));
    await expect(upload).to.be.accessible();
    findButton(upload, "Take it again").click();
    await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
    [...walk(upload)].find((element) => element instanceof HTMLDialogElement)?.dispatchEvent(new Event("cancel", { cancelable: true }));
    [...walk(upload)].find((element): element is HTMLDialogElement => element instanceof HTMLDialogElement)?.close();
    await waitUntil(() => videoOf(upload) === undefined);
    expect(opened[0]?.active).to.equal(false);
    expect(upload.photos).to.have.length(0);
  });

  it("keeps a photo that waits for an answer while another view is looked at", async () => {
    pretendCamera();
    const upload = await open();
    await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
    findButton(cameraOf(upload), "Take the front photo").click();
    await waitUntil(() => textOf(upload).includes("Is it sharp"));
    findButton(cameraOf(upload), "Back").click();
    await waitUntil(() => textOf(upload).includes("Take the back photo"));
    findButton(cameraOf(upload), "Front").click();
    await waitUntil(() => textOf(upload).includes("Is it sharp"));
    findButton(cameraOf(upload), "Back").click();
    await takeOne(upload, "back");
    await waitUntil(() => textOf(upload).includes("Is it sharp"), "the front is asked about again");
    findButton(upload, "Use this photo").click();
    await waitUntil(() => upload.photos.length === 2);
    expect(upload.photos.map(({ file }) => file.name)).to.deep.equal(["front.jpg", "back.jpg"]);
  });

  it("takes the first picture that comes where one is asked for before there is any", async () => {
    const showing = Promise.withResolvers<undefined>();
    pretendCamera(showing.promise);
    const upload = await open();
    await waitUntil(() => videoOf(upload) !== undefined);
    findButton(cameraOf(upload), "Take the front photo").click();
    showing.resolve(undefined);
    await waitUntil(() => textOf(upload).includes("Is it sharp"), "a photo", { timeout: TIMEOUT_MS });
  });

  it("lets the camera go with the element", async () => {
    pretendCamera();
    const upload = await open();
    await waitUntil(() => isLive(upload), "a picture", { timeout: TIMEOUT_MS });
    upload.remove();
    expect(opened[0]?.active).to.equal(false);
  });

  for (const [name, words] of [
    ["NotAllowedError", "This page may not use the camera."],
    ["NotFoundError", "No camera was found."],
    ["NotReadableError", "Close other programs that use it"],
  ] as const) {
    it(`says why there is no picture, and offers the camera app instead (${name})`, async () => {
      refuse(name);
      const upload = await open();
      await waitUntil(() => textOf(upload).includes(words));
      await expect(upload).to.be.accessible();
      const app = upload.renderRoot.querySelector<HTMLInputElement>("input[capture=environment]");
      let wasOpened = false;
      app?.addEventListener("click", (event) => {
        event.preventDefault();
        wasOpened = true;
      });
      findButton(upload, "Use the camera app or a file").click();
      expect(wasOpened).to.equal(true);
    });
  }
});
