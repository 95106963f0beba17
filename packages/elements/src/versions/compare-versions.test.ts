import "./versions.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createGlb } from "../../test/create-glb.ts";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DVersions } from "./versions.component.ts";

const item = createItem(1);
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
  page.api.files.glb = URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));
});

async function show(): Promise<Model3DVersions> {
  const versions = await fixture<Model3DVersions>(html`<model-3d-versions .client=${page.client} source-id=${item.sourceId}></model-3d-versions>`);
  await waitUntil(() => versions.state === "ready");
  return versions;
}

function tickOf(versions: Model3DVersions, version: number): HTMLInputElement {
  const tick = versions.renderRoot.querySelector<HTMLInputElement>(`[aria-label="Compare version ${version}"]`);
  if (tick === null) throw new Error(`version ${version} cannot be ticked`);
  return tick;
}

async function tick(versions: Model3DVersions, ...numbers: number[]): Promise<void> {
  for (const version of numbers) {
    tickOf(versions, version).click();
    await versions.updateComplete;
  }
}

describe("comparing versions", () => {
  it("takes two that are ticked, the older on the left, and gives the focus back", async () => {
    for (const status of ["SUCCEEDED", "FAILED", "SUCCEEDED", "SUCCEEDED"] as const) page.api.add(item, { status });
    const versions = await show();
    const compare = findButton(versions, "Compare");
    expect(compare.disabled).to.equal(true);
    expect(textOf(versions)).to.include("Tick two versions to compare them.");
    expect(versions.renderRoot.querySelectorAll("input[type=checkbox]")).to.have.length(3);
    await tick(versions, 4);
    expect(textOf(versions)).to.include("Tick one more version");
    await tick(versions, 1);
    expect([tickOf(versions, 3).disabled, tickOf(versions, 1).disabled, compare.disabled]).to.deep.equal([true, false, false]);
    await expect(versions).to.be.accessible();
    compare.focus();
    compare.click();
    await waitUntil(() => versions.renderRoot.querySelector("model-3d-compare") !== null);
    const comparison = versions.renderRoot.querySelector("model-3d-compare");
    expect([comparison?.left, comparison?.right]).to.deep.equal([page.api.models[0]?.id, page.api.models[3]?.id]);
    expect(textOf(versions)).to.include("Version 1 and version 4");
    await waitUntil(() => findButtons(versions, "Close").some((button) => button.checkVisibility()));
    findButton(versions, "Close").click();
    await waitUntil(() => versions.renderRoot.querySelector("model-3d-compare") === null);
    expect(versions.shadowRoot?.activeElement).to.equal(compare);
    expect(tickOf(versions, 4).checked).to.equal(true);
  });

  it("offers nothing while there is one version, and forgets a ticked one that is deleted", async () => {
    page.api.add(item);
    const versions = await show();
    expect(findButtons(versions, "Compare")).to.have.length(0);
    const second = page.api.add(item);
    page.api.send({ type: "model.succeeded", model: second });
    page.api.send({ type: "model.succeeded", model: page.api.add(item) });
    await waitUntil(() => versions.models?.length === 3);
    await tick(versions, 1, 2);
    page.api.models.splice(page.api.models.indexOf(second), 1);
    page.api.send({ type: "model.deleted", model: second });
    await waitUntil(() => versions.models?.length === 2);
    expect(findButton(versions, "Compare").disabled).to.equal(true);
    expect(tickOf(versions, 3).disabled).to.equal(false);
  });
});
