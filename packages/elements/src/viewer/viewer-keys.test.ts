import "./viewer.ts";
import { expect } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { QUICK_LIGHT, SHOW_TIMEOUT as TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

describe("the keys of <model-3d-viewer>", function () {
  this.timeout(120_000);
  let viewer: Model3DViewer;

  const inside = (selector: string): HTMLElement => {
    const element = viewer.modelViewer?.shadowRoot?.querySelector<HTMLElement>(selector);
    if (element == null) throw new Error(`no ${selector}`);
    return element;
  };
  const press = (key: string): boolean => inside(".userInput").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
  const announced = (): string => viewer.renderRoot.querySelector("[role=status]")?.textContent?.trim() ?? "";

  before(async () => {
    const src = URL.createObjectURL(new Blob([createGlb()]));
    // No fixture: that would be gone after the first test.
    viewer = Object.assign(document.createElement("model-3d-viewer"), { alt: "A red vase", tools: "none", light: QUICK_LIGHT, src } as const);
    viewer.style.width = "240px";
    document.body.append(viewer);
    await waitUntil(() => viewer.state === "ready", "the model shows", TIMEOUT);
  });

  after(() => viewer.remove());

  it("reach the model past a screen reader, which says how", () => {
    expect(inside(".userInput").getAttribute("role")).to.equal("application");
    expect(inside(".userInput").getAttribute("aria-label")).to.equal("A red vase. Turn it with the arrow keys, zoom with plus and minus, go back with 0.");
    expect(inside(".userInput").tabIndex).to.equal(0);
  });

  it("turn it, say from where it is seen, zoom, and go back", async () => {
    inside(".userInput").focus();
    const { theta } = viewer.getCameraOrbit();
    const wide = viewer.getFieldOfView();
    for (let quarter = 0; quarter < 4; quarter += 1) press("ArrowRight");
    viewer.jumpCameraToGoal();
    await waitUntil(() => inside("#status").textContent === "Seen from the left", "the side is said", TIMEOUT);
    expect(viewer.getCameraOrbit().theta).to.be.closeTo(theta - Math.PI / 2, 0.01);
    expect(press("+")).to.equal(false);
    viewer.jumpCameraToGoal();
    await waitUntil(() => viewer.getFieldOfView() < wide - 0.1, "it is larger", TIMEOUT);
    expect(announced()).to.equal("Larger");
    press("0");
    viewer.jumpCameraToGoal();
    await waitUntil(() => Math.abs(viewer.getCameraOrbit().theta - theta) < 0.05, "it is back", TIMEOUT);
    expect(announced()).to.equal("Back to the first view");
  });

  for (const zero of ["٠", "۰"]) {
    it(`go back with ${zero} as with 0`, () => {
      viewer.announcement = "";
      expect(press(zero)).to.equal(false);
      expect(viewer.announcement).to.equal("Back to the first view");
    });
  }

  it("and pointers leave a camera alone that the page keeps for itself", async () => {
    const isOn = (): boolean | undefined => viewer.modelViewer?.cameraControls;
    expect(isOn()).to.equal(true);
    viewer.setAttribute("camera-controls", "false");
    await viewer.updateComplete;
    expect(isOn()).to.equal(false);
    expect(viewer.modelViewer?.dispatchEvent(new KeyboardEvent("keydown", { key: "0", bubbles: true, cancelable: true }))).to.equal(true);
    viewer.removeAttribute("camera-controls");
    await viewer.updateComplete;
    expect(isOn()).to.equal(true);
    viewer.cameraControls = false;
    await viewer.updateComplete;
    expect(isOn()).to.equal(false);
    viewer.cameraControls = undefined;
    await viewer.updateComplete;
    expect(isOn()).to.equal(true);
  });

  it("leave to the page what is meant for it", () => {
    expect(press("a")).to.equal(true);
    const event = new KeyboardEvent("keydown", { key: "0", ctrlKey: true, bubbles: true, composed: true, cancelable: true });
    expect(inside(".userInput").dispatchEvent(event)).to.equal(true);
  });
});
