import "./viewer.ts";
import { expect } from "@open-wc/testing";
import { createMovingGlb } from "../../test/create-moving-glb.ts";
import { findButton, findButtons, walk } from "../../test/find-by-text.ts";
import { QUICK_LIGHT, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil as waitUntilAtOnce } from "../../test/wait-until.ts";
import type { Model3DViewer } from "./viewer.component.ts";

const waitUntil = (condition: () => unknown, message?: string): Promise<void> => waitUntilAtOnce(condition, message, SHOW_TIMEOUT);

describe("the tools of a model with variants and animations", function () {
  this.timeout(120_000);
  let viewer: Model3DViewer;

  const choiceOf = (label: string): HTMLSelectElement | undefined =>
    [...walk(viewer)].filter((element): element is HTMLLabelElement => element instanceof HTMLLabelElement && element.title === label).map((element) => element.querySelector("select") ?? undefined)[0];
  const choose = (label: string, value: string): void => {
    const choice = choiceOf(label);
    if (choice === undefined) throw new Error(`no ${label}`);
    choice.value = value;
    choice.dispatchEvent(new Event("change"));
  };

  before(async () => {
    const src = URL.createObjectURL(new Blob([createMovingGlb()], { type: "model/gltf-binary" }));
    viewer = Object.assign(document.createElement("model-3d-viewer"), { alt: "A red vase", light: QUICK_LIGHT, src } as const);
    viewer.style.width = "360px";
    document.body.append(viewer);
    await waitUntil(() => findButtons(viewer, "Tools").length === 1, "the model shows");
    findButton(viewer, "Tools").click();
    await waitUntil(() => choiceOf("Variant"), "the tools are there");
  });

  after(() => viewer.remove());

  it("choose a variant, and the model as it was made", async () => {
    expect([...(choiceOf("Variant")?.options ?? [])].map(({ text }) => text)).to.deep.equal(["As made", "red", "blue"]);
    choose("Variant", "blue");
    await waitUntil(() => viewer.modelViewer?.variantName === "blue", "the model is blue");
    expect(viewer.variantName).to.equal("blue");
    choose("Variant", "");
    await waitUntil(() => viewer.modelViewer?.variantName === null, "as made");
  });

  it("choose an animation, play and pause it", async () => {
    expect([...(choiceOf("Animation")?.options ?? [])].map(({ text }) => text)).to.deep.equal(["sway", "hop"]);
    choose("Animation", "hop");
    await waitUntil(() => viewer.modelViewer?.animationName === "hop");
    expect(viewer.paused, "nothing moves by itself").to.equal(true);
    findButton(viewer, "Play").click();
    await waitUntil(() => findButtons(viewer, "Pause").length === 1 && !viewer.paused, "it moves");
    findButton(viewer, "Pause").click();
    await waitUntil(() => findButtons(viewer, "Play").length === 1 && viewer.paused, "it stands");
  });
});
