import "../index.ts";
import { expect, fixture, html, nextFrame } from "@open-wc/testing";
import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import type { TemplateResult } from "lit";
import { FakeApi } from "../../../client/test/fake-api.ts";
import { createItem } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { layoutShiftsDuring } from "../../test/layout-shifts.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { de } from "../locale/de.ts";
import { en } from "../locale/en.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DElement } from "./model-3d-element.ts";

const { sourceId, images } = createItem(1);

interface Scene {
  api: FakeApi;
  client: Model3DClient;
  /** Lets the answers come. */
  open: () => void;
}

/** An API whose answers wait until the waiting state has been drawn. */
function createScene(): Scene {
  const api = new FakeApi();
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const waiting: typeof fetch = async (input, init) => {
    await gate;
    return api.fetch(input, init);
  };
  return { api, client: createModel3DClient({ fetch: waiting, stream: { readyTimeoutMs: 1 } }), open };
}

const scenes: Record<string, (scene: Scene) => TemplateResult> = {
  credits: ({ client }) => html`<model-3d-credits .client=${client}></model-3d-credits>`,
  status: ({ api, client }) => html`<model-3d-status .client=${client} model-id=${api.add({ sourceId }).id}></model-3d-status>`,
  versions: ({ api, client }) => {
    for (let version = 0; version < 2; version++) api.add({ sourceId });
    return html`<model-3d-versions .client=${client} source-id=${sourceId}></model-3d-versions>`;
  },
  "generate with photos": ({ client }) => html`<model-3d-generate .client=${client} source-id=${sourceId} .images=${images}></model-3d-generate>`,
  "generate without photos": ({ client }) => html`<model-3d-generate .client=${client} source-id=${sourceId}></model-3d-generate>`,
};

describe("while it loads, nothing moves", () => {
  for (const [name, render] of Object.entries(scenes)) {
    it(name, async () => {
      const scene = createScene();
      const page = await fixture(html`<div style="font: 16px/1.5 sans-serif">${render(scene)}<p>What comes after it.</p></div>`);
      const element = page.firstElementChild as Model3DElement;
      await nextFrame();
      await nextFrame();
      const shifts = await layoutShiftsDuring(async () => {
        expect(element.state).to.equal("loading");
        scene.open();
        await waitUntil(() => element.state !== "loading");
        await element.updateComplete;
      });
      expect(shifts).to.equal(0);
    });
  }

  for (const { lang, texts, width } of Object.entries({ en, de, ar }).flatMap(([lang, texts]) => [280, 343, 736].map((width) => ({ lang, texts, width })))) {
    it(`not when the rest of an upload comes late, in ${lang} at ${width} px`, async () => {
      const { client, open } = createScene();
      let come = (): void => undefined;
      const late = new Promise<void>((resolve) => (come = resolve));
      registerLocale(`${lang}-late`, { ...texts, uploadTexts: () => late.then(texts.uploadTexts) });
      const page = await fixture(html`<div style="font: 16px/1.5 sans-serif; width: ${width}px"><model-3d-generate .client=${client} lang="${lang}-late" source-id=${sourceId}></model-3d-generate><p>What comes after it.</p></div>`);
      const generate = page.firstElementChild as Model3DElement;
      await nextFrame();
      await nextFrame();
      const shifts = await layoutShiftsDuring(async () => {
        open();
        await waitUntil(() => generate.state === "empty");
        await nextFrame();
        await nextFrame();
        const upload = generate.renderRoot.querySelector("model-3d-upload");
        expect(upload?.renderRoot.querySelector("input[type=file]")).to.equal(null);
        expect(textOf(generate)).to.include(texts.uploadPick);
        come();
        await waitUntil(() => upload?.renderRoot.querySelector("input[type=file]") !== null);
      });
      expect(shifts).to.equal(0);
    });
  }

  it("not even when the models of a gallery cannot be had, which says why", async () => {
    const scene = createScene();
    scene.api.fails("/product-3d-models", "internal_error");
    const items = Array.from({ length: 6 }, (_, index) => createItem(index + 1));
    const gallery = await fixture<Model3DElement>(html`<model-3d-gallery .client=${scene.client} .items=${items} style="font: 16px/1.5 sans-serif"></model-3d-gallery>`);
    await waitUntil(() => gallery.state === "ready" && gallery.renderRoot.querySelectorAll(".card").length === items.length);
    await nextFrame();
    const shifts = await layoutShiftsDuring(async () => {
      scene.open();
      await waitUntil(() => gallery.state === "error");
      await gallery.updateComplete;
    });
    expect(shifts).to.equal(0);
    expect(textOf(gallery)).to.include("The 3D models could not be loaded. Something went wrong on the server.");
  });

  it("and what does move is seen", async () => {
    const page = await fixture(html`<div><div class="first"></div><p>What comes after it.</p></div>`);
    await nextFrame();
    await nextFrame();
    const shifts = await layoutShiftsDuring(async () => {
      (page.firstElementChild as HTMLElement).style.height = "200px";
    });
    expect(shifts).to.be.greaterThan(0);
  });
});
