import "./versions.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, PICTURE, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DVersions } from "./versions.component.ts";

const item = createItem(1);
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

async function show(): Promise<Model3DVersions> {
  const versions = await fixture<Model3DVersions>(html`<model-3d-versions .client=${page.client} source-id=${item.sourceId}></model-3d-versions>`);
  await waitUntil(() => versions.state !== "loading");
  return versions;
}

describe("<model-3d-versions>", () => {
  it("lists versions newest first, the active one with a badge, a failed one with its reason", async () => {
    page.api.add(item);
    page.api.add(item);
    page.api.add(item, { status: "FAILED", task_error: "The views contradict each other." });
    const versions = await show();
    const texts = [...versions.renderRoot.querySelectorAll("[part=version]")].map((row) => textOf(row));
    expect(texts[0]).to.include("Version 3").and.to.include("Failed").and.to.include("The views contradict each other.");
    expect(texts[1]).to.include("Version 2").and.to.include("Active");
    expect(texts[2]).to.include("Version 1").and.not.to.include("Active");
    await expect(versions).to.be.accessible();
  });

  it("says how a version matches its photos, and shows where it differs when asked", async () => {
    const likeness = { percent: 64, silhouette: 0.8, color: 0.8, url: PICTURE };
    const match = { percent: 64, is_low: true, yaw: 0, views: { front: likeness, back: { ...likeness, percent: 63 } } };
    page.api.add(item, { photo_match: { ...match, percent: 93, is_low: false } });
    page.api.add(item, { photo_match: match });
    page.api.add(item);
    const versions = await show();
    const [none, low, good] = [...versions.renderRoot.querySelectorAll("[part=version]")].map((row) => row.querySelector("details"));
    expect(none).to.equal(null);
    expect(textOf(good!)).to.include("Matches your photos 93%").and.not.to.include("little like");
    const summary = low!.querySelector("summary")!;
    expect(textOf(summary)).to.equal("Matches your photos 64%");
    summary.focus();
    summary.click();
    await waitUntil(() => low!.open && [...low!.querySelectorAll("img")].every(({ complete, naturalWidth }) => complete && naturalWidth > 0));
    expect(textOf(low!)).to.include("It looks little like your photos").and.to.include("Front: 64%").and.to.include("Back: 63%").and.to.include("Only in the photo");
    expect([...low!.querySelectorAll("img")].map(({ alt }) => alt)).to.deep.equal(["Where the model differs from the photo: Front", "Where the model differs from the photo: Back"]);
    await expect(versions).to.be.accessible();
  });

  it("sets a version as active", async () => {
    const first = page.api.add(item);
    page.api.add(item);
    const versions = await show();
    const activated = oneEvent(versions, "model-3d-version-activated");
    findButton(versions, "Set as active").click();
    expect((await activated).detail.model.id).to.equal(first.id);
    await waitUntil(() => versions.models?.find(({ id }) => id === first.id)?.is_active);
  });

  it("takes the files of a version away, and gives the focus back to its button", async () => {
    const glb = URL.createObjectURL(new Blob([new Uint8Array(64)], { type: "model/gltf-binary" }));
    const first = page.api.add({ ...item, glb });
    page.api.add({ ...item, glb });
    page.api.add(item, { status: "FAILED", task_error: "The views contradict each other." });
    const versions = await show();
    versions.name = "Oak chair";
    expect(findButtons(versions, "Export"), "only what has been made has files").to.have.length(2);
    const [, older] = findButtons(versions, "Export");
    older?.focus();
    older?.click();
    await waitUntil(() => textOf(versions).includes("Export Oak chair, Version 1") && findButtons(versions, "Download GLB").length === 1);
    await expect(versions).to.be.accessible();
    const ready = oneEvent(versions, "model-3d-export-ready");
    versions.addEventListener("model-3d-export-ready", (event) => event.preventDefault());
    findButton(versions, "Download GLB").click();
    const { model, fileName } = (await ready).detail;
    expect([model.id, fileName]).to.deep.equal([first.id, "Oak-chair-v1.glb"]);
    findButton(versions, "Close").click();
    await waitUntil(() => versions.shadowRoot?.activeElement === older);
  });

  it("asks before it deletes", async () => {
    page.api.add(item);
    const second = page.api.add(item);
    const versions = await show();
    findButtons(versions, "Delete")[0]?.click();
    await waitUntil(() => textOf(versions).includes("Delete version 2?"));
    expect(textOf(versions)).to.include("the newest other version takes its place");
    await expect(versions).to.be.accessible();
    findButton(versions, "Cancel").click();
    await waitUntil(() => !textOf(versions).includes("Delete version 2?"));
    expect(page.api.models).to.have.length(2);
    findButtons(versions, "Delete")[0]?.click();
    await waitUntil(() => textOf(versions).includes("Delete version 2?"));
    const deleted = oneEvent(versions, "model-3d-version-deleted");
    const confirm = findButtons(versions, "Delete").find((button) => button.slot === "footer");
    confirm?.click();
    expect((await deleted).detail.model.id).to.equal(second.id);
    await waitUntil(() => versions.models?.length === 1);
  });

  it("says why the only version stays, before it is asked for and in place of a question", async () => {
    page.api.add(item);
    page.api.add(item, { status: "FAILED" });
    const versions = await show();
    const [failed, only] = findButtons(versions, "Delete");
    expect([failed?.ariaDisabled, only?.ariaDisabled]).to.deep.equal([null, "true"]);
    expect(only?.title).to.include("the only one");
    await expect(versions).to.be.accessible();
    only?.click();
    await waitUntil(() => textOf(versions).includes("The active version stays as long as it is the only one"));
    expect(textOf(versions)).not.to.include("Delete version");
    failed?.click();
    await waitUntil(() => textOf(versions).includes("Delete version 2?"));
  });

  it("says so, too, where the other version has gone meanwhile", async () => {
    const first = page.api.add(item);
    page.api.add(item);
    const versions = await show();
    page.api.models.splice(page.api.models.indexOf(first), 1);
    findButtons(versions, "Delete")[0]?.click();
    await waitUntil(() => textOf(versions).includes("Delete version 2?"));
    findButtons(versions, "Delete").find((button) => button.slot === "footer")?.click();
    await waitUntil(() => textOf(versions).includes("cannot be deleted while it is the only one"));
  });

  it("moves with the events", async () => {
    const running = page.api.add(item, { status: "PENDING" });
    const versions = await show();
    page.api.progress(running.id, 70);
    await waitUntil(() => textOf(versions).includes("Generating 70%"));
    page.api.succeed(running.id);
    await waitUntil(() => textOf(versions).includes("Active"));
  });

  it("is empty without versions, and offers a retry after an error", async () => {
    const versions = await show();
    expect(versions.state).to.equal("empty");
    page.api.fails("/product-3d-models", "internal_error");
    const other = await show();
    expect(other.state).to.equal("error");
    await expect(other).to.be.accessible();
    page.api.recovers("/product-3d-models");
    findButton(other, "Try again").click();
    await waitUntil(() => other.state === "empty");
  });

  it("shows in a dialog of its own with `open`", async () => {
    page.api.add(item);
    const versions = await show();
    versions.open = true;
    await waitUntil(() => findButtons(versions, "Close").length === 1);
    findButton(versions, "Close").click();
    await waitUntil(() => versions.open === false);
    expect(textOf(versions)).to.equal("");
  });
});
