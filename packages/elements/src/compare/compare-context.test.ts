import "./compare.ts";
import { Renderer } from "@google/model-viewer/lib/three-components/Renderer.js";
import { expect, fixture, html } from "@open-wc/testing";
import { textOf } from "../../test/find-by-text.ts";
import { addressOf, GREEN, RED, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DCompare } from "./compare.component.ts";

describe("<model-3d-compare> and its context", function () {
  this.timeout(180_000);

  it("is as it was when a lost one is back, and so is one that comes later", async () => {
    const show = async (): Promise<Model3DCompare> => {
      const compare = await fixture<Model3DCompare>(html`<model-3d-compare left-src=${addressOf(RED)} right-src=${addressOf(GREEN)} mode="slider" style="width:360px"></model-3d-compare>`);
      await waitUntil(() => compare.state === "ready" && textOf(compare).match(/kB/g)?.length === 2, "both show, with their figures", SHOW_TIMEOUT);
      return compare;
    };
    const compare = await show();
    const lost = Renderer.singleton.threeRenderer.getContext().getExtension("WEBGL_lose_context");
    lost?.loseContext();
    await waitUntil(() => compare.state === "error", "it says that nothing shows", SHOW_TIMEOUT);
    expect(compare.renderRoot.querySelector("[role=slider]")).to.equal(null);
    lost?.restoreContext();
    await waitUntil(() => compare.state === "ready" && textOf(compare).match(/kB/g)?.length === 2, "both show again", SHOW_TIMEOUT);
    const radii = [...compare.renderRoot.querySelectorAll("model-3d-viewer")].map(({ modelViewer }) => modelViewer?.getCameraOrbit().radius ?? 0);
    expect(radii[0]).to.be.closeTo(radii[1] ?? 0, 0.001);
    expect(compare.renderRoot.querySelector("[role=slider]"), "the divider").not.to.equal(null);
    compare.remove();
    await show();
  });
});
