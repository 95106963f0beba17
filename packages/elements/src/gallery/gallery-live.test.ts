import "./gallery.ts";
import { createModel3DClient, EVENT_STREAM_DEFAULTS } from "@model-3d/client";
import { aTimeout, expect, fixture, html } from "@open-wc/testing";
import { FakeApi } from "../../../client/test/fake-api.ts";
import { FakeClock } from "../../../client/test/fake-clock.ts";
import { createItem } from "../../test/fake-client.ts";
import { findButtons, textOf, walk } from "../../test/find-by-text.ts";
import { setHidden } from "../../test/set-hidden.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DViewer } from "../viewer/viewer.component.ts";
import type { LoadPage } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";

const item = createItem(1);
let api: FakeApi;
let clock: FakeClock;

beforeEach(() => {
  api = new FakeApi();
  clock = new FakeClock();
});

afterEach(() => setHidden(false));

const client = () => createModel3DClient({ fetch: api.fetch, clock, random: () => 0.5 });
const modelRequests = (): number => api.requests.filter((line) => line.startsWith("GET /product-3d-models?") && line.includes("sourceIds=")).length;

/** A gallery whose server has no event stream, with one item that is being made. */
async function showPolling(): Promise<{ gallery: Model3DGallery; id: string }> {
  api.hasStream = false;
  const { id } = api.add(item, { status: "IN_PROGRESS", progress: 10 });
  const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .items=${[item]}></model-3d-gallery>`);
  await waitUntil(() => textOf(gallery).includes("10%") && clock.nextDelayMs() === EVENT_STREAM_DEFAULTS.pollIntervalMs);
  return { gallery, id };
}

describe("<model-3d-gallery> while models are being made", () => {
  it("shows a first, coarse model on request, and in its place the finished one", async () => {
    const { id } = api.add(item, { status: "IN_PROGRESS", progress: 10 });
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .items=${[item]}></model-3d-gallery>`);
    await waitUntil(() => textOf(gallery).includes("10%") && api.streamCount === 1);
    expect(findButtons(gallery, "First look")).to.deep.equal([]);
    api.progress(id, 30, "/fake/preview.glb");
    await waitUntil(() => findButtons(gallery, "First look").length === 1);
    findButtons(gallery, "First look")[0]?.click();
    const shown = () => [...walk(gallery)].find((element): element is Model3DViewer => element.localName === "model-3d-viewer")?.version;
    await waitUntil(() => shown()?.preview_url === "/fake/preview.glb");
    api.succeed(id);
    await waitUntil(() => shown()?.status === "SUCCEEDED");
  });

  it("asks every 20 seconds where no stream is to be had, and takes the stream once it is there", async () => {
    const { gallery, id } = await showPolling();
    expect(modelRequests()).to.equal(1);
    api.progress(id, 40);
    clock.advance(19_999);
    await gallery.updateComplete;
    expect(modelRequests()).to.equal(1);
    clock.advance(1);
    await waitUntil(() => textOf(gallery).includes("40%"));
    expect(modelRequests()).to.equal(2);
    await waitUntil(() => clock.nextDelayMs() === EVENT_STREAM_DEFAULTS.pollIntervalMs);
    api.hasStream = true;
    clock.advance(20_000);
    await waitUntil(() => api.streamCount === 1);
    api.succeed(id);
    await waitUntil(() => textOf(gallery).includes("View 3D"));
  });

  it("keeps the names where they are while words and buttons come and go", async () => {
    const { id } = api.add(item, { status: "IN_PROGRESS", progress: 10 });
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .items=${[item, createItem(2)]}></model-3d-gallery>`);
    const places = (): number[] => [...(gallery.shadowRoot?.querySelectorAll("h3") ?? [])].map((title) => title.getBoundingClientRect().top - gallery.getBoundingClientRect().top);
    await waitUntil(() => places().length === 2);
    const first = places();
    await waitUntil(() => textOf(gallery).includes("Generate 3D") && textOf(gallery).includes("10%"));
    expect(places()).to.deep.equal(first);
    api.succeed(id);
    await waitUntil(() => textOf(gallery).includes("View 3D"));
    expect(places()).to.deep.equal(first);
  });

  it("asks nothing in the background, and at once when it is seen again", async () => {
    const { gallery, id } = await showPolling();
    const before = api.requests.length;
    setHidden(true);
    api.progress(id, 70);
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(60_000);
      // What follows from it at once, and what is gathered into a request after that.
      await aTimeout(0);
      await aTimeout(0);
    }
    expect(api.requests.slice(before)).to.deep.equal([]);
    setHidden(false);
    await waitUntil(() => textOf(gallery).includes("70%"));
  });

  it("tells how long it still takes by the user's earlier models, and without them nothing", async () => {
    const past = [240, 250, 260].map((seconds, index) => {
      const startMs = Date.UTC(2026, 0, 5);
      return api.add(createItem(10 + index), { created_at: new Date(startMs).toISOString(), finished_at: new Date(startMs + seconds * 1000).toISOString() });
    });
    api.add(item, { status: "IN_PROGRESS", progress: 10, created_at: new Date().toISOString() });
    const gallery = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .items=${[item]}></model-3d-gallery>`);
    await waitUntil(() => textOf(gallery).includes("About 4 min left"));
    for (const model of past) api.models.splice(api.models.indexOf(model), 1);
    const other = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .items=${[item]}></model-3d-gallery>`);
    await waitUntil(() => textOf(other).includes("10%") && api.requests.filter((request) => request.includes("status=SUCCEEDED")).length === 2);
    await other.updateComplete;
    expect(textOf(other)).not.to.include("left");
  });

  it("ends the poll, the stream and what is on its way with the page", async () => {
    const { gallery } = await showPolling();
    const before = api.requests.length;
    gallery.remove();
    await waitUntil(() => clock.pending === 0);
    clock.advance(60_000);
    expect(api.requests.slice(before)).to.deep.equal([]);

    api.hasStream = true;
    let signal: AbortSignal | undefined;
    const loadPage: LoadPage = (options) => {
      if (options.cursor !== null) signal = options.signal;
      return options.cursor === null ? Promise.resolve({ items: [item], nextCursor: "second" }) : new Promise(() => undefined);
    };
    const other = await fixture<Model3DGallery>(html`<model-3d-gallery .client=${client()} .loadPage=${loadPage}></model-3d-gallery>`);
    await waitUntil(() => api.streamCount === 1 && signal !== undefined);
    expect(signal?.aborted).to.equal(false);
    other.remove();
    expect(signal?.aborted).to.equal(true);
    await waitUntil(() => api.streamCount === 0 && clock.pending === 0);
  });
});
