import "../index.ts";
import { expect, fixture, html } from "@open-wc/testing";
import type { TemplateResult } from "lit";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DElement } from "./model-3d-element.ts";

const { sourceId } = createItem(1);
const OWN = "Words of the page's own";
const own = (slot: string): TemplateResult => html`<p slot=${slot}>${OWN}</p>`;
const MISSING = "00000000-0000-4000-8000-0000000000ff";

const empty: Record<string, (page: FakePage) => TemplateResult> = {
  gallery: ({ client }) => html`<model-3d-gallery .client=${client} .items=${[]}>${own("empty")}</model-3d-gallery>`,
  viewer: ({ client }) => html`<model-3d-viewer .client=${client} source-id=${sourceId} alt="A mug">${own("empty")}</model-3d-viewer>`,
  versions: ({ client }) => html`<model-3d-versions .client=${client} source-id=${sourceId}>${own("empty")}</model-3d-versions>`,
  export: ({ client }) => html`<model-3d-export .client=${client} model-id=${MISSING}>${own("empty")}</model-3d-export>`,
  compare: ({ client }) => html`<model-3d-compare .client=${client}>${own("empty")}</model-3d-compare>`,
};

const failed: Record<string, (page: FakePage) => TemplateResult> = {
  gallery: ({ client }) => html`<model-3d-gallery .client=${client} .loadPage=${() => Promise.reject(new Error("no"))}>${own("error")}</model-3d-gallery>`,
  viewer: ({ client }) => html`<model-3d-viewer .client=${client} source-id=${sourceId} alt="A mug">${own("error")}</model-3d-viewer>`,
  versions: ({ client }) => html`<model-3d-versions .client=${client} source-id=${sourceId}>${own("error")}</model-3d-versions>`,
  export: ({ client }) => html`<model-3d-export .client=${client} model-id=${MISSING}>${own("error")}</model-3d-export>`,
  generate: ({ client }) => html`<model-3d-generate .client=${client} source-id=${sourceId}>${own("error")}</model-3d-generate>`,
  credits: ({ client }) => html`<model-3d-credits .client=${client}>${own("error")}</model-3d-credits>`,
};

async function expectOwn(render: TemplateResult, state: "empty" | "error"): Promise<void> {
  const element = await fixture<Model3DElement>(render);
  const assigned = (): boolean => element.querySelector("[slot]")?.assignedSlot?.checkVisibility({ contentVisibilityAuto: false }) !== undefined && (element.querySelector("[slot]")?.clientHeight ?? 0) > 0;
  await waitUntil(() => element.state === state && assigned(), `${element.localName} shows the page's own words`);
  const words = [...element.renderRoot.querySelectorAll(`slot[name=${state}] *`)].filter((each) => each.checkVisibility());
  expect(words, "its own words are not there beside").to.deep.equal([]);
  await expect(element).to.be.accessible();
}

describe("words of the page's own", () => {
  for (const [name, render] of Object.entries(empty)) {
    it(`stand in ${name} when there is nothing`, () => expectOwn(render(createFakePage()), "empty"));
  }

  for (const [name, render] of Object.entries(failed)) {
    it(`stand in ${name} after an error`, () => {
      const page = createFakePage();
      for (const path of ["/product-3d-models", "/credits"]) page.api.fails(path, "internal_error");
      return expectOwn(render(page), "error");
    });
  }

  it("stand at one version", async () => {
    const { api, client } = createFakePage();
    const [first, second] = [api.add({ sourceId }), api.add({ sourceId })];
    const versions = await fixture<Model3DElement>(html`<model-3d-versions .client=${client} source-id=${sourceId}><p slot="item-${first.id}">${OWN}</p></model-3d-versions>`);
    await waitUntil(() => versions.state === "ready");
    const row = versions.querySelector("p")?.assignedSlot?.closest("[part=version]");
    expect(row?.getAttribute("data-id")).to.equal(first.id);
    expect(textOf(versions)).to.include(OWN).and.to.include(`Version ${second.version}`);
  });
});
