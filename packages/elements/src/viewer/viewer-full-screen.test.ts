import "./viewer.ts";
import { expect } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { QUICK_LIGHT, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil as waitUntilAtOnce } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

const waitUntil = (condition: () => unknown, message?: string): Promise<void> => waitUntilAtOnce(condition, message, SHOW_TIMEOUT);

describe("the full screen of <model-3d-viewer>", function () {
  this.timeout(120_000);
  const page = document.createElement("div");
  let viewer: Model3DViewer;

  before(async () => {
    page.innerHTML = "<button>Buy</button><div style='transform: scale(0.5); overflow: hidden'></div>";
    document.body.append(page);
    const src = URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));
    viewer = Object.assign(document.createElement("model-3d-viewer"), { alt: "A red vase", light: QUICK_LIGHT, src } as const);
    viewer.style.width = "360px";
    page.querySelector("div")?.append(viewer);
    await waitUntil(() => findButtons(viewer, "Tools").length === 1, "the model shows");
  });

  after(() => page.remove());

  afterEach(() => {
    Reflect.deleteProperty(document, "fullscreenEnabled");
    Reflect.deleteProperty(viewer, "requestFullscreen");
    Reflect.deleteProperty(viewer, "toBlob");
  });

  const sizeOf = (): number[] => {
    const { x, y, width, height } = viewer.getBoundingClientRect();
    return [x, y, width, height];
  };

  for (const [words, prepare] of [
    ["there is none", () => Object.defineProperty(document, "fullscreenEnabled", { configurable: true, value: false })],
    ["it is refused", () => Object.assign(viewer, { requestFullscreen: () => Promise.reject(new TypeError("Not now.")) })],
  ] as const) {
    it(`is the whole page where ${words}, until Escape or the button`, async () => {
      const small = sizeOf();
      const buy = page.querySelector("button");
      for (const leave of [() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true })), () => findButton(viewer, "Leave full screen").click()]) {
        prepare();
        findButton(viewer, "Full screen").focus();
        findButton(viewer, "Full screen").click();
        await waitUntil(() => findButtons(viewer, "Leave full screen").length === 1, "it is large");
        expect(sizeOf()).to.deep.equal([0, 0, innerWidth, innerHeight]);
        expect(buy?.inert, "what lies below cannot be reached").to.equal(true);
        expect(document.activeElement, "the focus stays").to.equal(viewer);
        leave();
        await waitUntil(() => findButtons(viewer, "Full screen").length === 1, "it is small");
        expect(sizeOf()).to.deep.equal(small);
        expect([buy?.inert, viewer.hasAttribute("popover")]).to.deep.equal([false, false]);
      }
    });
  }

  it("and a picture that cannot be saved are told in words", async () => {
    Object.assign(viewer, { toBlob: () => Promise.reject(new DOMException("Tainted", "SecurityError")) });
    findButton(viewer, "Tools").click();
    await waitUntil(() => findButtons(viewer, "Screenshot").length === 1);
    findButton(viewer, "Screenshot").click();
    await waitUntil(() => textOf(viewer).includes("The picture could not be saved. Try again."));
  });
});
