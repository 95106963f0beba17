import "./status.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage, createItem } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DStatus } from "./status.component.ts";

describe("<model-3d-status>", () => {
  it("names every state", async () => {
    const { api, client } = createFakePage();
    const item = createItem(1);
    const models = [
      null,
      api.add(item, { status: "PENDING" }),
      api.add(item, { status: "IN_PROGRESS", progress: 7 }),
      api.add(item),
      api.add(item, { status: "FAILED" }),
      api.add(item, { status: "EXPIRED" }),
    ];
    const status = await fixture<Model3DStatus>(html`<model-3d-status .client=${client}></model-3d-status>`);
    const texts: string[] = [];
    for (const model of models) {
      status.model = model;
      await status.updateComplete;
      texts.push(textOf(status));
      await expect(status).to.be.accessible();
    }
    expect(texts).to.deep.equal(["No 3D model", "Waiting", "Generating 7%", "3D ready", "Failed", "Expired"]);
  });

  it("finds a model by its id and follows it", async () => {
    const { api, client } = createFakePage();
    const { id } = api.add(createItem(1), { status: "PENDING" });
    const status = await fixture<Model3DStatus>(html`<model-3d-status .client=${client} model-id=${id}></model-3d-status>`);
    await waitUntil(() => textOf(status) === "Waiting");
    api.progress(id, 55);
    await waitUntil(() => textOf(status) === "Generating 55%");
  });

  it("asks for all badges of a page at once, wherever their models are among the user's own", async () => {
    const { api, client } = createFakePage();
    const ids = Array.from({ length: 30 }, (_, index) => api.add(createItem(index + 1)).id);
    const place = await fixture<HTMLDivElement>(html`<div>${ids.map((id) => html`<model-3d-status .client=${client} model-id=${id}></model-3d-status>`)}</div>`);
    await waitUntil(() => place.querySelectorAll("[state=ready]").length === 30);
    expect(api.requests.filter((request) => request.includes("/product-3d-models"))).to.deep.equal([`GET /product-3d-models?modelIds=${ids.join("%2C")}`]);
  });

  it("says that nobody has a model of that id, and forgets the one before", async () => {
    const { api, client } = createFakePage();
    const { id } = api.add(createItem(1));
    const status = await fixture<Model3DStatus>(html`<model-3d-status .client=${client} model-id=${id}></model-3d-status>`);
    await waitUntil(() => textOf(status) === "3D ready");
    const failed = oneEvent(status, "model-3d-error");
    status.modelId = "00000000-0000-4000-8000-0000000000ff";
    expect((await failed).detail.code).to.equal("not_found");
    await waitUntil(() => status.state === "error");
    expect(textOf(status)).to.equal("Not found");
    await expect(status).to.be.accessible();
    status.modelId = id;
    await waitUntil(() => textOf(status) === "3D ready" && status.state === "ready");
  });

  it("says that it does not know while the server is out of reach", async () => {
    const { api, client } = createFakePage();
    const { id } = api.add(createItem(1));
    api.fails("/product-3d-models", "internal_error");
    const status = await fixture<Model3DStatus>(html`<model-3d-status .client=${client} model-id=${id}></model-3d-status>`);
    await waitUntil(() => status.state === "error");
    expect(textOf(status)).to.equal("Status not known");
  });
});
