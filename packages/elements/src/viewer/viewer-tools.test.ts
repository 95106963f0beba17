import "./viewer.ts";
import { expect } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { findButton, findButtons, textOf, walk } from "../../test/find-by-text.ts";
import { QUICK_LIGHT, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil as waitUntilAtOnce } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

/** Drawing without a graphics card holds up the whole page, for longer than other waits last. */
const waitUntil = (condition: () => unknown, message?: string): Promise<void> => waitUntilAtOnce(condition, message, SHOW_TIMEOUT);

/** One for all: a model takes its time to show. */
let viewer: Model3DViewer;

function find<Type extends Element>(root: Node, selector: string): Type | undefined {
  return [...walk(root)].find((element): element is Type => element.matches(selector));
}

describe("the tools of <model-3d-viewer>", function () {
  this.timeout(120_000);

  before(async () => {
    const src = URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));
    // No fixture: that would be gone after the first test.
    viewer = Object.assign(document.createElement("model-3d-viewer"), { id: "vase", alt: "A red vase", light: QUICK_LIGHT, src } as const);
    viewer.style.width = "360px";
    document.body.append(viewer);
    await waitUntil(() => viewer.state === "ready", "the model is there");
  });

  // The menu is closed at first, and again after the tools were taken away.
  beforeEach(async () => {
    await waitUntil(() => findButtons(viewer, "Tools").length === 1, "the tools are there");
    if (findButtons(viewer, "Reset view").length === 0) findButton(viewer, "Tools").click();
    await waitUntil(() => findButtons(viewer, "Reset view").length === 1);
  });

  after(() => viewer.remove());

  afterEach(() => {
    Object.assign(viewer, { tools: undefined, dimensions: false, wireframe: false, light: QUICK_LIGHT });
    const dialog = find<HTMLDialogElement>(viewer, "dialog[open]");
    dialog?.close();
  });

  it("make room for themselves below the model, and are accessible", async () => {
    const strip = find<HTMLElement>(viewer, "[part=toolbar]")?.getBoundingClientRect();
    const stage = find<HTMLElement>(viewer, "[part=stage]")?.getBoundingClientRect();
    expect(strip?.top).to.be.at.least((stage?.bottom ?? Infinity) - 1);
    expect(viewer.getBoundingClientRect().height).to.be.closeTo(270, 1);
    expect(find(viewer, "[part=toolbar]")?.getAttribute("role")).to.equal("group");
    await expect(viewer).to.be.accessible();
  });

  it("are all to be seen, in a narrow viewer as pictures whose names are read", async () => {
    const strip = find<HTMLElement>(viewer, "[part=toolbar]");
    for (const width of ["340px", "900px"]) {
      viewer.style.width = width;
      await new Promise(requestAnimationFrame);
      const box = strip?.getBoundingClientRect();
      const tools = [...(strip?.querySelectorAll<HTMLElement>("button, select") ?? [])];
      expect(tools.length).to.be.greaterThan(5);
      const cut = tools.filter((tool) => tool.getBoundingClientRect().right > (box?.right ?? 0) || tool.getBoundingClientRect().left < (box?.left ?? 0));
      expect(cut.map(({ textContent }) => textContent), width).to.deep.equal([]);
      expect(strip?.scrollWidth).to.be.at.most(strip?.clientWidth ?? 0);
    }
    viewer.style.width = "360px";
    await new Promise(requestAnimationFrame);
    await expect(viewer).to.be.accessible();
  });

  it("stay with what is open in them while another file comes", async () => {
    const { src } = viewer;
    viewer.src = URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));
    await viewer.updateComplete;
    expect(viewer.state).to.equal("loading");
    expect(find<HTMLElement>(viewer, "model-3d-viewer-tools")?.inert).to.equal(true);
    await waitUntil(() => viewer.state === "ready", "the other file shows");
    expect(findButtons(viewer, "Reset view"), "the strip is open as before").to.have.length(1);
    viewer.src = src;
    await waitUntil(() => viewer.state === "ready", "the first file shows");
  });

  it("draw the dimensions in the unit that is chosen, readable for screen readers", async () => {
    const view = viewer.getFieldOfView();
    findButton(viewer, "Dimensions").click();
    await waitUntil(() => find(viewer, "[aria-label='Height 95 centimeters']"), "the height is there");
    expect(findButton(viewer, "Dimensions").getAttribute("aria-pressed")).to.equal("true");
    await waitUntil(() => labelsInside(viewer) === 3, "the view is wide enough for all three");
    viewer.unit = "in";
    await waitUntil(() => find(viewer, "[aria-label='Width 31.5 inches']"));
    viewer.dimensions = false;
    await waitUntil(() => !find(viewer, "[part=dimension]"));
    await waitUntil(() => Math.abs(viewer.getFieldOfView() - view) < 0.1, "the view is as it was");
  });

  it("draw the lines of the triangles and light the model anew without asking any host", async () => {
    const before = await (await viewer.toBlob()).arrayBuffer();
    const requests = performance.getEntriesByType("resource").length;
    viewer.light = "outdoor";
    await waitUntil(async () => !isSame(before, await (await viewer.toBlob()).arrayBuffer()), "it looks otherwise");
    expect(performance.getEntriesByType("resource").slice(requests).filter(({ name }) => name.includes("light:"))).to.deep.equal([]);
    viewer.wireframe = true;
    await waitUntil(() => viewer.modelViewer?.model?.materials[0] !== undefined && countWireframes(viewer) === 1, "it is lines");
    viewer.wireframe = false;
    await waitUntil(() => countWireframes(viewer) === 0);
  });

  it("are those that the page wants, or none", async () => {
    viewer.tools = "reset inspector";
    await waitUntil(() => findButtons(viewer, "Wireframe").length === 0);
    expect(findButtons(viewer, "Model details")).to.have.length(1);
    expect(findButtons(viewer, "Wireframe")).to.have.length(0);
    viewer.tools = "none";
    await waitUntil(() => findButtons(viewer, "Tools").length === 0);
  });

  it("count what the model is made of", async () => {
    findButton(viewer, "Model details").click();
    await waitUntil(() => textOf(viewer).includes("Triangles"), "the facts are there");
    // 9 rings of 48 quads.
    expect(textOf(viewer)).to.match(/Triangles\s*864/);
    expect(textOf(viewer)).to.match(/File\s*17\.7 kB/);
    await expect(viewer).to.be.accessible();
  });

  it("give a code and the address to open on a phone", async () => {
    viewer.arUrl = "/vase";
    findButton(viewer, "On your phone").click();
    await waitUntil(() => find(viewer, "svg[role=img]"), "the code is there");
    expect(find<HTMLInputElement>(viewer, "input")?.value).to.equal(`${location.origin}/vase`);
    await expect(viewer).to.be.accessible();
  });

  it("save a picture under the model's name", async () => {
    let saved = "";
    const note = (event: Event): void => {
      const [link] = event.composedPath();
      if (!(link instanceof HTMLAnchorElement) || link.download === "") return;
      event.preventDefault();
      saved = link.download;
    };
    // A link that is in no page fires its click at itself alone.
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      this.addEventListener("click", note);
      click.call(this);
    };
    try {
      findButton(viewer, "Screenshot").click();
      await waitUntil(() => saved === "a-red-vase.png", "it is saved");
      await waitUntil(() => textOf(viewer).includes("Saved as a-red-vase.png"));
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
  });
});

const isSame = (one: ArrayBuffer, other: ArrayBuffer): boolean => {
  const bytes = new Uint8Array(other);
  return one.byteLength === other.byteLength && new Uint8Array(one).every((byte, index) => byte === bytes[index]);
};

/** How many labels of lengths lie wholly on the model's stage. */
function labelsInside(root: Model3DViewer): number {
  const stage = find<HTMLElement>(root, "[part=stage]")?.getBoundingClientRect();
  const labels = [...walk(root)].filter((element) => element.matches("[part=dimension]")).map((label) => label.getBoundingClientRect());
  return labels.filter(({ left, top, right, bottom }) => stage !== undefined && left >= stage.left && top >= stage.top && right <= stage.right && bottom <= stage.bottom).length;
}

interface SceneNode {
  material?: { wireframe?: boolean };
  children: SceneNode[];
}

/** How many meshes are drawn as lines, by three's own scene, which model-viewer keeps under a symbol. */
function countWireframes({ modelViewer }: Model3DViewer): number {
  const symbol = modelViewer === null ? undefined : Object.getOwnPropertySymbols(modelViewer).find(({ description }) => description === "scene");
  const scene = symbol === undefined ? { models: [] } : (Reflect.get(modelViewer ?? {}, symbol) as { models: SceneNode[] });
  const count = ({ material, children }: SceneNode): number => (material?.wireframe === true ? 1 : 0) + children.reduce((sum, child) => sum + count(child), 0);
  return scene.models.reduce((sum, model) => sum + count(model), 0);
}
