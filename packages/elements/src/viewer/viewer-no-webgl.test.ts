import "./viewer.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { PICTURE } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

// A page of its own: the context of all viewers is asked for once, by the first of them.
describe("<model-3d-viewer> without WebGL", function () {
  this.timeout(120_000);

  it("shows the poster and says so", async () => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = () => null;
    try {
      const src = URL.createObjectURL(new Blob([createGlb()]));
      const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer src=${src} poster=${PICTURE} alt="A vase"></model-3d-viewer>`);
      await waitUntil(() => viewer.state === "error", "it says so", { timeout: 100_000 });
      expect(textOf(viewer)).to.include("cannot show 3D");
      expect(viewer.renderRoot.querySelector("[part=poster]")?.getAttribute("alt")).to.equal("A vase");
      await expect(viewer).to.be.accessible();
    } finally {
      HTMLCanvasElement.prototype.getContext = getContext;
    }
  });
});
