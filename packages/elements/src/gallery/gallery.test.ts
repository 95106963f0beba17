import "./gallery.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createModel3DClient } from "@model-3d/client";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { goOn } from "../../test/go-on.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { GalleryItem, LoadPage } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

async function showGallery(items: GalleryItem[]): Promise<Model3DGallery> {
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${items} designer-url="/designer"></model-3d-gallery>`);
  await waitUntil(() => gallery.renderRoot.querySelector("[data-state=unknown]") === null && !textOf(gallery).includes("Loading"), "entries and cost are there");
  return gallery;
}

const cardState = (gallery: Model3DGallery, { sourceId }: GalleryItem): string | null | undefined =>
  gallery.renderRoot.querySelector(`[data-id="${sourceId}"]`)?.getAttribute("data-state");

const toastsOf = (gallery: Model3DGallery): Model3DToasts["toasts"] => gallery.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.toasts ?? [];

async function confirm(gallery: Model3DGallery): Promise<void> {
  findButton(gallery, "Generate 3D (10 credits)").click();
  await goOn(gallery);
}

const designerLinks = (gallery: Model3DGallery): HTMLAnchorElement[] => [...gallery.renderRoot.querySelectorAll<HTMLAnchorElement>(".actions a")].filter((link) => link.textContent.includes("Open in AI Designer"));

const modelRequests = (): number => page.api.requests.filter((line) => line.includes("sourceIds=")).length;

describe("<model-3d-gallery>", () => {
  it("shows the others when one item has an id that is none", async () => {
    const [good, wrong] = [createItem(1), { ...createItem(2), sourceId: "SKU-1234" }];
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .items=${[good, wrong]}></model-3d-gallery>`);
    await waitUntil(() => cardState(gallery, good) === "none" && textOf(gallery).includes("Generate 3D (10 credits)"), "the good one can be made");
    expect(cardState(gallery, wrong)).to.equal("unknown");
    expect(textOf(gallery)).to.include("Not known right now").and.not.to.include("could not be loaded");
  });

  it("lets a model be made while the cost cannot be asked for, and confirms none that is not said", async () => {
    page.api.fails("/credits", "internal_error");
    const gallery = await showGallery([createItem(1)]);
    await waitUntil(() => findButtons(gallery, "Generate a 3D model").length === 1, "there is a button without a cost");
    expect(textOf(gallery)).not.to.match(/\d+ credits/);
    findButton(gallery, "Generate a 3D model").click();
    await waitUntil(() => findButtons(gallery, "Continue")[0]?.ariaDisabled === "true", "the confirmation waits for the cost");
    page.api.recovers("/credits");
    findButton(gallery, "Try again").click();
    await goOn(gallery);
    await waitUntil(() => page.api.models.length === 1, "it is made");
  });

  it("walks from photos to a model, its versions and back", async () => {
    const item = createItem(1);
    const gallery = await showGallery([item]);
    findButton(gallery, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(gallery).includes("100 credits"), "the balance is told");
    expect(textOf(gallery)).to.include("charged only on success");
    await expect(gallery).to.be.accessible();
    await goOn(gallery);
    await waitUntil(() => cardState(gallery, item) === "making");
    const [first] = page.api.models;
    if (first === undefined) throw new Error("nothing was started");
    page.api.progress(first.id, 43);
    await waitUntil(() => textOf(gallery).includes("43%"));
    findButton(gallery, "Check Generation Status").click();
    await waitUntil(() => textOf(gallery).includes("still processing, 43% done"));
    const ready = oneEvent(gallery, "model-3d-ready");
    page.api.succeed(first.id);
    await ready;
    await waitUntil(() => cardState(gallery, item) === "ready");
    page.api.add(item);
    await page.client.setActive(first.id);
    findButton(gallery, "Versions").click();
    await waitUntil(() => findButtons(gallery, "Set as active").length === 1);
    findButton(gallery, "Set as active").click();
    await waitUntil(() => page.api.models.find(({ version }) => version === 2)?.is_active);
  });

  it("shows each state with its buttons, and is accessible in light and dark", async () => {
    const items = [1, 2, 3, 4, 5].map((number) => createItem(number));
    const [, ready, making, failed, again] = items;
    if (!ready || !making || !failed || !again) throw new Error("items");
    page.api.add(ready);
    page.api.add(making, { status: "IN_PROGRESS", progress: 12 });
    page.api.add(failed, { status: "FAILED", task_error: "No object was found in the back photo." });
    page.api.add(again);
    page.api.add(again, { status: "IN_PROGRESS", progress: 50 });
    const gallery = await showGallery(items);
    expect(items.map((item) => cardState(gallery, item))).to.deep.equal(["none", "ready", "making", "failed", "making"]);
    expect(textOf(gallery)).to.include("No object was found in the back photo.");
    expect(findButtons(gallery, "View 3D")).to.have.length(2);
    expect(findButtons(gallery, "Regenerate (10 credits)")).to.have.length(1);
    expect(findButtons(gallery, "Try again (10 credits)")).to.have.length(1);
    expect(designerLinks(gallery)).to.have.length(2);
    expect(modelRequests()).to.equal(1);
    await expect(gallery).to.be.accessible();
    gallery.theme = "dark";
    gallery.view = "list";
    document.body.style.background = "#0d0f13";
    await gallery.updateComplete;
    await expect(gallery).to.be.accessible();
    document.body.style.background = "";
  });

  it("keeps showing what there was when a new version fails", async () => {
    const item = createItem(1);
    page.api.add(item);
    const running = page.api.add(item, { status: "IN_PROGRESS", progress: 10 });
    const gallery = await showGallery([item]);
    const failed = oneEvent(gallery, "model-3d-failed");
    page.api.fail(running.id, "The photos show different objects.");
    expect((await failed).detail.reason).to.equal("The photos show different objects.");
    await waitUntil(() => cardState(gallery, item) === "failed");
    expect(findButtons(gallery, "View 3D")).to.have.length(1);
  });

  it("opens the viewer in a dialog and gives the focus back", async () => {
    const item = createItem(1);
    page.api.add(item);
    const gallery = await showGallery([item]);
    const button = findButton(gallery, "View 3D");
    button.focus();
    button.click();
    await waitUntil(() => gallery.renderRoot.querySelector("model-3d-viewer") !== null);
    findButton(gallery, "Close").click();
    await waitUntil(() => gallery.renderRoot.querySelector("model-3d-viewer") === null);
    expect(gallery.shadowRoot?.activeElement).to.equal(button);
  });

  it("leaves view and designer to a host that wants them", async () => {
    const item = createItem(1);
    const model = page.api.add(item);
    const gallery = await showGallery([item]);
    gallery.addEventListener("model-3d-view", (event) => event.preventDefault());
    findButton(gallery, "View 3D").click();
    await gallery.updateComplete;
    expect(gallery.renderRoot.querySelector("model-3d-viewer")).to.equal(null);
    const opened = oneEvent(gallery, "model-3d-open-designer");
    gallery.addEventListener("model-3d-open-designer", (event) => event.preventDefault());
    const press = new MouseEvent("click", { bubbles: true, cancelable: true });
    designerLinks(gallery)[0]?.dispatchEvent(press);
    expect((await opened).detail).to.deep.include({ url: "/designer", item });
    expect((await opened).detail.model.id).to.equal(model.id);
    expect(press.defaultPrevented, "the page stays").to.equal(true);
  });

  it("leads to the designer by a link, with the ids that its address asks for", async () => {
    const item = createItem(1);
    const model = page.api.add(item);
    const gallery = await showGallery([item]);
    gallery.designerUrl = "/designer?product={source}#{model}";
    await gallery.updateComplete;
    const [link] = designerLinks(gallery);
    expect(link?.getAttribute("href")).to.equal(`/designer?product=${item.sourceId}#${model.id}`);
    // What the browser would do after all that hear of it.
    const wasPrevented = new Promise((resolve) => document.addEventListener("click", (event) => (resolve(event.defaultPrevented), event.preventDefault()), { once: true }));
    link?.click();
    expect(await wasPrevented, "nobody keeps the browser from following it").to.equal(false);
  });

  it("says why a generation could not start, and never starts it twice", async () => {
    const gallery = await showGallery([createItem(1)]);
    page.api.failures.set("/generate-3d-model", ["provider_unavailable"]);
    await confirm(gallery);
    await waitUntil(() => textOf(gallery).includes("The generator is not available. Nothing was charged. Try again later"));
    expect(page.api.models).to.have.length(0);
  });

  for (const code of ["provider_error", "provider_unavailable"] as const) {
    it(`tells a refusal by the service once, although it comes as answer and as news (${code})`, async () => {
      const item = createItem(1);
      const gallery = await showGallery([item]);
      const after = waitUntil(() => cardState(gallery, item) === "making");
      page.api.refusal = { code, message: "The photos show no object. Nothing was charged.", after };
      await confirm(gallery);
      await waitUntil(() => cardState(gallery, item) === "failed" && toastsOf(gallery).length > 0);
      await waitUntil(() => findButton(gallery, "Try again (10 credits)").ariaBusy === "false");
      expect(toastsOf(gallery)).to.have.length(1);
      expect(textOf(gallery)).to.include("The photos show no object. Nothing was charged.");
    });
  }

  it("shows how far it is where only the answer to the start was lost, and tells no failure", async () => {
    const item = createItem(1);
    const lost = new Set<string>();
    page.client = createModel3DClient({
      random: () => 0.5,
      async fetch(input, init) {
        const answer = await page.api.fetch(input, init);
        if (!String(input).endsWith("/generate-3d-model")) return answer;
        lost.add(String(input));
        throw new TypeError("Failed to fetch");
      },
    });
    const gallery = await showGallery([item]);
    await confirm(gallery);
    await waitUntil(() => lost.size > 0 && cardState(gallery, item) === "making");
    await waitUntil(() => findButtons(gallery, "Check Generation Status").length === 1);
    expect(toastsOf(gallery)).to.deep.equal([]);
  });

  it("says that it is being made already, and goes on to show how far it is", async () => {
    const item = createItem(1);
    const gallery = await showGallery([item]);
    findButton(gallery, "Generate 3D (10 credits)").click();
    await waitUntil(() => findButtons(gallery, "Continue").length === 1);
    page.api.add(item, { status: "IN_PROGRESS", progress: 31 });
    await goOn(gallery);
    await waitUntil(() => textOf(gallery).includes("This model is being made already. Wait until it is done."));
    expect(toastsOf(gallery).map(({ tone }) => tone)).to.deep.equal(["warning"]);
    await waitUntil(() => textOf(gallery).includes("31%"));
  });

  it("checks one that waits for a place by its own id, and shows no percentage of it", async () => {
    page.api.isFull = true;
    const item = createItem(1);
    const gallery = await showGallery([item]);
    await confirm(gallery);
    await waitUntil(() => textOf(gallery).includes("Waiting for its turn…") && findButton(gallery, "Check Generation Status").ariaBusy === "false");
    await expect(gallery).to.be.accessible();
    findButton(gallery, "Check Generation Status").click();
    await waitUntil(() => textOf(gallery).includes("Product 1: still waiting for its turn"));
    expect(page.api.requests).to.include(`GET /generate-3d-model?taskId=${page.api.models[0]?.id}`);
    expect(textOf(gallery)).not.to.include("0%");
    expect(toastsOf(gallery).map(({ tone }) => tone)).not.to.include("danger");
  });

  it("does not take a service that gives no news for an error", async () => {
    const item = createItem(1);
    page.api.add(item, { status: "IN_PROGRESS", progress: 64 });
    const gallery = await showGallery([item]);
    page.api.isProviderAway = true;
    findButton(gallery, "Check Generation Status").click();
    await waitUntil(() => textOf(gallery).includes("Product 1: 64% done when last heard of."));
    expect(toastsOf(gallery).map(({ tone }) => tone)).to.deep.equal(["info"]);
    expect(cardState(gallery, item)).to.equal("making");
  });

  it("asks for photos where there are none", async () => {
    const gallery = await showGallery([createItem(1, { images: undefined })]);
    findButton(gallery, "Generate 3D (10 credits)").click();
    await waitUntil(() => textOf(gallery).includes("Add your photos"));
  });

  it("loads page by page, by tab, with one request of models a page", async () => {
    const asked: string[] = [];
    const loadPage: LoadPage = async ({ type, cursor }) => {
      asked.push(`${type} ${cursor ?? "first"}`);
      const start = cursor === null ? 0 : 50;
      const items = Array.from({ length: 50 }, (_, index) => createItem(start + index + 1, { sourceType: type }));
      return { items: type === "product" ? items : [], nextCursor: type === "product" && cursor === null ? "second" : null };
    };
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .loadPage=${loadPage}></model-3d-gallery>`);
    await waitUntil(() => gallery.state === "ready" && modelRequests() === 1);
    expect(asked).to.deep.equal(["product first"]);
    window.scrollTo(0, document.documentElement.scrollHeight);
    await waitUntil(() => asked.length === 2 && !textOf(gallery).includes("or more"));
    window.scrollTo(0, document.documentElement.scrollHeight);
    await waitUntil(() => gallery.renderRoot.querySelector("[data-index='99']") !== null && modelRequests() === 2);
    findButton(gallery, "Collections").click();
    await waitUntil(() => gallery.state === "empty");
    expect(asked).to.deep.equal(["product first", "product second", "collection first"]);
    await expect(gallery).to.be.accessible();
  });

  it("offers a retry when the list or the models cannot be had", async () => {
    let attempts = 0;
    const loadPage: LoadPage = async () => {
      if (attempts++ === 0) throw new Error("down");
      return { items: [createItem(1)], nextCursor: null };
    };
    page.api.fails("/product-3d-models", "internal_error");
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${page.client} .loadPage=${loadPage}></model-3d-gallery>`);
    await waitUntil(() => gallery.state === "error");
    await expect(gallery).to.be.accessible();
    findButton(gallery, "Try again").click();
    await waitUntil(() => textOf(gallery).includes("The 3D models could not be loaded"));
    page.api.recovers("/product-3d-models");
    findButton(gallery, "Try again").click();
    await waitUntil(() => gallery.state === "ready");
  });

  it("ends its requests and its stream with the page", async () => {
    const gallery = await showGallery([createItem(1)]);
    expect(page.api.streamCount).to.equal(1);
    gallery.remove();
    await waitUntil(() => page.api.streamCount === 0);
  });
});
