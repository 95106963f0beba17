import "../index.ts";
import { expect, fixture, html } from "@open-wc/testing";
import type { TemplateResult } from "lit";
import { createGlb } from "../../test/create-glb.ts";
import { createFakePage, createItem, PICTURE, type FakePage } from "../../test/fake-client.ts";
import { findButtons, walk } from "../../test/find-by-text.ts";
import { QUICK_LIGHT, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { Model3DViewer } from "../viewer/viewer.component.ts";
import { viewerFilesOf } from "./viewer-files.ts";

const item = createItem(1);
const glbAddress = (): string => URL.createObjectURL(new Blob([createGlb()], { type: "model/gltf-binary" }));

function createPage(): { page: FakePage; urls: Record<string, string> } {
  const page = createFakePage();
  page.api.files = { glb: glbAddress(), thumbnail: PICTURE };
  const { model_urls: urls } = page.api.add(item);
  Object.assign(urls, { glb_light: glbAddress(), glb_tiny: glbAddress(), usdz: "/fake/model.usdz" });
  return { page, urls };
}

const scenes: Record<string, (page: FakePage) => TemplateResult> = {
  gallery: ({ client }) => html`<model-3d-gallery .client=${client} .items=${[item]}></model-3d-gallery>`,
  versions: ({ client }) => html`<model-3d-versions .client=${client} source-id=${item.sourceId}></model-3d-versions>`,
  generate: ({ client }) => html`<model-3d-generate .client=${client} source-id=${item.sourceId} .images=${item.images}></model-3d-generate>`,
};

describe("the files of a model that viewers are told of", function () {
  this.timeout(120_000);

  it("are the lightest for the beginning, the full one, the one for Quick Look and the picture, as far as they are there", () => {
    const all = { glb: "full", glb_light: "light", glb_tiny: "tiny", usdz: "room" };
    expect(viewerFilesOf({ model_urls: all, thumbnail_url: "picture" })).to.deep.equal({ src: "full", srcLow: "tiny", iosSrc: "room", poster: "picture" });
    expect(viewerFilesOf({ model_urls: { glb: "full", glb_light: "light" }, thumbnail_url: null })).to.deep.equal({ src: "full", srcLow: "light", iosSrc: undefined, poster: undefined });
    expect(viewerFilesOf({ model_urls: { usdz: "room" }, thumbnail_url: "picture" })).to.equal(null);
  });

  for (const [name, render] of Object.entries(scenes)) {
    it(`are all told by ${name}`, async () => {
      const { page, urls } = createPage();
      const element = await fixture(render(page));
      await waitUntil(() => findButtons(element, "View 3D").length === 1);
      findButtons(element, "View 3D")[0]?.click();
      const viewers = (): Model3DViewer[] => [...walk(element)].filter((each) => each instanceof Model3DViewer);
      await waitUntil(() => viewers().some(({ loading }) => loading === "eager"), "it is opened");
      await waitUntil(() => viewers().every(({ file }) => file.current !== null), "they know what to show");
      for (const { file, version } of viewers()) {
        expect(file.current).to.include({ src: urls.glb, low: urls.glb_tiny, usdz: urls.usdz, poster: PICTURE });
        expect(version?.source_id).to.equal(item.sourceId);
      }
    });
  }

  it("are none of a model that is being made, whose coarse one is shown until they are there", async () => {
    const page = createFakePage();
    const making = page.api.add(item, { status: "IN_PROGRESS", progress: 10, preview_url: "/fake/preview.glb" });
    const viewer = await fixture<Model3DViewer>(html`<model-3d-viewer .client=${page.client} .version=${making}></model-3d-viewer>`);
    expect(viewer.file.current).to.include({ src: "/fake/preview.glb", low: null, model: null });
    viewer.version = { ...making, preview_url: undefined, status: "SUCCEEDED", model_urls: { glb: "/fake/model.glb" } };
    await viewer.updateComplete;
    expect(viewer.file.current).to.include({ src: "/fake/model.glb" });
  });

  it("are found by a viewer of a source too, which shows the light one first", async () => {
    const { page, urls } = createPage();
    const loaded: HTMLElementEventMap["model-3d-load"]["detail"][] = [];
    const note = ({ detail }: HTMLElementEventMap["model-3d-load"]): number => loaded.push(detail);
    const viewer = await fixture<Model3DViewer>(
      html`<model-3d-viewer light=${QUICK_LIGHT} loading="eager" alt="A vase" style="width:200px" .client=${page.client} source-id=${item.sourceId} @model-3d-load=${note}></model-3d-viewer>`,
    );
    await waitUntil(() => loaded.length === 2, "both show", SHOW_TIMEOUT);
    expect(loaded.map(({ src, quality }) => ({ src, quality }))).to.deep.equal([{ src: urls.glb_tiny, quality: "low" }, { src: urls.glb, quality: "full" }]);
    expect(loaded[0]?.seconds).to.be.within(0, loaded[1]?.seconds ?? 0);
    expect(viewer.modelViewer?.getAttribute("ios-src")).to.equal(urls.usdz);
  });
});
