import "../index.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { FakeApi } from "../../../client/test/fake-api.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DCredits } from "../credits/credits.component.ts";
import { define } from "../define/define.ts";
import { en } from "../locale/en.ts";
import { messagesFor, registeredLocales, registerLocale, type Messages } from "../locale/locale.ts";
import type { Model3DProvider } from "./provider.component.ts";

describe("<model-3d-provider>", () => {
  it("gives its fetch, headers and language to those inside", async () => {
    const api = new FakeApi();
    const sent = new Set<string | null>();
    const signing: typeof fetch = (input, init) => {
      sent.add(new Headers(init?.headers).get("x-user"));
      return api.fetch(input, init);
    };
    const german: Messages = { ...en, credits: (count) => `${count} Guthaben` };
    registerLocale("de", german);
    const provider = await fixture<Model3DProvider>(
      html`<model-3d-provider .fetch=${signing} .headers=${{ "x-user": "ada" }} locale="de-AT"><model-3d-credits></model-3d-credits></model-3d-provider>`,
    );
    await waitUntil(() => textOf(provider).includes("100 Guthaben"));
    expect([...sent]).to.deep.equal(["ada"]);
  });

  it("lets errors pass, so that the page hears them in one place", async () => {
    const api = new FakeApi();
    api.failures.set("/credits", ["unauthorized"]);
    const heard: string[] = [];
    await fixture(html`<model-3d-provider .fetch=${api.fetch} @model-3d-error=${(event: CustomEvent<{ code: string }>) => heard.push(event.detail.code)}><model-3d-credits></model-3d-credits></model-3d-provider>`);
    await waitUntil(() => heard.length > 0);
    expect(heard).to.deep.equal(["unauthorized"]);
  });
});

describe("define", () => {
  it("may be called again, and under another prefix, also for the elements inside elements", async () => {
    define();
    define({ prefix: "acme" });
    define({ prefix: "acme" });
    const api = new FakeApi();
    const page = await fixture(html`<acme-provider .fetch=${api.fetch}><acme-credits></acme-credits><acme-gallery .items=${[]}></acme-gallery></acme-provider>`);
    await waitUntil(() => textOf(page).includes("100 credits"));
    const gallery = page.querySelector("acme-gallery");
    await waitUntil(() => gallery?.shadowRoot?.querySelector("acme-confirm") !== null, "the gallery's parts are there");
    expect(gallery?.shadowRoot?.querySelector("model-3d-confirm")).to.equal(null);
  });
});

describe("locales", () => {
  it("have every text that English has", () => {
    for (const lang of registeredLocales()) expect(Object.keys(messagesFor(lang)).sort()).to.deep.equal(Object.keys(en).sort());
  });

  it("fall back from region to language to English", () => {
    expect(messagesFor("de-CH")).to.equal(messagesFor("de"));
    expect(messagesFor("xx")).to.equal(en);
  });
});

describe("theme", () => {
  it("follows the page unless told", async () => {
    const api = new FakeApi();
    const provider = await fixture(html`<model-3d-provider .fetch=${api.fetch} style="color-scheme: dark"><model-3d-credits></model-3d-credits></model-3d-provider>`);
    const credits = provider.querySelector<Model3DCredits>("model-3d-credits");
    if (credits === null) throw new Error("no element");
    const dark = getComputedStyle(credits).color;
    credits.theme = "light";
    await credits.updateComplete;
    expect(getComputedStyle(credits).color).not.to.equal(dark);
  });
});
