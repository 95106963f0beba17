import "./generate.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, createPhoto, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf, walk } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DUpload } from "../upload/upload.component.ts";
import type { Model3DGenerate } from "./generate.component.ts";

const { sourceId, images } = createItem(1);
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

async function show(given: typeof images): Promise<Model3DGenerate> {
  const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId} heading="Mug" .images=${given}></model-3d-generate>`);
  await waitUntil(() => generate.state !== "loading" && generate.currentCost !== undefined);
  return generate;
}

describe("<model-3d-generate>", () => {
  it("goes from photos through the confirmation and the progress to the model", async () => {
    const generate = await show(images);
    await expect(generate).to.be.accessible();
    findButton(generate, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(generate).includes("From these photos of Mug"));
    const started = oneEvent(generate, "model-3d-started");
    findButton(generate, "Continue").click();
    const { modelId } = (await started).detail;
    page.api.progress(modelId, 35);
    await waitUntil(() => textOf(generate).includes("35%"));
    expect(generate.state).to.equal("loading");
    await expect(generate).to.be.accessible();
    findButton(generate, "Check Generation Status").click();
    await waitUntil(() => textOf(generate).includes("Mug: still processing, 35% done"));
    const ready = oneEvent(generate, "model-3d-ready");
    page.api.succeed(modelId);
    expect((await ready).detail.model.id).to.equal(modelId);
    await waitUntil(() => generate.state === "ready" && textOf(generate).includes("Regenerate (10 credits)"));
  });

  it("tells why it failed and offers another try", async () => {
    const running = page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 5 });
    const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId} .images=${images}></model-3d-generate>`);
    await waitUntil(() => textOf(generate).includes("5%"));
    const failed = oneEvent(generate, "model-3d-failed");
    page.api.fail(running.id, "The back photo shows no object.");
    expect((await failed).detail).to.deep.equal({ sourceType: "product", sourceId, modelId: running.id, reason: "The back photo shows no object." });
    await waitUntil(() => textOf(generate).includes("The back photo shows no object."));
    findButton(generate, "Try again (10 credits)");
    await expect(generate).to.be.accessible();
  });

  it("takes the user's own photos", async () => {
    const generate = await show(undefined);
    const upload = [...walk(generate)].find((element): element is Model3DUpload => element.localName === "model-3d-upload");
    await upload?.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
    await waitUntil(() => !findButton(generate, "Use these photos").disabled);
    findButton(generate, "Use these photos").click();
    await waitUntil(() => textOf(generate).includes("charged only on success"));
    findButton(generate, "Continue").click();
    await waitUntil(() => page.api.models.length === 1);
    expect(Object.keys(page.api.models[0]?.input_images ?? {})).to.deep.equal(["front", "back"]);
  });

  it("says what the server refused", async () => {
    const generate = await show(images);
    page.api.failures.set("/generate-3d-model", ["image_unreadable"]);
    findButton(generate, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(generate).includes("Continue"));
    findButton(generate, "Continue").click();
    await waitUntil(() => generate.state === "error");
    expect(textOf(generate)).to.include("Use a JPG, PNG or WebP photo.");
  });
});
