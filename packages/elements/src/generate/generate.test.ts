import "./generate.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, createPhoto, type FakePage } from "../../test/fake-client.ts";
import { catchWarnings } from "../../test/catch-warnings.ts";
import { findButton, textOf, walk } from "../../test/find-by-text.ts";
import { goOn } from "../../test/go-on.ts";
import { holdTimers } from "../../test/hold-timers.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "../viewer/viewer.component.ts";
import type { Model3DUpload } from "../upload/upload.component.ts";
import type { Model3DGenerate } from "./generate.component.ts";

const { sourceId, images } = createItem(1);
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

async function show(given: typeof images): Promise<Model3DGenerate> {
  const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId} heading="Mug" .images=${given}></model-3d-generate>`);
  await waitUntil(() => generate.state !== "loading");
  return generate;
}

async function confirm(generate: Model3DGenerate): Promise<void> {
  findButton(generate, "Generate 3D (10 credits)").click();
  await goOn(generate);
}

/** Until the confirmation asks. */
async function giveOwnPhotos(generate: Model3DGenerate): Promise<void> {
  const upload = [...walk(generate)].find((element): element is Model3DUpload => element.localName === "model-3d-upload");
  await upload?.addFiles([await createPhoto("front.png"), await createPhoto("back.png")]);
  await waitUntil(() => !findButton(generate, "Use these photos").disabled);
  findButton(generate, "Use these photos").click();
  await waitUntil(() => textOf(generate).includes("charged only on success"));
}

describe("<model-3d-generate>", () => {
  it("goes from photos through the confirmation and the progress to the model", async () => {
    const generate = await show(images);
    await expect(generate).to.be.accessible();
    findButton(generate, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(generate).includes("From these photos of Mug"));
    const started = oneEvent(generate, "model-3d-started");
    await goOn(generate);
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

  it("shows a first, coarse model while the other is made", async () => {
    const generate = await show(images);
    const viewers = () => [...walk(generate)].filter((element): element is Model3DViewer => element.localName === "model-3d-viewer");
    const started = oneEvent(generate, "model-3d-started");
    await confirm(generate);
    const { modelId } = (await started).detail;
    page.api.progress(modelId, 10);
    await waitUntil(() => textOf(generate).includes("10%"));
    expect(viewers()).to.deep.equal([]);
    page.api.progress(modelId, 20, "/fake/preview.glb");
    await waitUntil(() => textOf(generate).includes("First look"));
    expect(viewers().map(({ version }) => version?.preview_url)).to.deep.equal(["/fake/preview.glb"]);
    page.api.succeed(modelId);
    await waitUntil(() => generate.state === "ready" && !textOf(generate).includes("First look"));
    expect(viewers().map(({ version }) => version?.preview_url)).to.deep.equal([undefined]);
  });

  it("makes a model of too few credits where the host allows it, and tells what was missing", async () => {
    Object.assign(page.api, { balance: 4, whenInsufficient: "allow" });
    const generate = await show(images);
    await confirm(generate);
    await waitUntil(() => page.api.models.length === 1);
    page.api.succeed(page.api.models[0]?.id ?? "");
    await waitUntil(() => textOf(generate).includes("4 credits charged, 6 missing."));
  });

  it("takes no photos while nobody says what they are of, and tells its developer", async () => {
    const timers = holdTimers(10_000);
    let generate: Model3DGenerate | undefined;
    const told = await catchWarnings(async () => {
      generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=""></model-3d-generate>`);
      await generate.start();
      expect([...walk(generate)].some(({ localName }) => localName === "model-3d-upload")).to.equal(false);
      timers.run();
    }).finally(timers.release);
    expect(told.filter((line) => line.includes('has no "source-id"'))).to.have.length(1);
    generate?.setAttribute("source-id", sourceId);
    await waitUntil(() => generate !== undefined && textOf(generate).includes("Add your photos"));
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
    await giveOwnPhotos(generate);
    await goOn(generate);
    await waitUntil(() => page.api.models.length === 1);
    expect(Object.keys(page.api.models[0]?.input_images ?? {})).to.deep.equal(["front", "back"]);
  });

  it("says what the server refused", async () => {
    const generate = await show(images);
    page.api.failures.set("/generate-3d-model", ["image_unreadable"]);
    findButton(generate, "Generate 3D (10 credits)").click();
    await goOn(generate);
    await waitUntil(() => generate.state === "error");
    expect(textOf(generate)).to.include("Use a JPG, PNG or WebP photo.");
  });

  it("says which limit is reached, and until when by the reader's clock", async () => {
    const generate = await show(images);
    const endsAt = "2030-03-01T00:00:00.000Z";
    page.api.limit = { limit: 30, used: 30, period: "day", endsAt };
    await confirm(generate);
    await waitUntil(() => generate.state === "error");
    const when = new Date(endsAt).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
    expect(textOf(generate)).to.include(`You can spend 30 credits a day, and they are spent or on hold. You can go on after ${when}.`);
  });

  for (const code of ["provider_error", "provider_unavailable"] as const) {
    it(`says what the service refused, and offers another try (${code})`, async () => {
      const generate = await show(images);
      page.api.refusal = { code };
      await confirm(generate);
      await waitUntil(() => generate.state === "error");
      expect(textOf(generate)).to.include(code === "provider_error" ? "Nothing was charged. Check the photos, then try again." : "The generator is not available. Nothing was charged.");
      expect(findButton(generate, "Try again (10 credits)").disabled).to.equal(false);
      await expect(generate).to.be.accessible();
    });
  }

  it("shows how far it is when it is being made already, and no problem beside the result", async () => {
    const generate = await show(images);
    findButton(generate, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(generate).includes("Continue"));
    const running = page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 31 });
    await goOn(generate);
    await waitUntil(() => textOf(generate).includes("31%") && textOf(generate).includes("This model is being made already."));
    expect(generate.state).to.equal("loading");
    page.api.succeed(running.id);
    await waitUntil(() => generate.state === "ready");
    expect(generate.renderRoot.querySelector("[part=failed]")).to.equal(null);
  });

  it("waits for a place: no percentage, a check by the model's own id, and no word of waiting once it has begun", async () => {
    page.api.isFull = true;
    const generate = await show(images);
    await confirm(generate);
    await waitUntil(() => textOf(generate).includes("Waiting for its turn…") && textOf(generate).includes("waiting for the generator"));
    await expect(generate).to.be.accessible();
    findButton(generate, "Check Generation Status").click();
    await waitUntil(() => textOf(generate).includes("Mug: still waiting for its turn"));
    const [model] = page.api.models;
    expect(page.api.requests).to.include(`GET /generate-3d-model?taskId=${model?.id}`);
    page.api.progress(model?.id ?? "", 12);
    await waitUntil(() => textOf(generate).includes("12%"));
    expect(textOf(generate)).not.to.include("waiting for the generator");
    page.api.isProviderAway = true;
    findButton(generate, "Check Generation Status").click();
    await waitUntil(() => textOf(generate).includes("Mug: 12% done when last heard of."));
    expect(generate.state).to.equal("loading");
  });

  it("keeps what the user gave for one thing away from another, and what the page gave", async () => {
    const generate = await show(undefined);
    await giveOwnPhotos(generate);
    generate.sourceId = createItem(2).sourceId;
    await waitUntil(() => generate.state === "empty");
    expect(generate.images).to.equal(undefined);
    expect(textOf(generate)).not.to.include("Generate 3D (10 credits)");
    generate.images = images;
    generate.sourceId = createItem(3).sourceId;
    await waitUntil(() => textOf(generate).includes("Generate 3D (10 credits)"));
    generate.sourceId = createItem(4).sourceId;
    await waitUntil(() => generate.state === "empty");
    expect(generate.images).to.equal(images);
    expect(page.api.models).to.deep.equal([]);
  });

  it("can be asked when the cost is not known, and lets nobody pay what is not said", async () => {
    page.api.fails("/credits", "internal_error");
    const generate = await show(images);
    findButton(generate, "Generate a 3D model").click();
    await waitUntil(() => textOf(generate).includes("The balance could not be loaded"));
    findButton(generate, "Continue").click();
    expect(findButton(generate, "Continue").ariaDisabled).to.equal("true");
    page.api.recovers("/credits");
    findButton(generate, "Try again").click();
    await goOn(generate);
    await waitUntil(() => page.api.models.length === 1);
  });

  it("asks for the cost again, when the page is online again too", async () => {
    page.api.fails("/credits", "internal_error");
    const generate = await show(images);
    page.api.recovers("/credits");
    window.dispatchEvent(new Event("online"));
    await waitUntil(() => textOf(generate).includes("Generate 3D (10 credits)"));
  });
});
