import "./batch.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createModel3DClient } from "@model-3d/client";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { de } from "../locale/de.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DBatch } from "./batch.component.ts";

let page: FakePage;
type Kept = FakePage["api"]["batches"]["all"][number];

beforeEach(() => {
  page = createFakePage();
});

async function show(batchId?: string): Promise<Model3DBatch> {
  const element = await fixture<Model3DBatch>(html`<model-3d-batch .client=${page.client} .batchId=${batchId}></model-3d-batch>`);
  await waitUntil(() => element.state !== "loading" && page.api.streamCount > 0, "it shows and listens");
  return element;
}

const part = (element: Model3DBatch, name: string): string => textOf(element.renderRoot.querySelector(`[part=${name}]`) ?? document.createElement("p"));
const rows = (element: Model3DBatch): string[] => Array.from(element.renderRoot.querySelectorAll("[part=item]"), textOf);
const said = (element: Model3DBatch): string => element.renderRoot.querySelector(".visually-hidden[role=status]")?.textContent ?? "";
const running = (): Kept => page.api.batches.add(4, { name: "Spring collection" });

describe("<model-3d-batch> under way", () => {
  it("moves by events: each item, and all of them", async () => {
    const kept = running();
    const element = await show(kept.batch.id);
    expect(rows(element)).to.deep.equal(["Item 1 Waiting", "Item 2 Waiting", "Item 3 Waiting", "Item 4 Waiting"]);
    const model = page.api.add({ sourceId: kept.items[0]?.source_id ?? "" }, { status: "IN_PROGRESS" });
    page.api.batches.move(kept, [0], "IN_PROGRESS", { model_id: model.id });
    await waitUntil(() => rows(element)[0] === "Item 1 Being made");
    page.api.progress(model.id, 40);
    await waitUntil(() => element.renderRoot.querySelector("[part=item] [role=progressbar]")?.getAttribute("aria-valuenow") === "40");
    page.api.batches.move(kept, [0], "SUCCEEDED");
    page.api.batches.move(kept, [1], "FAILED", { reason: { code: "provider_error", message: "The generator refused the photos." } });
    await waitUntil(() => rows(element)[1]?.includes("Failed The generator refused"));
    expect(part(element, "progress")).to.include("Spring collection").and.to.include("1 of 4 models ready").and.to.include("Failed (1)").and.to.include("Waiting (2)");
    expect(element.renderRoot.querySelector("[part=progress] [role=progressbar]")?.getAttribute("aria-valuenow")).to.equal("50");
    await expect(element).to.be.accessible();
  });

  it("asks for it now and then where there are no events", async () => {
    const kept = running();
    const element = await show(kept.batch.id);
    page.api.hasStream = false;
    const { send } = page.api;
    page.api.send = () => undefined;
    page.api.batches.move(kept, [0, 1], "SUCCEEDED");
    page.api.send = send;
    page.api.endStreams();
    await waitUntil(() => part(element, "progress").includes("2 of 4 models ready"));
  });

  it("says little aloud: a step of a quarter, and that it is done", async () => {
    const kept = page.api.batches.add(10);
    const element = await show(kept.batch.id);
    page.api.batches.move(kept, [0], "SUCCEEDED");
    await waitUntil(() => part(element, "progress").includes("1 of 10"));
    expect(said(element)).to.equal("");
    page.api.batches.move(kept, [1, 2], "SUCCEEDED");
    await waitUntil(() => said(element) === "Running, 30%");
    const done = oneEvent(element, "model-3d-batch-done");
    page.api.batches.move(kept, [3, 4, 5, 6, 7, 8], "SUCCEEDED");
    page.api.batches.move(kept, [9], "FAILED");
    expect((await done).detail.batch.id).to.equal(kept.batch.id);
    await waitUntil(() => said(element) === "The batch is done: 9 models ready, 1 failed.");
    await expect(element).to.be.accessible();
  });

  it("rests and goes on, and keeps the focus on the button", async () => {
    const kept = running();
    const element = await show(kept.batch.id);
    findButton(element, "Pause").focus();
    findButton(element, "Pause").click();
    await waitUntil(() => findButtons(element, "Resume").length === 1);
    expect(part(element, "progress")).to.include("Paused").and.to.include("nothing more begins until you resume it");
    expect(element.shadowRoot?.activeElement).to.equal(findButton(element, "Resume"));
    await expect(element).to.be.accessible();
    findButton(element, "Resume").click();
    await waitUntil(() => findButtons(element, "Pause").length === 1);
    expect([kept.batch.status, kept.batch.pause_reason]).to.deep.equal(["RUNNING", null]);
  });

  it("says that an operator has paused it, and offers to cancel it and not to resume it", async () => {
    const kept = page.api.batches.add(2, { status: "PAUSED", pause_reason: "operator" });
    const element = await show(kept.batch.id);
    expect(textOf(element)).to.include("Those who run this service have paused it");
    expect([findButtons(element, "Resume").length, findButtons(element, "Cancel the rest").length]).to.deep.equal([0, 1]);
    await expect(element).to.be.accessible();
  });

  it("tells whoever resumes it on an old page that an operator has paused it, in their language, and takes the button away", async () => {
    for (const [lang, locale, resume, says] of [["en", null, "Resume", "will resume it"], ["de", de, "Fortsetzen", "Der Betreiber hat diesen Stapel pausiert"], ["ar", ar, "استئناف", "أوقف مشغّلو هذه الخدمة"]] as const) {
      if (locale !== null) registerLocale(lang, locale);
      const kept = page.api.batches.add(2, { status: "PAUSED", pause_reason: "user" });
      const element = await show(kept.batch.id);
      element.lang = lang;
      await waitUntil(() => findButtons(element, resume).length === 1);
      kept.batch.pause_reason = "operator";
      findButton(element, resume).click();
      await waitUntil(() => part(element, "progress").includes(says), `it says so in ${lang}`);
      await waitUntil(() => findButtons(element, resume).length === 0, "it is gone");
      expect(kept.batch.status).to.equal("PAUSED");
    }
  });

  it("says why it rests by itself", async () => {
    const kept = page.api.batches.add(2, { status: "PAUSED", pause_reason: "insufficient_credits" });
    expect(part(await show(kept.batch.id), "progress")).to.include("Get more, then resume it: nothing is lost.");
  });

  it("cancels what has not begun, after a question", async () => {
    const kept = running();
    page.api.batches.move(kept, [0], "IN_PROGRESS");
    const element = await show(kept.batch.id);
    findButton(element, "Cancel the rest").click();
    await waitUntil(() => textOf(element).includes("3 items have not begun"));
    findButton(element, "Keep going").click();
    await element.updateComplete;
    expect(kept.batch.status).to.equal("RUNNING");
    findButton(element, "Cancel the rest").click();
    await waitUntil(() => findButtons(element, "Keep going").length === 1);
    findButtons(element, "Cancel the rest").at(-1)?.click();
    await waitUntil(() => part(element, "progress").includes("Cancelled (3)"));
    expect(kept.batch.status).to.equal("CANCELLED");
    expect(findButtons(element, "Pause").concat(findButtons(element, "Cancel the rest"))).to.deep.equal([]);
  });

  it("tries the failed again, and no others", async () => {
    const kept = running();
    page.api.batches.move(kept, [0, 1, 2], "SUCCEEDED");
    page.api.batches.move(kept, [3], "FAILED");
    const element = await show(kept.batch.id);
    findButton(element, "Try 1 failed again").click();
    await waitUntil(() => part(element, "progress").includes("Waiting (1)"));
    expect(kept.items.map(({ status }) => status)).to.deep.equal(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "WAITING"]);
  });

  it("says why a change was refused, and shows what is so", async () => {
    const kept = running();
    const element = await show(kept.batch.id);
    kept.batch.status = "CANCELLED";
    findButton(element, "Pause").click();
    await waitUntil(() => textOf(element).includes("It cannot be changed any more."));
    await waitUntil(() => findButtons(element, "Pause").length === 0);
  });

  it("goes through 10,000 items by pages, and shows those of one state", async () => {
    const kept = page.api.batches.add(10_000);
    page.api.batches.move(kept, [7_000], "FAILED", { reason: { code: "expired", message: "It took too long." } });
    const element = await show(kept.batch.id);
    expect([rows(element).length, textOf(element).includes("1–50 of 10,000")]).to.deep.equal([50, true]);
    findButton(element, "Next page").click();
    await waitUntil(() => rows(element)[0]?.startsWith("Item 51 "));
    expect(textOf(element)).to.include("51–100 of 10,000");
    findButton(element, "Previous page").click();
    await waitUntil(() => rows(element)[0]?.startsWith("Item 1 "));
    const select = element.renderRoot.querySelector<HTMLSelectElement>(".items-head select");
    if (select === null) throw new Error("no filter");
    select.value = "FAILED";
    select.dispatchEvent(new Event("change"));
    await waitUntil(() => rows(element).length === 1);
    expect(rows(element)).to.deep.equal(["Item 7001 Failed It took too long."]);
  });
});

describe("<model-3d-batch> found again", () => {
  it("shows the batch that is under way when the page comes back", async () => {
    page.api.batches.add(1, { name: "Old", status: "DONE" });
    running();
    const element = await show();
    await waitUntil(() => part(element, "progress").includes("Spring collection"));
  });

  it("lists the batches, and leads from one to the other", async () => {
    page.api.batches.add(1, { name: "Old", status: "DONE" });
    running();
    const element = await show();
    await waitUntil(() => findButtons(element, "All batches").length === 1);
    findButton(element, "All batches").click();
    await waitUntil(() => part(element, "batches").includes("Old"));
    expect(part(element, "batches")).to.include("Spring collection").and.to.include("Running").and.to.include("0 of 4 models ready");
    await expect(element).to.be.accessible();
    element.renderRoot.querySelectorAll<HTMLButtonElement>("button.batch")[1]?.click();
    await waitUntil(() => part(element, "progress").includes("Old"));
  });

  it("says so where there is none, and where one is gone", async () => {
    const element = await show();
    expect([element.state, textOf(element).includes("No batches yet")]).to.deep.equal(["empty", true]);
    await expect(element).to.be.accessible();
    element.batchId = createItem(99).sourceId;
    await waitUntil(() => element.state === "error");
    expect(textOf(element)).to.include("This batch is not there any more, or it is not yours.");
    await expect(element).to.be.accessible();
  });

  it("listens to nothing while its dialog is closed", async () => {
    const kept = running();
    const element = await fixture<Model3DBatch>(html`<model-3d-batch .client=${page.client} .batchId=${kept.batch.id} .open=${true}></model-3d-batch>`);
    await waitUntil(() => element.state === "ready" && page.api.streamCount === 1);
    expect(textOf(element)).to.include("3D models of many items").and.to.include("Spring collection");
    findButton(element, "Close").click();
    await waitUntil(() => page.api.streamCount === 0);
    expect(element.open).to.equal(false);
  });
});

describe("<model-3d-batch> archive", () => {
  it("leads to one ZIP in the format that is chosen", async () => {
    const kept = running();
    page.api.batches.move(kept, [0, 1], "SUCCEEDED");
    const element = await show(kept.batch.id);
    expect(part(element, "archive")).to.include("2 models in one ZIP");
    await waitUntil(() => element.renderRoot.querySelectorAll("[part=archive] option").length > 5);
    const select = element.renderRoot.querySelector<HTMLSelectElement>("[part=archive] select");
    if (select === null) throw new Error("no formats");
    select.value = "stl";
    select.dispatchEvent(new Event("change"));
    await element.updateComplete;
    const told = oneEvent(element, "model-3d-archive");
    element.addEventListener("model-3d-archive", (event) => event.preventDefault());
    const link = element.renderRoot.querySelector<HTMLAnchorElement>("[part=archive] a");
    link?.click();
    const { format, url } = (await told).detail;
    expect([format, url, link?.getAttribute("href")]).to.deep.equal(["stl", `/api/generation-batches/${kept.batch.id}/archive?format=stl`, url]);
  });

  it("fetches it by the client where a link would go without its headers", async () => {
    page = { api: page.api, client: createModel3DClient({ fetch: page.api.fetch, headers: { Authorization: "Bearer x" } }) };
    const kept = running();
    page.api.batches.move(kept, [0], "SUCCEEDED");
    const element = await show(kept.batch.id);
    const { click } = HTMLAnchorElement.prototype;
    const saved: string[] = [];
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      if (this.href.startsWith("blob:")) saved.push(this.download);
      else click.call(this);
    };
    try {
      element.renderRoot.querySelector<HTMLAnchorElement>("[part=archive] a")?.click();
      await waitUntil(() => textOf(element).includes("Saved as batch-glb.zip"));
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved).to.deep.equal(["batch-glb.zip"]);
    await expect(element).to.be.accessible();
  });
});
