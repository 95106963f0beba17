import "./viewer.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf, walk } from "../../test/find-by-text.ts";
import { addressOf, QUICK_LIGHT, RED, SHOW_TIMEOUT, showViewer } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

const labels = (viewer: Model3DViewer): string[] => [...walk(viewer)].filter((element) => element.matches("[part=dimension]")).map((element) => element.getAttribute("aria-label") ?? "");
const distanceOf = (viewer: Model3DViewer): number => viewer.getCameraOrbit().radius;

describe("the real size in <model-3d-viewer>", function () {
  this.timeout(180_000);

  it("is the one that the page gives: of the model in the room, its dimensions and its files, and no other to the eye", async () => {
    const plain = await showViewer({ src: addressOf(RED) });
    const [height, width, distance] = [plain.getDimensions().y, plain.getDimensions().x, distanceOf(plain)];
    plain.remove();
    const viewer = await showViewer({ src: addressOf(RED), realSize: { axis: "height", value: 12, unit: "cm" } });
    expect(viewer.getDimensions().y).to.be.closeTo(0.12, 1e-6);
    expect(viewer.getDimensions().x).to.be.closeTo((0.12 / height) * width, 1e-6);
    expect(distanceOf(viewer), "as near for its size").to.be.closeTo((0.12 / height) * distance, 0.001);
    viewer.dimensions = true;
    viewer.tools = undefined;
    await waitUntil(() => labels(viewer).includes("Height 12 centimeters"), "it is written along the model", SHOW_TIMEOUT);
    viewer.setAttribute("real-size", "height 2 in");
    await waitUntil(() => labels(viewer).includes("Height 5.1 centimeters"), "it follows", SHOW_TIMEOUT);
    viewer.realSize = null;
    await waitUntil(() => Math.abs(viewer.getDimensions().y - height) < 1e-6, "it is as large as its file says", SHOW_TIMEOUT);
    await waitUntil(() => textOf(viewer).includes("As the file says: no real size was given."), "and that is told", SHOW_TIMEOUT);
  });

  it("is the one that the API keeps, and can be said with the tools", async () => {
    const page = createFakePage();
    const item = createItem(1);
    page.api.add({ ...item, glb: addressOf(RED) }, { real_size: { axis: "height", value: 30, unit: "cm" } });
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer .client=${page.client} alt="A vase" light=${QUICK_LIGHT} style="width:360px" loading="eager" source-id=${item.sourceId}></model-3d-viewer>`);
    await waitUntil(() => viewer.state === "ready", "the model shows", SHOW_TIMEOUT);
    expect(viewer.getDimensions().y).to.be.closeTo(0.3, 1e-6);
    await waitUntil(() => findButtons(viewer, "Tools").length === 1, "the tools are there", SHOW_TIMEOUT);
    findButton(viewer, "Tools").click();
    await waitUntil(() => findButtons(viewer, "Real size").length === 1);
    const { messages } = viewer;
    Object.defineProperty(viewer, "messages", { configurable: true, value: { ...messages, exportTexts: () => Promise.reject(new TypeError("Failed to fetch")) } });
    findButton(viewer, "Real size").click();
    await waitUntil(() => textOf(viewer).includes("Check your connection, then try again."), "a form that cannot be fetched is told");
    Reflect.deleteProperty(viewer, "messages");
    findButton(viewer, "Real size").click();
    const field = (): HTMLInputElement | undefined => [...walk(viewer)].find((element): element is HTMLInputElement => element.matches("form [name=value]"));
    await waitUntil(() => field()?.value === "30", "the form shows what is kept", SHOW_TIMEOUT);
    await expect(viewer).to.be.accessible();
    Object.assign(field() ?? {}, { value: "45" });
    const changed = oneEvent(viewer, "model-3d-size-changed");
    findButton(viewer, "Set size").click();
    await changed;
    await waitUntil(() => Math.abs(viewer.getDimensions().y - 0.45) < 1e-6, "the model follows", SHOW_TIMEOUT);
    expect(page.api.models[0]?.real_size).to.deep.equal({ axis: "height", value: 45, unit: "cm" });
    expect(textOf(viewer)).to.include("The size is set.");
  });

  it("is missed where nobody has said it: no length is told as a fact, and there is the way to say it", async () => {
    const page = createFakePage();
    const item = createItem(1);
    page.api.add({ ...item, glb: addressOf(RED) });
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer .client=${page.client} alt="A vase" dimensions light=${QUICK_LIGHT} style="width:420px" loading="eager" source-id=${item.sourceId}></model-3d-viewer>`);
    await waitUntil(() => labels(viewer).length === 3, "the dimensions are drawn", SHOW_TIMEOUT);
    expect(labels(viewer)).to.include("Height 100%").and.to.include("Width 84%");
    expect(textOf(viewer)).to.include("The real size is not known").and.not.to.match(/\d cm/);
    findButton(viewer, "Tools").click();
    await waitUntil(() => findButtons(viewer, "Dimensions").length === 1);
    expect(textOf(viewer), "there is no unit to choose for a share").not.to.include("Unit");
    await expect(viewer).to.be.accessible();
    findButton(viewer, "Set the real size").click();
    const field = (): HTMLInputElement | undefined => [...walk(viewer)].find((element): element is HTMLInputElement => element.matches("form [name=value]"));
    await waitUntil(() => field() !== undefined, "the form is there", SHOW_TIMEOUT);
    Object.assign(field() ?? {}, { value: "50" });
    findButton(viewer, "Set size").click();
    await waitUntil(() => labels(viewer).includes("Height 50 centimeters"), "lengths are facts now", SHOW_TIMEOUT);
    expect(textOf(viewer)).to.include("Unit");
    expect(textOf(viewer)).not.to.include("The real size is not known");
  });

  it("is the one that the API keeps of a model that is given by its id, with its light file first", async () => {
    const page = createFakePage();
    const { id } = page.api.add(createItem(1), { model_urls: { glb: addressOf(RED), glb_tiny: addressOf(RED) }, real_size: { axis: "height", value: 2, unit: "m" } });
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer .client=${page.client} alt="A vase" tools="none" light=${QUICK_LIGHT} style="width:160px" loading="eager"></model-3d-viewer>`);
    const qualities: string[] = [];
    viewer.addEventListener("model-3d-load", ({ detail }) => qualities.push(detail.quality));
    viewer.modelId = id;
    await waitUntil(() => qualities.includes("full"), "the full file shows", SHOW_TIMEOUT);
    expect(qualities).to.deep.equal(["low", "full"]);
    expect(viewer.getDimensions().y).to.be.closeTo(2, 1e-6);
  });

  it("is not asked for of a file that no API knows", async () => {
    const viewer = await showViewer({ src: addressOf(RED), tools: undefined });
    await waitUntil(() => findButtons(viewer, "Tools").length === 1, "the tools are there", SHOW_TIMEOUT);
    findButton(viewer, "Tools").click();
    await waitUntil(() => findButtons(viewer, "Dimensions").length === 1);
    expect(findButtons(viewer, "Real size")).to.have.length(0);
  });
});
