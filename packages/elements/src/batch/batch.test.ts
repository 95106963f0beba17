import "./batch.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, PICTURE, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { ErrorCode } from "@model-3d/contract";
import type { GalleryItem } from "../gallery/gallery-item.ts";
import { ar } from "../locale/ar.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DBatch } from "./batch.component.ts";

let page: FakePage;
const chair = createItem(1, { title: "Oak chair" });
const table = createItem(2, { title: "Table" });
const lamp = createItem(3, { title: "Lamp", images: { front: PICTURE } });

beforeEach(() => {
  page = createFakePage();
});

async function show(changes: { items?: readonly GalleryItem[]; batchId?: string; lang?: string } = {}): Promise<Model3DBatch> {
  const element = await fixture<Model3DBatch>(html`<model-3d-batch .client=${page.client} .items=${changes.items} .batchId=${changes.batchId} lang=${changes.lang ?? ""}></model-3d-batch>`);
  await waitUntil(() => element.state !== "loading", "it shows");
  return element;
}

const part = (element: Model3DBatch, name: string): string => textOf(element.renderRoot.querySelector(`[part=${name}]`) ?? document.createElement("p"));
const asked = (text: string): string[] => page.api.requests.filter((request) => request.includes(text));

describe("<model-3d-batch> before it starts", () => {
  it("says how many, for how much, in what time, and names what is left out and why", async () => {
    const element = await show({ items: [chair, lamp, table, chair] });
    expect(part(element, "estimate")).to.include("2 models will be made").and.to.include("20 credits").and.to.include("100 credits").and.to.include("40 seconds to 80 seconds").and.to.include("held now");
    expect(part(element, "left-out")).to.include("2 items are left out").and.to.include("Lamp No back photo.").and.to.include("Oak chair It is in the batch already.");
    expect(element.state).to.equal("ready");
    expect(element.shadowRoot?.activeElement ?? null, "nothing takes the focus of a page that shows it in place").to.equal(null);
    expect(asked("POST /generation-batches").filter((request) => !request.includes("estimate"))).to.deep.equal([]);
    await expect(element).to.be.accessible();
  });

  it("says what lacks, and starts nothing, where the credits do not suffice", async () => {
    page.api.balance = 10;
    const element = await show({ items: [chair, table] });
    expect(part(element, "estimate")).to.include("You have 10 credits available; this costs 20.");
    expect(findButton(element, "Make 2 models").disabled).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it("lets a batch begin that is held for item by item, and says when it will rest", async () => {
    page.api.balance = 10;
    page.api.batches.hold = "item";
    const element = await show({ items: [chair, table] });
    expect(part(element, "estimate")).to.include("held when it begins").and.to.include("You have 10 credits: the batch rests when they run out");
    expect(findButton(element, "Make 2 models").disabled).to.equal(false);
  });

  it("offers nothing where no model would be made", async () => {
    const element = await show({ items: [lamp] });
    expect(part(element, "estimate")).to.include("No model can be made of these items");
    expect([element.state, findButtons(element, "Make 1 model").length]).to.deep.equal(["empty", 0]);
    await expect(element).to.be.accessible();
  });

  it("starts it once, by one key, however often the answer is lost, and follows it", async () => {
    const element = await show({ items: [chair, table] });
    page.api.failures.set("/generation-batches", Array(8).fill("service_unavailable"));
    findButton(element, "Make 2 models").click();
    await waitUntil(() => textOf(element).includes("The server is not available right now"));
    page.api.failures.clear();
    const started = oneEvent(element, "model-3d-batch-started");
    findButton(element, "Make 2 models").focus();
    findButton(element, "Make 2 models").click();
    const { batch } = (await started).detail;
    expect(page.api.batches.all).to.have.length(1);
    await waitUntil(() => part(element, "progress").includes("0 of 2 models ready"));
    expect([element.batchId, element.items]).to.deep.equal([batch.id, undefined]);
    await waitUntil(() => element.shadowRoot?.activeElement?.tagName === "H3", "the focus has gone along");
  });

  it("asks by the same key again where an answer was lost and the next one was a refusal", async () => {
    const element = await show({ items: [chair, table] });
    const keys: (string | null)[] = [];
    const answer = page.api.answer.bind(page.api);
    page.api.answer = (request) => {
      if (request.method === "POST" && request.url.endsWith("/generation-batches")) keys.push(request.headers.get("Idempotency-Key"));
      return answer(request);
    };
    page.api.failures.set("/generation-batches", Array<ErrorCode>(8).fill("service_unavailable"));
    findButton(element, "Make 2 models").click();
    await waitUntil(() => textOf(element).includes("The server is not available right now"));
    page.api.failures.clear();
    page.api.fails("/generation-batches", "not_permitted");
    findButton(element, "Make 2 models").click();
    await waitUntil(() => textOf(element).includes("Your account may look at this"));
    page.api.recovers("/generation-batches");
    await waitUntil(() => findButtons(element, "Make 2 models").length === 1);
    findButton(element, "Make 2 models").click();
    await waitUntil(() => part(element, "progress").includes("0 of 2 models ready"));
    expect(keys.length).to.be.at.least(3);
    expect(new Set(keys).size).to.equal(1);
  });

  it("says why it was not started while it is estimated anew, and takes it back once it starts", async () => {
    const element = await show({ items: [chair, table] });
    page.api.fails("/generation-batches", "too_many_batches");
    findButton(element, "Make 2 models").click();
    await waitUntil(() => asked("POST /generation-batches/estimate").length === 2 && element.state === "ready", "it is estimated anew");
    await element.updateComplete;
    expect(part(element, "estimate")).to.include("2 models will be made").and.to.include("As many of your batches are open as may be at once");
    await expect(element).to.be.accessible();
    page.api.recovers("/generation-batches");
    findButton(element, "Make 2 models").click();
    await waitUntil(() => part(element, "progress").includes("0 of 2 models ready"));
    expect(textOf(element)).not.to.include("As many of your batches");
  });

  it("takes as many at once as the host does, and offers to go on with the others", async () => {
    page.api.batches.maxItems = 2;
    const element = await show({ items: [chair, table, createItem(4)] });
    await waitUntil(() => part(element, "estimate").includes("The first 2 of 3 items go into this batch"));
    findButton(element, "Make 2 models").click();
    await waitUntil(() => findButtons(element, "Go on with 1 more item").length === 1);
    findButton(element, "Go on with 1 more item").click();
    await waitUntil(() => part(element, "estimate").includes("1 model will be made"));
  });

  it("asks again after an error", async () => {
    page.api.fails("/generation-batches/estimate", "credits_unavailable");
    const element = await fixture<Model3DBatch>(html`<model-3d-batch .client=${page.client} .items=${[chair]}></model-3d-batch>`);
    await waitUntil(() => element.state === "error");
    expect(textOf(element)).to.include("What it takes could not be counted").and.to.include("Your credits cannot be looked up");
    await expect(element).to.be.accessible();
    page.api.recovers("/generation-batches/estimate");
    findButton(element, "Try again").click();
    await waitUntil(() => element.state === "ready");
  });

  it("reads from right to left, in Arabic and in the dark", async () => {
    registerLocale("ar", ar);
    const element = await show({ items: [chair, lamp], lang: "ar" });
    element.theme = "dark";
    if (element.parentElement !== null) element.parentElement.style.background = "#14161a";
    await element.updateComplete;
    expect(part(element, "left-out")).to.include("تنقص صورة من: الخلف.");
    expect(getComputedStyle(element).direction).to.equal("rtl");
    await expect(element).to.be.accessible();
  });
});
