import "./viewer.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { textOf } from "../../test/find-by-text.ts";
import { QUICK_LIGHT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

// A page of its own, since a policy stays.
describe("<model-3d-viewer> in a page whose policy allows no blob: addresses", function () {
  this.timeout(120_000);

  it("says why it shows no model, in place of a white one", async () => {
    const policy = document.createElement("meta");
    Object.assign(policy, { httpEquiv: "Content-Security-Policy", content: "connect-src 'self' ws:; img-src 'self' data:" });
    document.head.append(policy);
    const codes: string[] = [];
    const note = ({ detail }: HTMLElementEventMap["model-3d-error"]): number => codes.push(detail.code);
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer light=${QUICK_LIGHT} loading="eager" src="/demo/models/teapot.glb" alt="A teapot" @model-3d-error=${note}></model-3d-viewer>`);
    await waitUntil(() => viewer.state !== "loading", "it is known", { timeout: 100_000 });
    expect([viewer.state, codes]).to.deep.equal(["error", ["needs_blob"]]);
    expect(textOf(viewer)).to.include("This page does not allow the pictures inside the model.");
    await expect(viewer).to.be.accessible();
  });
});
