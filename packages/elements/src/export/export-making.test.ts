import "./export.ts";
import type { ExportAnswer, ExportFormat, HonestyCard } from "@model-3d/contract";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DExport } from "./export.component.ts";

const item = createItem(1);
const CARD: HonestyCard = {
  originalBy: null,
  kept: ["triangles", "size"],
  changed: ["parts"],
  lost: ["baseColorTexture"],
  unit: "mm",
  upAxis: "z",
  dimensions: { width: 115, height: 120, depth: 40.25 },
  isRealSize: true,
  faces: 20_000,
  trianglesBefore: 30_000,
  isClosed: true,
  bytes: 900,
  notes: [{ code: "simplified", values: { from: 25_000, to: 20_000, of: "faces", error: 0.125, unit: "mm" }, message: "Simplified to 20,000 faces." }],
};
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  page.api.exports.url = URL.createObjectURL(new Blob([new Uint8Array(900)]));
});

async function show(formats = "glb, stl, step"): Promise<Model3DExport> {
  const glb = URL.createObjectURL(new Blob([new Uint8Array(64)]));
  const model = page.api.add(item, { model_urls: { glb } });
  const element = await fixture<Model3DExport>(html`<model-3d-export .client=${page.client} .model=${model} formats=${formats} name="Oak chair"></model-3d-export>`);
  await waitUntil(() => element.state === "ready", "the formats show");
  element.addEventListener("model-3d-export-ready", (event) => event.preventDefault());
  return element;
}

async function started(format: ExportFormat): Promise<ExportAnswer & { exportId: string }> {
  const find = (): ExportAnswer | undefined => page.api.exports.all.find((made) => made.format === format && made.status === "PENDING");
  await waitUntil(() => find() !== undefined, "it is asked for");
  return find() as ExportAnswer & { exportId: string };
}

const cardOf = (element: Model3DExport, name: string): Element => {
  const card = [...element.renderRoot.querySelectorAll("[part=format]")].find((candidate) => candidate.querySelector("h3")?.textContent === name);
  if (card === undefined) throw new Error(`no card of ${name}`);
  return card;
};

describe("<model-3d-export> of a server that makes files", () => {
  it("makes a file by one click, tells how far it is, saves it, and says what is in it", async () => {
    const element = await show();
    const ready = oneEvent(element, "model-3d-export-ready");
    findButton(element, "Download STEP").click();
    const { exportId } = await started("step");
    page.api.exports.progress(exportId, 40);
    await waitUntil(() => element.renderRoot.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow") === "40", "the bar moves");
    expect(textOf(cardOf(element, "STEP"))).to.include("Making the file: 40 %");
    expect(element.renderRoot.querySelector("[role=progressbar]")?.getAttribute("aria-label")).to.equal("Making the STEP");
    await expect(element).to.be.accessible();
    page.api.exports.ready(exportId, CARD);
    const { detail } = (await ready) as HTMLElementEventMap["model-3d-export-ready"];
    expect(page.api.exports.asked.at(-1)?.name).to.equal("Oak chair");
    expect([detail.fileName, detail.file.size, detail.card?.faces]).to.deep.equal(["Oak-chair-v1.step", 900, 20_000]);
    await waitUntil(() => textOf(cardOf(element, "STEP")).includes("What is in the file"));
    const text = textOf(cardOf(element, "STEP"));
    for (const part of ["Keeps triangles, size", "Changes parts", "Loses colour textures", "Simplified to 20,000 faces.", "115 × 120 × 40.25 mm", "Z axis", "20,000, from 30,000 triangles", "Closed"]) expect(text).to.include(part);
    expect(text).not.to.include("No real size");
    await expect(element).to.be.accessible();
  });

  it("says before a file is made what it will be, with what was chosen", async () => {
    page.api.exports.unusual.step = { options: ["unit", "upAxis", "textures"], card: { ...CARD, kept: ["baseColorTexture", "size"], lost: ["animations"], faces: null, isClosed: null, bytes: null, notes: [] } };
    page.api.exports.unusual.stl = { card: CARD };
    const element = await show();
    const text = (): string => textOf(cardOf(element, "STEP"));
    for (const part of ["What will be in the file", "Keeps colour textures, size", "Loses animation", "115 × 120 × 40.25 mm", "Z axis"]) expect(text()).to.include(part);
    for (const part of ["What is in the file", "Keeps shape", "Closed", "undefined"]) expect(text()).not.to.include(part);
    await expect(element).to.be.accessible();
    const fields = [...cardOf(element, "STEP").querySelectorAll<HTMLInputElement | HTMLSelectElement>(".fields select, .fields input")];
    const [unit, upAxis, textures] = fields as [HTMLSelectElement, HTMLSelectElement, HTMLInputElement];
    Object.assign(unit, { value: "cm" }).dispatchEvent(new Event("change", { bubbles: true }));
    Object.assign(upAxis, { value: "y" }).dispatchEvent(new Event("change", { bubbles: true }));
    Object.assign(textures, { checked: false }).dispatchEvent(new Event("change", { bubbles: true }));
    await element.updateComplete;
    for (const part of ["Keeps size", "Loses animation, colour textures", "11.5 × 12 × 4.025 cm", "Y axis"]) expect(text()).to.include(part);
    // One that is there already says how it came out, and how large it is.
    expect(textOf(cardOf(element, "STL"))).to.include("What is in the file").and.to.include("900 byte");
  });

  it("gives the model's own file at once, and asks the server for none", async () => {
    const element = await show();
    const ready = oneEvent(element, "model-3d-export-ready");
    findButton(element, "Download GLB").click();
    await ready;
    expect(page.api.requests.filter((request) => request.startsWith("POST"))).to.deep.equal([]);
  });

  it("saves it under the server's name where the page says none", async () => {
    page.api.exports.unusual.glb = { file_name: "Meadow-teapot-v1.glb" };
    const element = await show();
    element.removeAttribute("name");
    const ready = oneEvent(element, "model-3d-export-ready");
    await element.download("glb");
    expect(((await ready) as HTMLElementEventMap["model-3d-export-ready"]).detail.fileName).to.equal("Meadow-teapot-v1.glb");
  });

  it("says of a file that is there already who made it, before it is taken and with it", async () => {
    const own = { ...CARD, originalBy: "meshy", kept: [], changed: [], lost: [], notes: [] };
    page.api.exports.unusual.glb = { card: { ...own, unit: "m", upAxis: "y", dimensions: { width: 1, height: 2, depth: 0.5 }, isRealSize: false, faces: 12, trianglesBefore: 12 } };
    const element = await show();
    const text = textOf(cardOf(element, "GLB"));
    for (const part of ["Everything, as Meshy made it", "1 × 2 × 0.5 m", "No real size was given", "Faces12"]) expect(text.replaceAll(" Faces 12", " Faces12")).to.include(part);
    await expect(element).to.be.accessible();
    const ready = oneEvent(element, "model-3d-export-ready");
    findButton(element, "Download GLB").click();
    expect(((await ready) as HTMLElementEventMap["model-3d-export-ready"]).detail.card?.originalBy).to.equal("meshy");
    page.api.exports.unusual.glb.card = { ...own, originalBy: "local", unit: null, upAxis: null, dimensions: null, faces: null, trianglesBefore: null, isClosed: null, bytes: null };
    const bare = textOf(cardOf(await show(), "GLB"));
    expect(bare).to.include("Everything, as it was made");
    for (const part of ["Dimensions", "Faces", "Surface"]) expect(bare).not.to.include(part);
  });

  it("says why a file could not be made, and makes it at the next click", async () => {
    const element = await show();
    findButton(element, "Download STL").click();
    page.api.exports.fail((await started("stl")).exportId, { code: "unsuitable", message: "Ask for fewer faces." });
    await waitUntil(() => textOf(cardOf(element, "STL")).includes("Ask for fewer faces."));
    expect(element.renderRoot.querySelector("[role=status].visually-hidden")?.textContent).to.equal("Ask for fewer faces.");
    const ready = oneEvent(element, "model-3d-export-ready");
    findButton(element, "Download STL").click();
    page.api.exports.ready((await started("stl")).exportId);
    await ready;
  });

  it("stops waiting when it is told to", async () => {
    const element = await show();
    findButton(element, "Download STL").click();
    const { exportId } = await started("stl");
    findButton(element, "Cancel the download of STL").click();
    page.api.exports.ready(exportId);
    await waitUntil(() => findButtons(element, "Download STL").length === 1);
    expect(textOf(cardOf(element, "STL"))).not.to.include("Saved");
  });

  it("sends the options that were chosen, and only those that are not as usual", async () => {
    page.api.exports.unusual.step = { options: ["unit", "upAxis", "tessellated", "maxFaces"], default_max_faces: 20_000 };
    const element = await show();
    const choose = (label: string, change: (field: HTMLInputElement & HTMLSelectElement) => void): void => {
      const field = [...cardOf(element, "STEP").querySelectorAll("label")].find((candidate) => candidate.textContent?.includes(label))?.querySelector<HTMLInputElement & HTMLSelectElement>("input, select");
      if (field == null) throw new Error(`no field ${label}`);
      change(field);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    (cardOf(element, "STEP").querySelector("details") as HTMLDetailsElement).open = true;
    await expect(element).to.be.accessible();
    choose("Unit", (field) => (field.value = "in"));
    choose("Up", (field) => (field.value = "y"));
    choose("Up", (field) => (field.value = "z"));
    choose("Most faces", (field) => (field.value = "500"));
    await element.updateComplete;
    expect(textOf(cardOf(element, "STEP").querySelector("summary") ?? element)).to.include("Options (2 chosen)");
    findButton(element, "Download STEP").click();
    await started("step");
    expect(page.api.exports.asked.at(-1)?.options).to.deep.equal({ unit: "in", maxFaces: 500 });
    choose("As triangles", (field) => (field.checked = true));
    await element.updateComplete;
    const limit = (): HTMLInputElement | null => cardOf(element, "STEP").querySelector<HTMLInputElement>("input[type=number]");
    expect(limit()?.value, "what counts for triangles too stays").to.equal("500");
    choose("Most faces", (field) => (field.value = ""));
    await element.updateComplete;
    expect(limit()?.placeholder, "there is none for triangles").to.equal("No limit");
    choose("Most faces", (field) => (field.value = "20000"));
    await element.updateComplete;
    expect(limit()?.value, "which is as usual for faces alone").to.equal("20000");
    choose("As triangles", (field) => (field.checked = false));
    await element.updateComplete;
    choose("Most faces", (field) => (field.value = "20000"));
    await element.updateComplete;
    choose("As triangles", (field) => (field.checked = true));
    await element.updateComplete;
    expect(limit()?.value, "no limit is shown that would not be sent").to.equal("");
  });

  it("names apart what the server does not make, with its reason", async () => {
    page.api.exports.unusual.stl = { available: false, reason: "The host has switched it off." };
    const element = await show();
    const missing = textOf(element.renderRoot.querySelector("[part=unavailable]") ?? document.createElement("p"));
    expect(missing).to.include("STL").and.to.include("switched it off").and.to.include("does not make these formats");
  });

  it("gives what there is where the formats are out of reach, and asks again", async () => {
    page.api.fails("/export-formats", "internal_error");
    const element = await show();
    expect(findButtons(element, "Download GLB")).to.have.length(1);
    expect(textOf(element)).to.include("More formats could not be looked up");
    page.api.recovers("/export-formats");
    findButton(element, "Try again").click();
    await waitUntil(() => findButtons(element, "Download STEP").length === 1);
  });
});

describe("the real size in <model-3d-export>", () => {
  const field = (element: Model3DExport, name: string): HTMLInputElement => {
    const found = element.renderRoot.querySelector<HTMLInputElement>(`form [name=${name}]`);
    if (found === null) throw new Error(`no field ${name}`);
    return found;
  };

  it("is asked for once, kept for the source, told to the page, and can be forgotten", async () => {
    const element = await show();
    expect(textOf(element)).to.include("has no size of its own");
    field(element, "value").value = "12";
    const changed = oneEvent(element, "model-3d-size-changed");
    findButton(element, "Set size").click();
    const { detail } = (await changed) as HTMLElementEventMap["model-3d-size-changed"];
    expect(detail.size).to.deep.equal({ axis: "height", value: 12, unit: "cm" });
    await waitUntil(() => textOf(element).includes("Height: 12 cm. Every file has this size."));
    expect(page.api.models[0]?.real_size).to.deep.equal({ axis: "height", value: 12, unit: "cm" });
    await expect(element).to.be.accessible();
    findButton(element, "Forget it").click();
    await waitUntil(() => textOf(element).includes("has no size of its own"));
    expect(page.api.models[0]?.real_size).to.equal(null);
  });

  it("lets go what was made in another size, and looks anew which files are there as they are", async () => {
    const element = await show();
    const lists = (): number => page.api.requests.filter((request) => request.startsWith("GET /export-formats")).length;
    const before = lists();
    const ready = oneEvent(element, "model-3d-export-ready");
    findButton(element, "Download STL").click();
    page.api.exports.ready((await started("stl")).exportId, CARD);
    await ready;
    await waitUntil(() => textOf(element).includes("What is in the file"));
    field(element, "value").value = "3";
    findButton(element, "Set size").click();
    await waitUntil(() => !textOf(element).includes("What is in the file"));
    await waitUntil(() => lists() === before + 1);
  });

  it("is not sent where it is none, and says what is wrong where the server refuses it", async () => {
    const element = await show();
    field(element, "value").value = "-1";
    findButton(element, "Set size").click();
    expect(field(element, "value").validity.valid).to.equal(false);
    expect(page.api.requests.filter((request) => request.startsWith("PATCH"))).to.deep.equal([]);
    page.api.fails("/product-3d-models", "internal_error");
    field(element, "value").value = "2";
    findButton(element, "Set size").click();
    await waitUntil(() => element.renderRoot.querySelector("form .danger")?.textContent?.trim() !== "" && element.renderRoot.querySelector("form .danger") !== null);
    expect(field(element, "value").value).to.equal("2");
  });
});
