import "../credits/credits.ts";
import "../toasts/toasts.ts";
import "../versions/versions.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DCredits } from "../credits/credits.component.ts";
import { en } from "../locale/en.ts";
import { registerLocale } from "../locale/locale.ts";

const page = createFakePage();

async function show(lang: string): Promise<Model3DCredits> {
  const place = await fixture(html`<div dir="rtl" lang=${lang}><model-3d-credits .client=${page.client}></model-3d-credits></div>`);
  const credits = place.querySelector<Model3DCredits>("model-3d-credits");
  if (credits === null) throw new Error("no credits");
  await waitUntil(() => textOf(credits).includes("100 credits"));
  return credits;
}

const shown = (credits: Model3DCredits): HTMLElement[] => [...credits.renderRoot.children].filter((child): child is HTMLElement => child instanceof HTMLElement);

describe("English that stands in", () => {
  it("runs from left to right in a page of the other direction, and says that it is English, until the language comes", async () => {
    const credits = await show("ps");
    expect(shown(credits).length).to.be.greaterThan(0);
    expect(shown(credits).map((child) => [child.lang, getComputedStyle(child).direction])).to.deep.equal(shown(credits).map(() => ["en", "ltr"]));
    expect([credits.lang, credits.dir, credits.activeLang], "the page's mark-up stays").to.deep.equal(["", "", "en"]);
    registerLocale("ps", { ...en });
    await credits.updateComplete;
    expect(shown(credits).map((child) => [child.getAttribute("lang"), getComputedStyle(child).direction])).to.deep.equal(shown(credits).map(() => [null, "rtl"]));
  });

  it("does so at once when the page goes over to such a language, and back", async () => {
    const place = await fixture<HTMLElement>(html`<div lang="en"><model-3d-credits .client=${page.client}></model-3d-credits></div>`);
    const credits = place.querySelector<Model3DCredits>("model-3d-credits");
    if (credits === null) throw new Error("no credits");
    await waitUntil(() => textOf(credits).includes("100 credits"));
    const says = (lang: string | null, direction: string) => shown(credits).every((child) => child.getAttribute("lang") === lang && getComputedStyle(child).direction === direction);
    [place.lang, place.dir] = ["ur", "rtl"];
    await waitUntil(() => says("en", "ltr"), "English says that it is English");
    [place.lang, place.dir] = ["en", "ltr"];
    await waitUntil(() => says(null, "ltr"), "it is the page's language again");
  });

  it("says so in a page from left to right, too, and gives English to the elements inside", async () => {
    const place = await fixture(html`<div lang="fi"><model-3d-versions .client=${page.client} source-id="10000000-0000-4000-8000-000000000001" open></model-3d-versions></div>`);
    const versions = place.querySelector("model-3d-versions");
    await waitUntil(() => versions?.renderRoot.querySelector("model-3d-dialog")?.lang === "en");
  });

  it("leaves alone what is in the page's language", async () => {
    const credits = await show("en");
    expect(shown(credits).map((child) => child.getAttribute("lang"))).to.deep.equal(shown(credits).map(() => null));
  });
});
