import "./generate.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createModel3DClient } from "@model-3d/client";
import { createFakePage, createItem, type FakePage } from "../../test/fake-client.ts";
import { findButton, textOf, walk } from "../../test/find-by-text.ts";
import { goOn } from "../../test/go-on.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { en } from "../locale/en.ts";
import { describeTime, describeTimeBriefly } from "./estimate-time.ts";
import type { Model3DGenerate } from "./generate.component.ts";

const { sourceId, images } = createItem(1);
const START_MS = Date.UTC(2026, 0, 5, 9, 30);
const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
let page: FakePage;

beforeEach(() => {
  page = createFakePage();
});

function addPastRuns(seconds: readonly number[], provider = "local"): void {
  seconds.forEach((length, index) => page.api.add(createItem(10 + index), { provider, created_at: at(0), finished_at: at(length) }));
}

async function show(): Promise<Model3DGenerate> {
  return fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId} heading="Mug" .images=${images}></model-3d-generate>`);
}

describe("the time left", () => {
  const running = () => page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 40, created_at: at(0) });
  const runs = new Map([["local", [30, 60, 40, 50, 45]]]);

  it("is what half of the earlier models took, less what has gone by", () => {
    expect(describeTime(running(), runs, START_MS + 20_000, en)).to.equal("About 25 s left, going by your last 5 models.");
    expect(describeTimeBriefly(running(), runs, START_MS + 20_000, en)).to.equal("About 25 s left");
    expect(describeTime(running(), runs, START_MS + 38_000, en)).to.equal("About 7 s left, going by your last 5 models.");
  });

  it("goes by those that took longer, once it has taken longer than half of them", () => {
    const uneven = new Map([["local", [50, 55, 60, 60, 62, 65, 70, 290, 300, 310]]]);
    expect(describeTime(running(), uneven, START_MS + 66_000, en)).to.equal("About 4 min left, going by your last 10 models.");
    expect(describeTime(running(), uneven, START_MS + 280_000, en)).to.equal("About 20 s left, going by your last 10 models.");
  });

  it("never promises an end that nearly all earlier models had reached before", () => {
    expect(describeTime(running(), runs, START_MS + 61_000, en)).to.equal("It is taking longer than usual: nearly all of your models took at most 60 s.");
    expect(describeTimeBriefly(running(), runs, START_MS + 61_000, en)).to.equal("Taking longer than usual");
  });

  it("is not made up from too few, or from those of another generator", () => {
    expect(describeTime(running(), new Map([["local", [30, 31]]]), START_MS, en)).to.equal(null);
    expect(describeTime(running(), new Map([["meshy", [30, 31, 32]]]), START_MS, en)).to.equal(null);
  });

  it("comes from the user's own models while one is made", async () => {
    addPastRuns([240, 250, 260]);
    page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 40, created_at: new Date().toISOString() });
    const generate = await show();
    await waitUntil(() => textOf(generate).includes("About 4 min left, going by your last 3 models."));
  });

  it("is counted by the server's clock, whatever the reader's shows", async () => {
    addPastRuns([240, 250, 260]);
    const serverMs = Date.now() - 600_000;
    const client = createModel3DClient({
      fetch: async (input, init) => {
        const answer = await page.api.fetch(input, init);
        const headers = new Headers({ ...Object.fromEntries(answer.headers), Date: new Date(serverMs).toUTCString() });
        return new Response(answer.body, { status: answer.status, headers });
      },
    });
    page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 40, created_at: new Date(serverMs - 5_000).toISOString() });
    const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${client} source-id=${sourceId} heading="Mug"></model-3d-generate>`);
    await waitUntil(() => textOf(generate).includes("About 4 min left, going by your last 3 models."));
    expect(textOf(generate)).not.to.include("longer than usual");
  });

  it("says what it would need to know when there are none", async () => {
    page.api.add({ sourceId }, { status: "IN_PROGRESS", progress: 40 });
    const generate = await show();
    await waitUntil(() => textOf(generate).includes("Once you have made a few models, the time left is shown here."));
  });
});

describe("<model-3d-generate> once there is a model", () => {
  it("shows it in a dialog by View 3D, and makes another one from the same photos", async () => {
    page.api.add({ sourceId }, { input_images: { front: "/front.png", back: "/back.png" } });
    const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId} heading="Mug"></model-3d-generate>`);
    await waitUntil(() => generate.state === "ready");
    findButton(generate, "View 3D").click();
    await waitUntil(() => [...walk(generate)].some((element) => element instanceof HTMLDialogElement && element.open));
    findButton(generate, "Close").click();
    await waitUntil(() => ![...walk(generate)].some((element) => element instanceof HTMLDialogElement && element.open));
    findButton(generate, "Regenerate (10 credits)").click();
    await waitUntil(() => textOf(generate).includes("The current version stays visible") || textOf(generate).includes("would make the shape more exact"));
    await goOn(generate);
    await waitUntil(() => page.api.models.length === 2);
    expect(page.api.models[1]?.input_images).to.deep.equal({ front: "/front.png", back: "/back.png" });
  });

  it("keeps the focus in the panel when the button that had it goes away", async () => {
    const generate = await show();
    await waitUntil(() => generate.state === "empty");
    const start = findButton(generate, "Generate 3D (10 credits)");
    start.focus();
    start.click();
    await goOn(generate);
    await waitUntil(() => generate.renderRoot instanceof ShadowRoot && generate.renderRoot.activeElement?.textContent?.includes("Check Generation Status"));
    page.api.succeed(page.api.models[0]?.id ?? "");
    await waitUntil(() => generate.renderRoot instanceof ShadowRoot && generate.renderRoot.activeElement?.textContent?.includes("View 3D"));
  });

  it("asks for other photos when the old ones are not wanted", async () => {
    page.api.add({ sourceId }, { input_images: { front: "/front.png", back: "/back.png" } });
    const generate = await fixture<Model3DGenerate>(html`<model-3d-generate .client=${page.client} source-id=${sourceId}></model-3d-generate>`);
    await waitUntil(() => generate.state === "ready");
    findButton(generate, "Use other photos").click();
    await waitUntil(() => [...walk(generate)].some(({ localName }) => localName === "model-3d-upload"));
  });
});
