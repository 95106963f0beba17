import "../index.ts";
import { expect, fixture, html, nextFrame, oneEvent } from "@open-wc/testing";
import type { TemplateResult } from "lit";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, findButtons, textOf, walk } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { addressForPhone } from "../viewer/phone-address.ts";
import { Model3DViewer } from "../viewer/viewer.component.ts";

const item = createItem(1);
const ownAddress = location.href;

interface Scene {
  page: FakePage;
  id: string;
}

/** A page whose API has a model under an id that no other test has. */
function createScene(): Scene {
  const page = createFakePage();
  page.api.createId = () => crypto.randomUUID();
  return { page, id: page.api.add(item).id };
}

const pages: Record<string, (page: FakePage, arUrl?: string) => TemplateResult> = {
  gallery: ({ client }, arUrl) => html`<model-3d-gallery .client=${client} .items=${[item]} .arUrl=${arUrl}></model-3d-gallery>`,
  versions: ({ client }, arUrl) => html`<model-3d-versions .client=${client} source-id=${item.sourceId} .arUrl=${arUrl}></model-3d-versions>`,
  generate: ({ client }, arUrl) => html`<model-3d-generate .client=${client} source-id=${item.sourceId} .images=${item.images} .arUrl=${arUrl}></model-3d-generate>`,
  button: ({ client }, arUrl) => html`<model-3d-button .client=${client} source-id=${item.sourceId} .arUrl=${arUrl}>View 3D</model-3d-button>`,
};

const viewerOf = (root: Element): Model3DViewer | undefined => [...walk(root)].find((each) => each instanceof Model3DViewer && each.loading === "eager") as Model3DViewer | undefined;

/** What the code in the viewer of an element's dialog leads to. */
async function codeOf(render: TemplateResult): Promise<string> {
  const element = await fixture(render);
  const button = (): HTMLButtonElement | null | undefined => findButtons(element, "View 3D")[0] ?? element.shadowRoot?.querySelector<HTMLButtonElement>("button.cube");
  await waitUntil(button, "there is something to open");
  button()?.click();
  await waitUntil(() => viewerOf(element) !== undefined, "it is opened");
  return addressForPhone(viewerOf(element) as Model3DViewer, location.href);
}

describe("the code for phones in the viewer of", () => {
  afterEach(() => history.replaceState(null, "", ownAddress));

  for (const [name, render] of Object.entries(pages)) {
    it(`${name} names the model, and the page that it leads to opens it once`, async () => {
      const { page, id } = createScene();
      const address = await codeOf(render(page));
      expect(new URL(address).searchParams.get("model-3d")).to.equal(id);
      history.replaceState(null, "", address);
      const opened = await fixture(render(page));
      await waitUntil(() => viewerOf(opened) !== undefined, "the page opens the model");
      const again = await fixture(render(page));
      await waitUntil(() => again.getAttribute("state") === "ready");
      await nextFrame();
      expect(viewerOf(again)).to.equal(undefined);
    });

    it(`${name} leads where the host says`, async () => {
      const { page, id } = createScene();
      expect(await codeOf(render(page, "https://shop.example/ar/{model}"))).to.equal(`https://shop.example/ar/${id}`);
    });
  }

  it("a gallery lets the host open it in its own way, also where its item is far down the list", async () => {
    const { page, id } = createScene();
    history.replaceState(null, "", `?model-3d=${id}`);
    const place = await fixture(html`<div></div>`);
    place.addEventListener("model-3d-view", (event) => event.preventDefault());
    const heard = oneEvent(place, "model-3d-view");
    const gallery = document.createElement("model-3d-gallery");
    Object.assign(gallery, { client: page.client, items: [createItem(2)] });
    place.append(gallery);
    const { detail } = await heard;
    expect([detail.model.id, detail.item.sourceId, detail.item.title]).to.deep.equal([id, item.sourceId, "A 3D model"]);
    await nextFrame();
    expect(viewerOf(place)).to.equal(undefined);
  });

  it("a gallery says that the model is not there any more", async () => {
    const { page } = createScene();
    history.replaceState(null, "", `?model-3d=${crypto.randomUUID()}`);
    const gallery = await fixture(html`<model-3d-gallery .client=${page.client} .items=${[item]}></model-3d-gallery>`);
    await waitUntil(() => textOf(gallery).includes("The model that this link leads to is not there any more"));
    expect(findButton(gallery, "View 3D").disabled).to.equal(false);
  });
});
