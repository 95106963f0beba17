import "./export.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { DRACO_CUBE } from "../../test/draco-cube.ts";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { enExport } from "../locale/en-export.ts";
import type { Model3DExport } from "./export.component.ts";
import { LocalFiles } from "./local-files.ts";
import { failureOf, makeLocally } from "./make-locally.ts";

const item = createItem(1);
let page: FakePage;
const addressOf = (bytes: Uint8Array): string => URL.createObjectURL(new Blob([bytes.slice()]));

beforeEach(() => {
  page = createFakePage();
});

async function show(glb: Uint8Array = createGlb()): Promise<Model3DExport> {
  const model = page.api.add(item, { model_urls: { glb: addressOf(glb) } });
  const element = await fixture<Model3DExport>(html`<model-3d-export local .client=${page.client} .model=${model} name="Oak chair"></model-3d-export>`);
  element.addEventListener("model-3d-export-ready", (event) => event.preventDefault());
  await waitUntil(() => element.state === "ready" && findButtons(element, "Download STEP").length === 1, "the formats show");
  return element;
}

async function take(element: Model3DExport, name: string): Promise<HTMLElementEventMap["model-3d-export-ready"]["detail"]> {
  const ready = oneEvent(element, "model-3d-export-ready");
  findButton(element, `Download ${name}`).click();
  return ((await ready) as HTMLElementEventMap["model-3d-export-ready"]).detail;
}

/** How high a binary STL is, Z up. */
async function heightOf(file: Blob): Promise<number> {
  const view = new DataView(await file.arrayBuffer());
  const [heights, triangles] = [[] as number[], view.getUint32(80, true)];
  for (let triangle = 0; triangle < triangles; triangle += 1) for (let corner = 0; corner < 3; corner += 1) heights.push(view.getFloat32(84 + triangle * 50 + 12 + corner * 12 + 8, true));
  return Math.max(...heights) - Math.min(...heights);
}

describe("<model-3d-export local>", function () {
  this.timeout(60_000);

  it("looks into the GLB and says before each download what the file will be", async () => {
    const element = await show();
    await waitUntil(() => textOf(element).includes("What will be in the file"), "the cards come");
    const cards = [...element.renderRoot.querySelectorAll("[part=format]")].filter((card) => !["GLB", "glTF"].includes(card.querySelector("h3")?.textContent ?? ""));
    expect(cards.length).to.equal(8);
    for (const card of cards) expect(textOf(card), card.querySelector("h3")?.textContent ?? "").to.include("What will be in the file").and.to.match(/Keeps .*size/);
    const foreseen = textOf(cards.find((card) => card.querySelector("h3")?.textContent === "STL") ?? element);
    const { card } = await take(element, "STL");
    expect(foreseen).to.include(enExport.keeps((card?.kept ?? []).map((aspect) => enExport.aspects[aspect]).join(", ")));
    expect(page.api.requests.filter((request) => /export-formats|convert-to-cad/.test(request))).to.deep.equal([]);
  });

  it("makes files of the GLB in the page, in the real size, and asks the server for none", async () => {
    const element = await show();
    const size = element.renderRoot.querySelector<HTMLInputElement>("form [name=value]");
    Object.assign(size ?? {}, { value: "12" });
    findButton(element, "Set size").click();
    await waitUntil(() => textOf(element).includes("Height: 12 cm."));
    const { file, fileName, card } = await take(element, "STL");
    expect(fileName).to.equal("Oak-chair-v1.stl");
    expect(await heightOf(file)).to.be.closeTo(120, 0.001);
    expect(card).to.include({ unit: "mm", isRealSize: true, bytes: file.size });
    expect(card?.dimensions?.height).to.be.closeTo(120, 0.001);
    await waitUntil(() => textOf(element).includes("What is in the file"));
    for (const name of ["GLB", "STEP", "USDZ", "OBJ"]) expect((await take(element, name)).file.size, name).to.be.above(500);
    expect(page.api.requests.filter((request) => /export-formats|convert-to-cad/.test(request))).to.deep.equal([]);
    await expect(element).to.be.accessible();
  });

  it("reads a GLB that is compressed with Draco, in a thread and in the page", async () => {
    const cube = Uint8Array.from(atob(DRACO_CUBE), (letter) => letter.charCodeAt(0));
    const element = await show(cube);
    const { file, card } = await take(element, "STL");
    expect(await heightOf(file)).to.be.closeTo(1000, 0.1);
    expect(card).to.include({ faces: 12, isClosed: true });
    const { card: own } = await makeLocally({ glb: new Blob([cube]), format: "3mf", options: { unit: "in" }, realSize: { axis: "height", value: 1, unit: "in" } }, { onProgress: () => undefined });
    expect(own).to.include({ faces: 12, unit: "in", isRealSize: true });
    const broken = await makeLocally({ glb: new Blob([cube.with(cube.length - 40, 77).with(cube.length - 30, 255)]), format: "stl", options: {}, realSize: null }, { onProgress: () => undefined }).catch(failureOf);
    expect(broken).to.include({ code: "unreadable" });
  });

  it("says what is wrong with a file that cannot be read", async () => {
    const element = await show(createGlb().slice(0, 200));
    const failed = oneEvent(element, "model-3d-error");
    findButton(element, "Download STL").click();
    expect(((await failed) as CustomEvent<{ code: string }>).detail.code).to.equal("unreadable");
    await waitUntil(() => element.renderRoot.querySelector(".line.danger") !== null);
  });

  it("works in the page where it may have no thread, and stops when it is told to", async () => {
    const model = page.api.add(item, { model_urls: { glb: addressOf(createGlb()) } });
    const refused = (): Worker => {
      throw new DOMException("refused", "SecurityError");
    };
    const silent = (): Worker => {
      const worker = Object.assign(new EventTarget(), { postMessage: () => worker.dispatchEvent(new Event("error")), terminate: () => undefined });
      return worker as unknown as Worker;
    };
    for (const createWorker of [refused, silent]) {
      const files = new LocalFiles(page.client, createWorker);
      const { signal } = new AbortController();
      expect((await files.formats(model, signal))?.length).to.equal(10);
      const told: string[] = [];
      const { file } = await files.take(model, { format: "ply" }, {}, { signal, onNews: ({ phase }) => told.push(phase) });
      expect(file.size).to.be.above(500);
      expect([...new Set(told)]).to.deep.equal(["loading", "making"]);
    }
    const leaving = new AbortController();
    const left = new LocalFiles(page.client).take(model, { format: "step" }, {}, { signal: leaving.signal, onNews: ({ phase }) => phase === "making" && leaving.abort(new Error("enough")) });
    expect(await left.catch((error: Error) => error.message)).to.equal("enough");
  });
});
