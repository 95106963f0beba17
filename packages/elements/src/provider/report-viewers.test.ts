import "../index.ts";
import { expect, fixture, html } from "@open-wc/testing";
import type { ViewerReport } from "@model-3d/contract";
import { createFakePage, type FakePage } from "../../test/fake-client.ts";
import { addressOf, QUICK_LIGHT, RED, SHOW_TIMEOUT } from "../../test/show-viewer.ts";
import { setHidden } from "../../test/set-hidden.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DProvider } from "./provider.component.ts";

const PATH = "POST /viewer-reports";

interface Shown extends FakePage {
  provider: Model3DProvider;
  loaded: number[];
  failed: string[];
}

/** A page with one viewer that shows and one whose file is none. */
async function show(doesReport: boolean, taken: ViewerReport[] | null = []): Promise<Shown> {
  const { api, client } = createFakePage();
  api.viewerReports = taken;
  const loaded: number[] = [];
  const failed: string[] = [];
  const broken = URL.createObjectURL(new Blob(["no model"]));
  const provider = await fixture<Model3DProvider>(html`
    <model-3d-provider .client=${client} ?report-viewers=${doesReport} @model-3d-load=${({ detail }: HTMLElementEventMap["model-3d-load"]) => loaded.push(detail.seconds)} @model-3d-error=${({ detail }: HTMLElementEventMap["model-3d-error"]) => failed.push(detail.code)}>
      <model-3d-viewer alt="A vase" tools="none" loading="eager" light=${QUICK_LIGHT} style="width:160px" src=${addressOf(RED)}></model-3d-viewer>
      <model-3d-viewer alt="None" tools="none" loading="eager" light=${QUICK_LIGHT} style="width:160px" src=${broken}></model-3d-viewer>
    </model-3d-provider>
  `);
  await waitUntil(() => loaded.length > 0 && failed.length > 0, "one shows, one says why not", SHOW_TIMEOUT);
  return { api, client, provider, loaded, failed };
}

describe("reports of viewers", () => {
  afterEach(() => setHidden(false));

  it("say how long a model took and why one is not shown, together, as the page goes", async () => {
    const { api, loaded } = await show(true);
    expect(api.requests).not.to.include(PATH);
    setHidden(true);
    await waitUntil(() => api.viewerReports?.length === 2);
    expect(api.requests.filter((request) => request === PATH)).to.have.length(1);
    expect(api.viewerReports).to.deep.include.members([{ kind: "load", quality: "full", seconds: loaded[0] }, { kind: "fault", fault: "unreadable" }]);
  });

  it("are sent when the provider leaves the page", async () => {
    const { api, provider } = await show(true);
    provider.remove();
    await waitUntil(() => api.viewerReports?.length === 2);
  });

  it("are not made where the page does not ask for them, and end where the host takes none", async () => {
    const silent = await show(false);
    setHidden(true);
    setHidden(false);
    const refused = await show(true, null);
    setHidden(true);
    await waitUntil(() => refused.api.requests.includes(PATH));
    await waitUntil(() => refused.api.requests.length > 0);
    setHidden(false);
    refused.provider.querySelector("model-3d-viewer")?.dispatchEvent(new CustomEvent("model-3d-load", { bubbles: true, composed: true, detail: { src: "", quality: "full", seconds: 1 } }));
    setHidden(true);
    expect(refused.api.requests.filter((request) => request === PATH)).to.have.length(1);
    expect(silent.api.requests).not.to.include(PATH);
  });
});
