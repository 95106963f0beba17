import "./export.ts";
import type { Model } from "@model-3d/contract";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DExport } from "./export.component.ts";

const item = createItem(1);
const FILE_BYTES = 2_500_000;
let page: FakePage;
const addressOf = (bytes: number): string => URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "model/gltf-binary" }));

/** A server that gives what came with the model, and lists no formats. */
beforeEach(() => {
  page = createFakePage();
  page.api.fails("/export-formats", "not_found");
});

async function show(model: Model | null | undefined, changes: Partial<Pick<Model3DExport, "formats" | "modelId" | "lang">> = {}): Promise<Model3DExport> {
  const element = await fixture<Model3DExport>(
    html`<model-3d-export .client=${page.client} .model=${model} .modelId=${changes.modelId} .formats=${changes.formats} name="Oak chair"></model-3d-export>`,
  );
  await waitUntil(() => element.state !== "loading", "the panel shows");
  return element;
}

/** Keeps the file from being saved by the browser, and gives what was to be saved. */
async function takeFile(element: Model3DExport, press: () => void): Promise<HTMLElementEventMap["model-3d-export-ready"]["detail"]> {
  const ready = oneEvent(element, "model-3d-export-ready");
  element.addEventListener("model-3d-export-ready", (event) => event.preventDefault(), { once: true });
  press();
  return (await ready).detail;
}

const cards = (element: Model3DExport): Element[] => [...element.renderRoot.querySelectorAll("[part=format]")];

describe("<model-3d-export>", () => {
  it("shows what each file is for, keeps and loses, with its size, and names apart what is not there", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(FILE_BYTES), stl: addressOf(900) } }));
    await waitUntil(() => textOf(element).includes("2.5 MB"));
    const [glb, stl] = cards(element).map((card) => textOf(card));
    expect(cards(element)).to.have.length(2);
    expect(glb).to.include("GLB").and.to.include("Web, AR and game engines").and.to.include("Keeps shape, colours").and.not.to.include("Loses");
    expect(stl).to.include("3D printing").and.to.include("Loses colours, textures").and.to.include("900 byte");
    const missing = textOf(element.renderRoot.querySelector("[part=unavailable]") ?? document.createElement("p"));
    const [list] = element.renderRoot.querySelectorAll("[role=list]");
    expect([list?.getAttribute("part"), element.renderRoot.querySelector("h3")?.textContent]).to.deep.equal(["formats", "GLB"]);
    expect(missing).to.include("Not available here").and.to.include("converts none").and.to.include("STEP").and.not.to.include("STL");
    await expect(element).to.be.accessible();
  });

  it("reads from right to left, and in the dark", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(64) } }));
    element.theme = "dark";
    if (element.parentElement !== null) element.parentElement.style.background = "#14161a";
    element.dir = "rtl";
    await element.updateComplete;

    const [tile, title] = ["tile", "title"].map((name) => element.renderRoot.querySelector(`.${name}`)?.getBoundingClientRect());
    expect(tile?.left).to.be.above(title?.left ?? Infinity);
    await expect(element).to.be.accessible();
  });

  it("fetches a file by one click, tells how far it is, and saves it under the name of the thing", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(FILE_BYTES) } }));
    const seen = new Set<string>();
    const observer = new MutationObserver(() => {
      const bar = element.renderRoot.querySelector("[role=progressbar]");
      if (bar !== null) seen.add(`${bar.getAttribute("aria-label")} ${bar.getAttribute("aria-valuenow") ?? "?"}`);
    });
    observer.observe(element.renderRoot, { childList: true, subtree: true, attributes: true });
    const { format, fileName, file, model } = await takeFile(element, () => findButton(element, "Download GLB").click());
    observer.disconnect();
    expect([format, fileName, file.size, model.version]).to.deep.equal(["glb", "Oak-chair-v1.glb", FILE_BYTES, 1]);
    expect([...seen].some((text) => text.startsWith("Downloading GLB"))).to.equal(true);
    await element.updateComplete;
    expect(element.renderRoot.querySelector("[role=status]")?.textContent).to.equal("Saved as Oak-chair-v1.glb");
    expect(findButtons(element, "Download GLB again")).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it("hands the file to the browser where the page lets it", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(64) } }));
    const { click } = HTMLAnchorElement.prototype;
    const saved: string[] = [];
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      saved.push(`${this.download} ${new URL(this.href).protocol}`);
    };
    try {
      await element.download("glb");
      expect(saved).to.deep.equal(["Oak-chair-v1.glb blob:"]);
      await takeFile(element, () => void element.download("glb"));
      expect(saved).to.have.length(1);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
  });

  it("says why a file did not come, and tries again with the same button", async () => {
    const glb = addressOf(64);
    const element = await show(page.api.add(item, { model_urls: { glb: "/no-such-file.glb" } }));
    const failed = oneEvent(element, "model-3d-error");
    const button = findButton(element, "Download GLB");
    button.focus();
    button.click();
    await failed;
    await waitUntil(() => textOf(element).includes("does not give this file (status 404)"));
    expect(element.shadowRoot?.activeElement).to.equal(button);
    await expect(element).to.be.accessible();
    for (const model of page.api.models) model.model_urls = { glb };
    expect((await takeFile(element, () => button.click())).file.size).to.equal(64);
  });

  it("takes a fresh link where the one it has ran out", async () => {
    const model = page.api.add(item, { model_urls: { glb: addressOf(64) } });
    const element = await show({ ...model, model_urls: { glb: "/run-out.glb" } });
    expect((await takeFile(element, () => findButton(element, "Download GLB").click())).file.size).to.equal(64);
  });

  it("downloads by name before it has shown anything", async () => {
    const { id } = page.api.add(item, { model_urls: { glb: addressOf(64) } });
    const element = await fixture<Model3DExport>(html`<model-3d-export .client=${page.client} model-id=${id}></model-3d-export>`);
    expect((await takeFile(element, () => void element.download("glb"))).fileName).to.equal("product-v1.glb");
    await waitUntil(() => textOf(element).includes("Saved as product-v1.glb"));
  });

  it("lets a download go when it is cancelled", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(FILE_BYTES) } }));
    let isSaved = false;
    element.addEventListener("model-3d-export-ready", () => (isSaved = true));
    // In the moment in which it can be cancelled: a small file is there soon.
    const observer = new MutationObserver(() => findButtons(element, "Cancel the download of GLB")[0]?.click());
    observer.observe(element.renderRoot, { childList: true, subtree: true });
    await element.download("glb");
    observer.disconnect();
    await element.updateComplete;
    expect(isSaved).to.equal(false);
    expect(findButtons(element, "Download GLB")).to.have.length(1);
  });

  it("shows the wanted formats only", async () => {
    const element = await show(page.api.add(item, { model_urls: { glb: addressOf(8), obj: addressOf(8) } }), { formats: "usdz, glb" });
    expect(cards(element)).to.have.length(1);
    expect(textOf(element.renderRoot.querySelector("[part=unavailable] ul") ?? element)).to.match(/^USDZ iPhone[^.]*\. Opens in Quick Look, also in AR\.$/);
  });

  it("looks a model up by its id and follows it until it is ready", async () => {
    const { id } = page.api.add(item, { status: "IN_PROGRESS" });
    const element = await show(undefined, { modelId: id.toUpperCase() });
    expect(element.state).to.equal("empty");
    expect(textOf(element)).to.include("still being made");
    await expect(element).to.be.accessible();
    page.api.succeed(id);
    await waitUntil(() => element.state === "ready");
    expect(cards(element)).to.have.length(1);
  });

  it("says what is wrong: failed, unknown, out of reach", async () => {
    expect(textOf(await show(page.api.add(item, { status: "FAILED" })))).to.include("This version has no files");
    expect(textOf(await show(undefined, { modelId: page.api.createId() }))).to.include("nothing to export");
    page.api.fails("/product-3d-models", "internal_error");
    const element = await show(undefined, { modelId: page.api.createId() });
    expect(element.state).to.equal("error");
    expect(textOf(element)).to.include("could not be looked up");
    await expect(element).to.be.accessible();
    page.api.recovers("/product-3d-models");
    findButton(element, "Try again").click();
    await waitUntil(() => element.state === "empty");
  });

  it("shows in a dialog of its own with `open`, and forgets what it said when it is closed", async () => {
    const element = await fixture<Model3DExport>(html`<model-3d-export .client=${page.client} .open=${false} name="Oak chair"></model-3d-export>`);
    element.model = page.api.add(item, { model_urls: { glb: addressOf(8) } });
    await element.updateComplete;
    expect(textOf(element)).to.equal("");
    element.open = true;
    await waitUntil(() => cards(element).length === 1);
    expect(textOf(element)).to.include("Export Oak chair");
    await expect(element).to.be.accessible();
    findButton(element, "Close").click();
    await waitUntil(() => element.open === false);
    expect(textOf(element)).to.equal("");
  });
});
