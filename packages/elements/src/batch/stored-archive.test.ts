import "./batch.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createModel3DClient } from "@model-3d/client";
import { createFakePage, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { holdTimers, type HeldTimers } from "../../test/hold-timers.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { de } from "../locale/de.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DBatch } from "./batch.component.ts";

const LOOK_MS = 2_000;

let page: FakePage;
let timers: HeldTimers;
let kept: FakePage["api"]["batches"]["all"][number];

beforeEach(() => {
  page = createFakePage();
  timers = holdTimers(LOOK_MS);
  kept = page.api.batches.add(3, { name: "Spring collection" });
  page.api.batches.move(kept, [0, 1], "SUCCEEDED");
});

afterEach(() => timers.release());

async function show(lang = ""): Promise<Model3DBatch> {
  const element = await fixture<Model3DBatch>(html`<model-3d-batch .client=${page.client} .batchId=${kept.batch.id} lang=${lang}></model-3d-batch>`);
  await waitUntil(() => element.renderRoot.querySelectorAll("[part=archive] option").length > 5, "it shows");
  return element;
}

const stored = (element: Model3DBatch): string => textOf(element.renderRoot.querySelector("[part=stored]") ?? document.createElement("p"));
const said = (element: Model3DBatch): string => textOf(element.renderRoot.querySelector("[part=stored] [role=status]") ?? document.createElement("p"));
const link = (element: Model3DBatch): HTMLAnchorElement | null => element.renderRoot.querySelector("[part=stored] a");

/** Until the ZIP is there. */
async function pack(element: Model3DBatch): Promise<void> {
  const before = page.api.archives.all.length;
  findButton(element, "Pack it first").click();
  await waitUntil(() => page.api.archives.all.length > before && stored(element).includes("It is being packed"));
  for (const archive of page.api.archives.all) page.api.archives.pack(archive);
  await waitUntil(() => (timers.run(), link(element) !== null), "the ZIP is there");
}

/** A page whose client has headers of its own, which no link sends. */
function useHeaders(): void {
  page = { api: page.api, client: createModel3DClient({ fetch: page.api.fetch, headers: { Authorization: "Bearer x" } }) };
}

/** What is saved while the test runs. */
function catchSaved(): { files: Blob[]; names: string[]; release: () => void } {
  const files: Blob[] = [];
  const names: string[] = [];
  const { click } = HTMLAnchorElement.prototype;
  const { createObjectURL } = URL;
  URL.createObjectURL = (file) => (files.push(file as Blob), createObjectURL(file));
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    if (this.href.startsWith("blob:")) names.push(this.download);
    else click.call(this);
  };
  return { files, names, release: () => (Object.assign(HTMLAnchorElement.prototype, { click }), void Object.assign(URL, { createObjectURL })) };
}

describe("<model-3d-batch> archive that is packed first", () => {
  it("is offered, made, ready and led to, and says until when it is kept", async () => {
    const element = await show();
    expect(stored(element)).to.include("goes on where it was");
    await expect(element).to.be.accessible();
    findButton(element, "Pack it first").focus();
    findButton(element, "Pack it first").click();
    await waitUntil(() => page.api.archives.all.length === 1 && said(element).includes("It is being packed"));
    expect(findButton(element, "Pack it first").getAttribute("aria-busy")).to.equal("true");
    findButton(element, "Pack it first").click();
    await expect(element).to.be.accessible();
    for (const archive of page.api.archives.all) page.api.archives.pack(archive);
    await waitUntil(() => (timers.run(), link(element) !== null));
    expect(page.api.requests.filter((request) => request.startsWith("POST /model-archives")), "a second click asks for nothing").to.have.length(1);
    expect(said(element)).to.match(/^Packed: 2 models, 10 byte. It is kept until Jan 1, 2199, .+\.$/);
    const id = page.api.archives.all[0]?.id ?? "";
    expect(link(element)?.getAttribute("href"), "where this page has the API").to.equal(`/api/model-archives/${id}/file`);
    expect(element.shadowRoot?.activeElement, "the focus follows").to.equal(link(element));
    await expect(element).to.be.accessible();
  });

  it("is of the format that is chosen, and leaves the fetching to a page that wants it", async () => {
    const element = await show();
    const select = element.renderRoot.querySelector<HTMLSelectElement>("[part=archive] select");
    if (select === null) throw new Error("no formats");
    select.value = "stl";
    select.dispatchEvent(new Event("change"));
    await element.updateComplete;
    await pack(element);
    const told = oneEvent(element, "model-3d-archive");
    element.addEventListener("model-3d-archive", (event) => event.preventDefault());
    link(element)?.click();
    const { format, url } = (await told).detail;
    expect([format, url]).to.deep.equal(["stl", link(element)?.getAttribute("href")]);
    select.value = "glb";
    select.dispatchEvent(new Event("change"));
    await waitUntil(() => link(element) === null, "another format is another ZIP");
  });

  it("is there again for who comes back, and can be packed anew once there is more", async () => {
    const first = await show();
    await pack(first);
    first.remove();
    const element = await show();
    findButton(element, "Pack it first").click();
    await waitUntil(() => link(element) !== null, "without being packed once more");
    page.api.batches.move(kept, [2], "SUCCEEDED");
    await waitUntil(() => stored(element).includes("Pack all 3"));
    expect(said(element)).to.include("Packed: 2 models");
    findButton(element, "Pack all 3").click();
    await waitUntil(() => page.api.archives.all.length === 2 && said(element).includes("It is being packed"));
  });

  it("says how many of them are in it where some are missing, in each language, and can be packed again", async () => {
    const element = await show();
    findButton(element, "Pack it first").click();
    await waitUntil(() => page.api.archives.all.length === 1);
    for (const archive of page.api.archives.all) page.api.archives.pack(archive, 1);
    await waitUntil(() => (timers.run(), link(element) !== null));
    expect(said(element)).to.match(/^Packed: 1 of 2 models, 10 byte\. The list in it says what is missing and why\. It is kept until /);
    await expect(element).to.be.accessible();
    registerLocale("de", de);
    registerLocale("ar", ar);
    element.lang = "de";
    await waitUntil(() => said(element).startsWith("Gepackt: 1 von 2 Modellen"));
    element.lang = "ar";
    await waitUntil(() => said(element).startsWith("جُهّزت النماذج: 1 من 2"));
    element.lang = "en";
    await waitUntil(() => stored(element).includes("Pack it again"));
    findButton(element, "Pack it again").click();
    await waitUntil(() => page.api.archives.all.length === 2, "a complete one is not asked for again");
    for (const archive of page.api.archives.all) page.api.archives.pack(archive);
    await waitUntil(() => (timers.run(), said(element).startsWith("Packed: 2 models")));
    expect(stored(element)).not.to.include("Pack it again");
  });

  it("says what became of it when it fails, is refused, or is gone, and can be asked for again", async () => {
    const element = await show();
    page.api.failures.set("/model-archives", ["too_many_exports"]);
    findButton(element, "Pack it first").click();
    await waitUntil(() => /already|at once|Wait/.test(said(element)));
    await expect(element).to.be.accessible();
    findButton(element, "Try again").click();
    await waitUntil(() => page.api.archives.all.length === 1 && said(element).includes("It is being packed"));
    page.api.failures.set(`/model-archives/${page.api.archives.all[0]?.id ?? ""}`, ["internal_error"]);
    await waitUntil(() => (timers.run(), page.api.requests.at(-1)?.startsWith("GET /model-archives/") === true));
    expect(said(element), "a server that hiccups").to.include("It is being packed");
    page.api.archives.sweep();
    element.remove();
    document.body.append(element);
    await waitUntil(() => (timers.run(), said(element).includes("It is not kept any more")));
    element.remove();
  });

  it("is fetched by the client where a link would go without its headers, and goes on by itself where it broke off", async () => {
    useHeaders();
    const element = await show();
    await pack(element);
    const saved = catchSaved();
    page.api.archives.breaks.push(4, 3);
    try {
      link(element)?.click();
      await waitUntil(() => said(element) === "Saved as batch-glb.zip");
    } finally {
      saved.release();
    }
    expect(page.api.archives.ranges).to.deep.equal([[null, null], ["bytes=4-", '"0123456789"'], ["bytes=7-", '"0123456789"']]); // prettier-ignore
    expect([saved.names, await saved.files[0]?.text()]).to.deep.equal([["batch-glb.zip"], "0123456789"]);
    await expect(element).to.be.accessible();
  });

  it("asks the user where the server does not want to give the rest, and goes on from there", async () => {
    useHeaders();
    const element = await show();
    await pack(element);
    page.api.archives.breaks.push(6);
    page.api.archives.isRefusingParts = true;
    const saved = catchSaved();
    try {
      link(element)?.click();
      await waitUntil(() => said(element).includes("Stopped at 6 byte of 10 byte."));
      await expect(element).to.be.accessible();
      page.api.archives.isRefusingParts = false;
      findButton(element, "Go on").click();
      await waitUntil(() => said(element) === "Saved as batch-glb.zip");
    } finally {
      saved.release();
    }
    expect(await saved.files[0]?.text()).to.equal("0123456789");
  });

  it("tells who clicks on it too late that it is gone", async () => {
    useHeaders();
    const element = await show();
    await pack(element);
    page.api.archives.sweep();
    link(element)?.click();
    await waitUntil(() => said(element).includes("It is not kept any more"));
    expect(findButton(element, "Pack it first").disabled).to.equal(false);
  });
});
