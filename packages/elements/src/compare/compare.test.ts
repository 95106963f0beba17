import "./compare.ts";
import type { ModelViewerElement } from "@google/model-viewer";
import type { Model } from "@model-3d/contract";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DCompare } from "./compare.component.ts";

const LOAD_TIMEOUT = { timeout: 100_000 };
const SMALL_RADIUS = Math.hypot(0.8, 0.95, 0.8) / 2;
const item = createItem(1);
const addressOf = (scale: number): string => URL.createObjectURL(new Blob([createGlb([0.2, 0.3, 0.6], scale)], { type: "model/gltf-binary" }));
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

interface ShowOptions {
  scales?: readonly [number, number];
  widthPx?: number;
  changes?: Partial<Pick<Model3DCompare, "right" | "mode" | "scale">>;
}

async function show({ scales = [1, 2], widthPx = 700, changes = {} }: ShowOptions = {}): Promise<Model3DCompare> {
  const [left, right] = scales.map((scale) => page.api.add(item, { model_urls: { glb: addressOf(scale) } }).id);
  const place = await fixture<HTMLDivElement>(html`<div><model-3d-compare .client=${page.client} left=${left ?? ""} right=${right ?? ""}></model-3d-compare></div>`);
  place.style.width = `${widthPx}px`;
  const compare = place.querySelector("model-3d-compare");
  if (compare === null) throw new Error("no element");
  Object.assign(compare, changes);
  await waitUntil(() => compare.state !== "loading" && (compare.state !== "ready" || textOf(compare).includes("kB")), "it shows", LOAD_TIMEOUT);
  return compare;
}

const sideOf = (compare: Model3DCompare, name: "left" | "right"): HTMLElement => {
  const side = compare.renderRoot.querySelector<HTMLElement>(`[part=side].${name}`);
  if (side === null) throw new Error(`no ${name} side`);
  return side;
};

function viewerOf(compare: Model3DCompare, name: "left" | "right"): ModelViewerElement {
  const viewer = sideOf(compare, name).querySelector("model-3d-viewer")?.modelViewer ?? null;
  if (viewer === null) throw new Error(`nothing shows on the ${name}`);
  return viewer;
}

const inputOf = (viewer: ModelViewerElement): Element | null | undefined => viewer.shadowRoot?.querySelector(".userInput");
const orbitOf = (compare: Model3DCompare, name: "left" | "right"): ReturnType<ModelViewerElement["getCameraOrbit"]> => viewerOf(compare, name).getCameraOrbit();
const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 0.002;

describe("<model-3d-compare>", function () {
  this.timeout(120_000);

  it("shows two versions by name, with what can be counted of them, on one floor and in one scale", async () => {
    const compare = await show();
    expect(compare.state).to.equal("ready");
    expect(textOf(sideOf(compare, "left"))).to.match(/Version 1 864 triangles · 17\.\d kB/);
    expect(textOf(sideOf(compare, "right"))).to.include("Version 2");
    await waitUntil(() => isNear(orbitOf(compare, "left").radius, orbitOf(compare, "right").radius), "one distance");
    expect(viewerOf(compare, "left").getCameraTarget().y).to.be.closeTo(viewerOf(compare, "right").getCameraTarget().y, 0.001);
    expect(orbitOf(compare, "left").radius).to.be.closeTo((2 * SMALL_RADIUS) / Math.sin(Math.PI / 12), 0.01);
    expect(page.api.requests.filter((request) => request.includes("modelIds="))).to.have.length(1);
    await expect(compare).to.be.accessible();
    findButton(compare, "Same scale").click();
    await waitUntil(() => isNear(2 * orbitOf(compare, "left").radius, orbitOf(compare, "right").radius), "each fills its frame");
    expect(compare.getAttribute("scale")).to.equal("each");
    expect(findButton(compare, "Same scale").getAttribute("aria-pressed")).to.equal("false");
  });

  it("shows them as large as the real things where both sizes are known, and else says that they are not", async () => {
    const sizeOf = (name: "left" | "right"): number => viewerOf(compare, name).getDimensions().y;
    const compare = await show();
    expect(sizeOf("right") / sizeOf("left")).to.be.closeTo(2, 0.01);
    expect(textOf(compare)).to.include("The real size is not known of both");
    const [small, large] = page.api.models;
    const sized = (model: Model | undefined, value: number): Model => ({ ...(model as Model), real_size: { axis: "height", value, unit: "cm" } });
    compare.models = [sized(small, 30), large as Model];
    await waitUntil(() => compare.state === "ready", "one alone is no measure for the other", LOAD_TIMEOUT);
    await compare.updateComplete;
    expect(sizeOf("right") / sizeOf("left")).to.be.closeTo(2, 0.01);
    expect(textOf(compare)).to.include("The real size is not known of both");
    compare.models = [sized(small, 30), sized(large, 10)];
    await waitUntil(() => isNear(sizeOf("left"), 0.3) && isNear(sizeOf("right"), 0.1), "both are as large as they are", LOAD_TIMEOUT);
    expect(textOf(compare)).not.to.include("The real size is not known");
    await waitUntil(() => isNear(orbitOf(compare, "left").radius, orbitOf(compare, "right").radius), "in one scale", LOAD_TIMEOUT);
    expect(orbitOf(compare, "left").radius).to.be.closeTo((0.3 / 0.95) * SMALL_RADIUS / Math.sin(Math.PI / 12), 0.01);
  });

  it("takes the height that the page gives it, however little, and has one of its own else", async () => {
    const compare = await show({ widthPx: 1200 });
    const heights = (): number[] => [compare.scrollHeight, compare.clientHeight];
    expect(compare.clientHeight).to.be.within(450, 650);
    compare.style.height = "320px";
    expect(heights()).to.deep.equal([320, 320]);
    findButton(compare, "Slider").click();
    await compare.updateComplete;
    expect(heights()).to.deep.equal([320, 320]);
  });

  it("does to one what the reader does to the other, both ways, without a loop", async () => {
    const compare = await show();
    const passedOn: string[] = [];
    for (const name of ["left", "right"] as const) {
      const other = name === "left" ? "right" : "left";
      const before = orbitOf(compare, other);
      const listen = (event: Event): void => void passedOn.push((event as CustomEvent<{ source: string }>).detail.source);
      viewerOf(compare, other).addEventListener("camera-change", listen);
      inputOf(viewerOf(compare, name))?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, composed: true }));
      inputOf(viewerOf(compare, name))?.dispatchEvent(new WheelEvent("wheel", { deltaY: -120 }));
      inputOf(viewerOf(compare, name))?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", shiftKey: true, bubbles: true, composed: true }));
      await waitUntil(() => {
        const [mine, others] = [orbitOf(compare, name), orbitOf(compare, other)];
        const target = viewerOf(compare, name).getCameraTarget();
        const hasMoved = !isNear(others.theta, before.theta) && others.radius < before.radius - 0.01;
        return hasMoved && isNear(mine.theta, others.theta) && isNear(mine.phi, others.phi) && isNear(mine.radius, others.radius) && isNear(target.y, viewerOf(compare, other).getCameraTarget().y);
      }, `the ${other} one follows`, LOAD_TIMEOUT);
      expect(viewerOf(compare, other).getFieldOfView()).to.be.closeTo(viewerOf(compare, name).getFieldOfView(), 0.5);
      viewerOf(compare, other).removeEventListener("camera-change", listen);
    }
    expect(passedOn).not.to.include("user-interaction");
    findButton(compare, "Reset the view").click();
    await waitUntil(() => isNear(orbitOf(compare, "left").theta, Math.PI / 7) && isNear(orbitOf(compare, "right").theta, Math.PI / 7), "both are back");
    viewerOf(compare, "left").cameraOrbit = "2rad 1rad 4m";
    await waitUntil(() => !isNear(orbitOf(compare, "left").theta, Math.PI / 7), "the page has moved one", LOAD_TIMEOUT);
    inputOf(viewerOf(compare, "left"))?.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true, composed: true, cancelable: true }));
    await waitUntil(() => isNear(orbitOf(compare, "left").theta, Math.PI / 7), "0 brings it back", LOAD_TIMEOUT);
  });

  it("cuts from one to the other by a divider, for keys and pointers", async () => {
    const compare = await show({ changes: { mode: "slider" } });
    const divider = compare.renderRoot.querySelector<HTMLElement>("[role=slider]");
    if (divider === null) throw new Error("no divider");
    expect([divider.getAttribute("aria-label"), divider.getAttribute("aria-valuetext")]).to.deep.equal(["Divider between Version 1 and Version 2", "50% Version 1"]);
    divider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true, bubbles: true, composed: true, cancelable: true }));
    await compare.updateComplete;
    expect(divider.getAttribute("aria-valuenow")).to.equal("40");
    const { left, width } = compare.renderRoot.querySelector("[part=sides]")?.getBoundingClientRect() ?? new DOMRect();
    const middle = divider.getBoundingClientRect();
    expect(middle.left + middle.width / 2).to.be.closeTo(left + width * 0.4, 1);
    expect(getComputedStyle(sideOf(compare, "left").querySelector(".view") ?? divider).clipPath).to.match(/inset\(0(px)? calc\(60%\) 0(px)? 0(px)?\)|inset\(0px 60% 0px 0px\)/);
    const [one, other] = [sideOf(compare, "left"), sideOf(compare, "right")].map((side) => side.querySelector(".view")?.getBoundingClientRect().left);
    expect(one).to.equal(other);
    divider.setPointerCapture = () => undefined;
    divider.dispatchEvent(new PointerEvent("pointerdown", { button: 0, pointerId: 1, clientX: left, bubbles: true }));
    divider.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX: left + width * 0.75, bubbles: true }));
    divider.dispatchEvent(new PointerEvent("pointerup", { pointerId: 1, bubbles: true }));
    divider.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX: left, bubbles: true }));
    expect(compare.split).to.be.closeTo(75, 0.5);
    await expect(compare).to.be.accessible();
    findButton(compare, "Side by side").click();
    await compare.updateComplete;
    expect([compare.getAttribute("mode"), compare.renderRoot.querySelector("[role=slider]")]).to.deep.equal(["side-by-side", null]);
    expect(compare.state).to.equal("ready");
  });

  it("stands one above the other where it is narrow, and left stays left in a page from right to left", async () => {
    const compare = await show({ widthPx: 320 });
    const rectOf = (name: "left" | "right"): DOMRect => sideOf(compare, name).querySelector(".view")?.getBoundingClientRect() ?? new DOMRect();
    expect(rectOf("right").top).to.be.above(rectOf("left").bottom);
    expect(compare.scrollWidth).to.be.at.most(320);
    compare.dir = "rtl";
    if (compare.parentElement !== null) compare.parentElement.style.width = "700px";
    await waitUntil(() => rectOf("left").top === rectOf("right").top);
    expect(rectOf("left").right).to.be.below(rectOf("right").left);
    compare.theme = "dark";
    if (compare.parentElement !== null) compare.parentElement.style.background = "#14161a";
    await compare.updateComplete;
    await expect(compare).to.be.accessible();
  });

  it("says which side cannot be shown, keeps the other, and tries again", async () => {
    const compare = await show({ changes: { right: "00000000-0000-4000-8000-0000000000ff", mode: "slider" } });
    await waitUntil(() => compare.state === "error" && textOf(sideOf(compare, "left")).includes("864 triangles"), "the left one shows", LOAD_TIMEOUT);
    expect(textOf(sideOf(compare, "right"))).to.include("This version does not exist any more, or it is not yours.");
    expect(compare.renderRoot.querySelector("[role=slider]")).to.equal(null);
    await expect(compare).to.be.accessible();
    page.api.fails("/product-3d-models", "internal_error");
    const failed = oneEvent(compare, "model-3d-error");
    findButton(compare, "Try again").click();
    expect((await failed).detail.code).to.equal("internal_error");
    await waitUntil(() => textOf(sideOf(compare, "right")).includes("could not be looked up"));
    page.api.recovers("/product-3d-models");
    compare.right = page.api.models[1]?.id;
    await waitUntil(() => compare.state === "ready", "both show", LOAD_TIMEOUT);
  });

  it("shows files by their addresses and names, and a file that is missing as such", async () => {
    const compare = await fixture<Model3DCompare>(
      html`<model-3d-compare left-src=${addressOf(1)} right-src="/no-such-file.glb" left-label="Before" right-label="After" style="width:500px"></model-3d-compare>`,
    );
    await waitUntil(() => compare.state === "error" && textOf(compare).includes("Before 864 triangles"), "it says so", LOAD_TIMEOUT);
    expect(textOf(sideOf(compare, "right"))).to.include("The model file is not there any more").and.to.include("After");
    compare.rightSrc = addressOf(2);
    await waitUntil(() => compare.state === "ready", "both show", LOAD_TIMEOUT);
  });

  it("says what to set when there is nothing to compare", async () => {
    const compare = await fixture<Model3DCompare>(html`<model-3d-compare></model-3d-compare>`);
    await waitUntil(() => compare.state === "empty");
    expect(textOf(compare)).to.include("Set `left` and `right` to the ids of two versions");
    await expect(compare).to.be.accessible();
  });
});
