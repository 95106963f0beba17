import "./credits.ts";
import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { de } from "../locale/de.ts";
import { registerLocale } from "../locale/locale.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DCredits } from "./credits.component.ts";

describe("<model-3d-credits>", () => {
  it("shows the balance and moves with the events", async () => {
    const { api, client } = createFakePage();
    const credits = await fixture<Model3DCredits>(html`<model-3d-credits .client=${client}></model-3d-credits>`);
    await waitUntil(() => textOf(credits).includes("100 credits"));
    await expect(credits).to.be.accessible();
    api.add({ sourceId: api.createId() }, { status: "PENDING" });
    api.tellCredits();
    await waitUntil(() => textOf(credits).includes("90 credits") && textOf(credits).includes("10 on hold"));
  });

  it("says what was missing, until credits come in", async () => {
    const { api, client } = createFakePage();
    const credits = await fixture<Model3DCredits>(html`<model-3d-credits .client=${client}></model-3d-credits>`);
    await waitUntil(() => credits.state === "ready");
    api.balance = 0;
    api.tellCredits({ modelId: api.createId(), charged: 4, short: 6 });
    await waitUntil(() => textOf(credits).includes("4 credits charged, 6 missing."));
    await expect(credits).to.be.accessible();
    api.tellCredits();
    await credits.updateComplete;
    expect(textOf(credits)).to.include("6 missing");
    api.balance = 50;
    api.tellCredits();
    await waitUntil(() => !textOf(credits).includes("missing"));
  });

  it("takes the language of a page that writes it with an underscore", async () => {
    registerLocale("de", de);
    const { client } = createFakePage();
    const place = await fixture<HTMLElement>(html`<div lang="de_DE"><model-3d-credits .client=${client}></model-3d-credits></div>`);
    expect(place.querySelector("model-3d-credits")?.activeLang).to.equal("de-DE");
  });

  it("follows the language of the page at once", async () => {
    const { client } = createFakePage();
    registerLocale("de", de);
    const before = document.documentElement.lang;
    const credits = await fixture<Model3DCredits>(html`<model-3d-credits .client=${client}></model-3d-credits>`);
    await waitUntil(() => textOf(credits).includes("100 credits"));
    document.documentElement.lang = "de";
    await waitUntil(() => textOf(credits).includes("100 Credits"));
    credits.remove();
    document.documentElement.lang = before;
    await fixture(html`<div>${credits}</div>`);
    await waitUntil(() => textOf(credits).includes("100 credits"), "also what it missed");
  });

  it("warns once when it runs low", async () => {
    const { api, client } = createFakePage();
    const credits = await fixture<Model3DCredits>(html`<model-3d-credits .client=${client} low-at="50"></model-3d-credits>`);
    await waitUntil(() => credits.state === "ready");
    const low = oneEvent(credits, "model-3d-credits-low");
    api.balance = 40;
    api.tellCredits();
    expect((await low).detail).to.deep.equal({ available: 40, lowAt: 50 });
    expect(textOf(credits)).to.include("Running low. One generation costs 10 credits.");
    await expect(credits).to.be.accessible();
  });

  it("names no limit where the server says what is low", async () => {
    const { api, client } = createFakePage();
    api.balance = 10;
    const heard = oneEvent(document, "model-3d-credits-low");
    await fixture<Model3DCredits>(html`<model-3d-credits .client=${client}></model-3d-credits>`);
    expect((await heard).detail).to.deep.equal({ available: 10, lowAt: null });
  });

  it("offers a retry after an error", async () => {
    const { api, client } = createFakePage();
    api.failures.set("/credits", ["internal_error"]);
    const credits = await fixture<Model3DCredits>(html`<model-3d-credits .client=${client}></model-3d-credits>`);
    await waitUntil(() => credits.state === "error");
    await expect(credits).to.be.accessible();
    findButton(credits, "Try again").click();
    await waitUntil(() => credits.state === "ready");
  });
});
