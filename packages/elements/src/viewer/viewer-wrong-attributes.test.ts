import { expect } from "@open-wc/testing";
import { addressOf, RED, SHOW_TIMEOUT, showViewer } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DEvent } from "../base/events.ts";
import { PASSED_DECLARATIONS } from "./passed-attributes.ts";
import type { Model3DViewer } from "./viewer.component.ts";

let errors: { code: string; message: string }[];
const note = (event: Event): void => void errors.push((event as Model3DEvent<"model-3d-error">).detail);

beforeEach(() => {
  errors = [];
  document.addEventListener("model-3d-error", note);
});

afterEach(() => document.removeEventListener("model-3d-error", note));

const isDrawn = (viewer: Model3DViewer): boolean => viewer.state === "ready" && Number.isFinite(viewer.getDimensions().y) && viewer.getDimensions().y > 0;

describe("an attribute of a viewer that says nothing", function () {
  this.timeout(120_000);

  const WRONG = { environmentImage: "/there-is-none.hdr", skyboxImage: "/there-is-none.jpg", scale: "large", orientation: "upside down", cameraOrbit: "garbage", fieldOfView: "-5deg", maxCameraOrbit: "auto 90degrees auto" } as const;
  const ATTRIBUTES: Record<keyof typeof WRONG, string> = { environmentImage: "environment-image", skyboxImage: "skybox-image", scale: "scale", orientation: "orientation", cameraOrbit: "camera-orbit", fieldOfView: "field-of-view", maxCameraOrbit: "max-camera-orbit" };

  for (const [property, value] of Object.entries(WRONG)) {
    it(`leaves the model there and is named: ${property}="${value}"`, async () => {
      const viewer = await showViewer({ src: addressOf(RED), light: property === "environmentImage" ? "auto" : "soft", [property]: value });
      await waitUntil(() => errors.length > 0, "the page is told", SHOW_TIMEOUT);
      expect(isDrawn(viewer)).to.equal(true);
      expect(errors.map(({ code }) => code)).to.deep.equal(["wrong_attribute"]);
      expect(errors[0]?.message).to.include(`${ATTRIBUTES[property as keyof typeof WRONG]}="${value}"`);
    });
  }

  it("takes every form that model-viewer takes", async () => {
    const viewer = await showViewer({ src: addressOf(RED) });
    Object.assign(viewer, { cameraOrbit: "calc(-1.5rad + env(window-scroll-y) * 4rad) 75deg 105%", cameraTarget: "auto 0.5m -3cm", fieldOfView: "30deg", minCameraOrbit: "-Infinity auto 1e-1m", maxFieldOfView: ".5rad", rotationPerSecond: "-10deg" });
    await viewer.updateComplete;
    expect(errors).to.deep.equal([]);
    expect(isDrawn(viewer)).to.equal(true);
  });

  const WORDS = { light: ["nonsense", "is no light: auto, studio, soft, outdoor, dark."], unit: ["furlong", "is no unit: mm, cm, m, in."], "real-size": ["banana", "is no realSize."], loading: ["never", "is no loading: auto, lazy, eager."], reveal: ["yes", "is no reveal: auto, manual, pressed."] } as const;

  for (const [attribute, [value, said]] of Object.entries(WORDS)) {
    it(`tells the developer which words there are: ${attribute}="${value}"`, async () => {
      const viewer = await showViewer({ src: addressOf(RED) });
      const { warn } = console;
      const warnings: string[] = [];
      console.warn = (words: string) => void warnings.push(words);
      viewer.setAttribute(attribute, value);
      console.warn = warn;
      await viewer.updateComplete;
      expect(warnings).to.deep.equal([`<model-3d-viewer>: "${value}" ${said}`]);
      expect(isDrawn(viewer)).to.equal(true);
    });
  }

  it("leaves a model that is shown already, whichever it is", async () => {
    const viewer = await showViewer({ src: addressOf(RED) });
    const faults: unknown[] = [];
    const noteFault = (event: PromiseRejectionEvent | ErrorEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      faults.push("reason" in event ? event.reason : event.error);
    };
    window.addEventListener("error", noteFault, true);
    window.addEventListener("unhandledrejection", noteFault, true);
    for (const [property, { type }] of Object.entries(PASSED_DECLARATIONS)) {
      if (type !== String) continue;
      for (const wrong of ["wrong!", "http://", "0 0 0"]) {
        viewer.setAttribute(String(PASSED_DECLARATIONS[property]?.attribute), wrong);
        await viewer.updateComplete;
        await viewer.modelViewer?.updateComplete;
        await new Promise(requestAnimationFrame);
        expect(isDrawn(viewer), `${property}="${wrong}"`).to.equal(true);
      }
      viewer.removeAttribute(String(PASSED_DECLARATIONS[property]?.attribute));
      await viewer.updateComplete;
    }
    window.removeEventListener("error", noteFault, true);
    window.removeEventListener("unhandledrejection", noteFault, true);
    expect(faults).to.deep.equal([]);
    expect(errors.every(({ code }) => code === "wrong_attribute")).to.equal(true);
  });

  it("leaves a model its real size, at first and later, and a scale that is right goes before it", async () => {
    const viewer = await showViewer({ src: addressOf(RED), scale: "large", realSize: { axis: "height", value: 12, unit: "cm" } });
    const height = (): number => viewer.getDimensions().y;
    expect(height()).to.be.closeTo(0.12, 1e-6);
    viewer.scale = "2 2 2";
    await waitUntil(() => height() > 1, "the page's own", SHOW_TIMEOUT);
    viewer.scale = "larger";
    await waitUntil(() => Math.abs(height() - 0.12) < 1e-6, "the real size again", SHOW_TIMEOUT);
    viewer.scale = "2 2 2";
    await waitUntil(() => height() > 1, "the page's own", SHOW_TIMEOUT);
    viewer.realSize = { axis: "height", value: 30, unit: "cm" };
    await viewer.updateComplete;
    viewer.scale = undefined;
    await waitUntil(() => Math.abs(height() - 0.3) < 1e-6, "the one that was said meanwhile", SHOW_TIMEOUT);
  });

  it("is told once for each value, and nothing is told of what is right", async () => {
    const viewer = await showViewer({ src: addressOf(RED), scale: "0 1 1" });
    viewer.exposure = 1.2;
    await viewer.updateComplete;
    expect(errors.length).to.equal(1);
    Object.assign(viewer, { scale: "2 2 -2", orientation: "0deg .5rad 1e1deg" });
    await viewer.updateComplete;
    expect(errors.length).to.equal(1);
    expect(viewer.getDimensions().y).to.be.greaterThan(1);
    viewer.scale = "wide";
    await viewer.updateComplete;
    expect(errors.length).to.equal(2);
  });
});
