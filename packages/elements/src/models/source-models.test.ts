import { expect, fixture, html } from "@open-wc/testing";
import { createModel3DClient, type Model3DClient, type Source } from "@model-3d/client";
import { FakeApi } from "../../../client/test/fake-api.ts";
import { createItem } from "../../test/fake-client.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { SourceModels } from "./source-models.ts";

class ManySources extends Model3DElement {
  readonly models = new SourceModels(this);
}
customElements.define("test-many-sources", ManySources);

const sources: readonly Source[] = Array.from({ length: 150 }, (_, index) => createItem(index + 1));
const [first, last] = [sources[0] as Source, sources[149] as Source];
const wrong: Source = { sourceType: "product", sourceId: "SKU-1234" };

/** An API that refuses every request about the source, until told otherwise. */
function createScene(refused: Source): { api: FakeApi; client: Model3DClient; heal: () => void } {
  const api = new FakeApi();
  let isIll = true;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!isIll || !String(input).includes(refused.sourceId)) return api.fetch(input, init);
    api.requests.push(`refused ${String(input)}`);
    return new Response("bad gateway", { status: 502 });
  };
  return { api, client: createModel3DClient({ fetch, stream: { readyTimeoutMs: 1 } }), heal: () => (isIll = false) };
}

async function show(client: Model3DClient): Promise<ManySources> {
  return fixture<ManySources>(html`<test-many-sources .client=${client}></test-many-sources>`);
}

describe("SourceModels", () => {
  it("keeps what came when one of several requests fails, and asks again for the rest alone", async () => {
    const { api, client, heal } = createScene(last);
    const { models } = await show(client);
    await models.track(sources);
    expect(models.entryOf(first)).to.deep.equal({ model: null, generation: null });
    expect([models.hasFailed(first), models.hasFailed(last), models.entryOf(last)]).to.deep.equal([false, true, undefined]);
    expect(models.error).to.include({ code: "service_unavailable", status: 502 });
    const asked = api.requests.length;
    heal();
    globalThis.dispatchEvent(new Event("online"));
    await waitUntil(() => models.entryOf(last) !== undefined);
    expect(models.error).to.equal(undefined);
    expect(api.requests.slice(asked).filter((request) => request.includes(first.sourceId))).to.deep.equal([]);
  });

  it("has an error of its own only where nothing else is there when one id is none", async () => {
    const { client, heal } = createScene(last);
    heal();
    const { models } = await show(client);
    await models.track([wrong, ...sources]);
    expect([models.error, models.hasFailed(wrong), models.hasFailed(first)]).to.deep.equal([undefined, true, false]);
    expect(await models.load([wrong, first])).to.deep.equal([undefined, { model: null, generation: null }]);
    await models.trackOnly([wrong]);
    expect(models.error).to.include({ code: "invalid_request" });
  });

  it("keeps a progress that was told while an older answer was on its way", async () => {
    const api = new FakeApi();
    let arrive: (() => void) | undefined;
    let holdsBack = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await api.fetch(input, init);
      if (holdsBack && String(input).includes("sourceIds=")) await new Promise<void>((resolve) => (arrive = resolve));
      return answer;
    };
    const { id } = api.add({ sourceId: first.sourceId }, { status: "PENDING", progress: 0 });
    const { models } = await show(createModel3DClient({ fetch }));
    await models.track([first]);
    holdsBack = true;
    const asked = models.refresh(first);
    await waitUntil(() => arrive !== undefined);
    api.progress(id, 12);
    await waitUntil(() => models.entryOf(first)?.generation?.progress === 12);
    arrive?.();
    await asked;
    expect(models.entryOf(first)?.generation).to.include({ status: "IN_PROGRESS", progress: 12 });
  });

  it("has the error of all when all fail", async () => {
    const { client } = createScene(first);
    const { models } = await show(client);
    await models.track([first]);
    expect(models.error).to.include({ status: 502 });
    expect(
      await models.load([first]).then(
        () => "loaded",
        () => "failed",
      ),
    ).to.equal("failed");
  });
});
