import "./admin.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { ARCHIVE_ID, BATCH_ID, FakeAdmin, FAILED_ID, STUCK_ID } from "../../test/fake-admin.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { registerLocale } from "../locale/locale.ts";
import type { AdminTab } from "./admin-view.ts";
import type { Model3DAdmin } from "./admin.component.ts";

let fake: FakeAdmin;
beforeEach(() => {
  fake = new FakeAdmin();
});

const pane = (element: Model3DAdmin): HTMLElement => element.renderRoot.querySelector<HTMLElement>("[part=pane]") ?? element;
const dialogs = (element: Model3DAdmin): HTMLElement[] => [...element.renderRoot.querySelectorAll<HTMLElement>("model-3d-dialog[open]")];
const dialogText = (element: Model3DAdmin): string => textOf(dialogs(element)[0] ?? document.createElement("p"));
const asked = (text: string): string[] => fake.requests.filter((request) => request.includes(text));

async function show(tab: AdminTab, lang = ""): Promise<Model3DAdmin> {
  const element = await fixture<Model3DAdmin>(html`<model-3d-admin .client=${fake.client} .tab=${tab} .refreshSeconds=${0} lang=${lang}></model-3d-admin>`);
  await waitUntil(() => pane(element).querySelector("table") !== null, "its tab shows");
  return element;
}

async function open(element: Model3DAdmin): Promise<void> {
  element.renderRoot.querySelector<HTMLElement>(`[data-batch="${BATCH_ID}"]`)?.click();
  await waitUntil(() => dialogs(element).some((dialog) => dialog.querySelector("tbody") !== null), "its items are there");
}

async function act(element: Model3DAdmin, words: string, reason: string): Promise<void> {
  findButton(element, words).click();
  await waitUntil(() => element.renderRoot.querySelector("form#question") !== null, "it asks");
  const field = element.renderRoot.querySelector<HTMLTextAreaElement>("form#question [name=reason]");
  if (field) field.value = reason;
  element.renderRoot.querySelector<HTMLElement>("[form=question]")?.click();
}

describe("<model-3d-admin> with batches", () => {
  it("lists those of all users: how far, what failed, what is held, and why they rest", async () => {
    const element = await show("batches");
    const rows = [...pane(element).querySelectorAll("tbody tr")].map((row) => textOf(row));
    expect(rows[0]).to.include("Running").and.to.include("Stuck").and.to.include("Oak chairs").and.to.include("12 of 24 ready (54%)").and.to.include("110");
    expect(rows[1]).to.include("Paused").and.to.include("its user's credits do not suffice").and.to.include("Without a name");
    for (const [name, value] of [["status", "RUNNING"], ["stuck", "true"]] as const) {
      const field = pane(element).querySelector<HTMLSelectElement>(`[name=${name}]`);
      if (!field) throw new Error(`There is no ${name}.`);
      field.value = value;
      field.dispatchEvent(new Event("change"));
    }
    await waitUntil(() => asked("/admin/batches?status=RUNNING&stuck=true").length === 1, "both are asked for");
  });

  it("shows one with its items by pages and those that failed, in every language and from right to left", async () => {
    registerLocale("ar", ar);
    const element = await show("batches");
    await open(element);
    expect(dialogText(element)).to.include("Credits held 110").and.to.include("Chair 1").and.to.include("Being made 40%").and.to.include("No object was found.");
    await expect(element).to.be.accessible();
    findButton(element, "Show more").click();
    await waitUntil(() => dialogText(element).includes("Chair 3"), "the next page is there");
    findButton(element, "Show the failed").click();
    await waitUntil(() => asked(`/admin/batches/${BATCH_ID}?status=FAILED`).length === 1 && dialogs(element)[0]?.querySelectorAll("tbody tr").length === 1, "only what failed is there");
    const arabic = await show("batches", "ar");
    await open(arabic);
    expect(getComputedStyle(arabic).direction).to.equal("rtl");
    expect(dialogText(arabic)).to.include("النقاط المحجوزة");
    await expect(arabic).to.be.accessible();
  });

  it("pauses, resumes and cancels one, each with a reason and one key, and shows what was done and by whom", async () => {
    const element = await show("batches");
    await open(element);
    await act(element, "Pause it", "the provider is away");
    await waitUntil(() => dialogText(element).includes("by an operator"), "it is paused");
    expect(dialogText(element)).to.include("What operators did").and.to.include("Paused a batch").and.to.include("ann the provider is away");
    await expect(element).to.be.accessible();
    await act(element, "Resume it", "it is back");
    await waitUntil(() => findButtons(element, "Pause it").length === 1, "it goes on");
    findButton(element, "Show more").click();
    await waitUntil(() => dialogText(element).includes("Chair 3"), "the next page is there");
    await act(element, "Cancel the rest", "asked for by phone");
    await waitUntil(() => dialogText(element).includes("Cancelled a batch"), "it is cancelled");
    expect(dialogText(element), "the pages that are shown stay").to.include("Chair 3").and.to.include("Credits held 10").and.to.include("Cancelled a batch (10 items)");
    expect(textOf(element)).to.include("Cancelled: 10.");
    expect(fake.changes.map(({ path, body }) => [path, body.action, body.reason])).to.deep.equal([
      [`/admin/batches/${BATCH_ID}`, "pause", "the provider is away"],
      [`/admin/batches/${BATCH_ID}`, "resume", "it is back"],
      [`/admin/batches/${BATCH_ID}`, "cancel", "asked for by phone"],
    ]);
    expect(new Set(fake.changes.map(({ key }) => key)).size).to.equal(3);
  });

  it("says that it is its user who lacks credits where a retry is refused", async () => {
    const element = await show("batches");
    await open(element);
    fake.nextRefusal = { code: "insufficient_credits", message: "These 1 models cost 10 credits; 0 are available." };
    await act(element, "Try the failed again", "the provider was away");
    await waitUntil(() => textOf(element.renderRoot.querySelector("form#question") ?? element).includes("Its user's credits do not suffice"), "it says whose");
  });

  it("goes from an item to its time line, and from a time line to its batch", async () => {
    const element = await show("batches");
    await open(element);
    dialogs(element)[0]?.querySelector<HTMLElement>(`[data-timeline="${FAILED_ID}"]`)?.click();
    await waitUntil(() => element.renderRoot.querySelectorAll("[part=timeline] li").length === 7, "its events are there");
    expect(dialogs(element)).to.have.length(2);
    const from = await show("generations");
    from.renderRoot.querySelector<HTMLElement>(`[data-timeline="${STUCK_ID}"]`)?.click();
    await waitUntil(() => from.renderRoot.querySelector("[part=timeline] li") !== null, "its events are there");
    findButton(from, "Show the batch").click();
    await waitUntil(() => dialogs(from).length === 1 && dialogText(from).includes("Chair 1"), "its batch is there, and the time line is not");
  });

  it("offers no change to an operator who only looks", async () => {
    fake.may = [];
    const element = await show("batches");
    await open(element);
    expect([...element.renderRoot.querySelectorAll("[data-act]")]).to.deep.equal([]);
    expect((await show("archives")).renderRoot.querySelector("[data-delete]")).to.equal(null);
  });
});

describe("<model-3d-admin> with archives", () => {
  for (const lang of ["", "ar"]) {
    it(`has the chosen tab in view where there is no room for all${lang === "" ? "" : ", from right to left too"}`, async () => {
      registerLocale("ar", ar);
      const place = await fixture<HTMLElement>(html`<div style="width: 320px"><model-3d-admin .client=${fake.client} .refreshSeconds=${0} tab="log" lang=${lang}></model-3d-admin></div>`);
      const element = place.querySelector<Model3DAdmin>("model-3d-admin");
      if (element === null) throw new Error("There is none.");
      const isInView = () => {
        const [row, tab] = ["[part=tabs]", `#tab-${element.tab}`].map((what) => element.renderRoot.querySelector(what)?.getBoundingClientRect());
        return row !== undefined && tab !== undefined && tab.left >= row.left - 1 && tab.right <= row.right + 1;
      };
      await waitUntil(isInView, "the last one is in view");
      element.tab = "queue";
      await waitUntil(isInView, "the first one is in view");
    });
  }

  it("lists those of all users, leads to what they are of, and deletes one with a reason", async () => {
    const element = await show("archives");
    const rows = [...pane(element).querySelectorAll("tbody tr")].map((row) => textOf(row));
    expect(rows[0]).to.include("Ready").and.to.include("Oak chairs-stl.zip").and.to.include("10 of 12 models").and.to.include("STL").and.to.include("81");
    expect(rows[1]).to.include("Failed").and.to.include("It is too large.").and.to.include("1 model Time line");
    element.renderRoot.querySelector<HTMLElement>(`[data-delete="${ARCHIVE_ID}"]`)?.click();
    await waitUntil(() => element.renderRoot.querySelector("form#question") !== null, "it asks");
    expect(textOf(dialogs(element)[0] ?? element)).to.include("Oak chairs-stl.zip is taken away");
    await expect(element).to.be.accessible();
    const field = element.renderRoot.querySelector<HTMLTextAreaElement>("form#question [name=reason]");
    if (field) field.value = "the storage is full";
    element.renderRoot.querySelector<HTMLElement>("[form=question]")?.click();
    await waitUntil(() => dialogs(element).length === 0 && textOf(element).includes("The archive was deleted."), "it is done");
    expect(fake.changes.map(({ path, body }) => [path, body])).to.deep.equal([[`/admin/archives/${ARCHIVE_ID}`, { action: "delete", reason: "the storage is full" }]]);
    findButton(pane(element) as Model3DAdmin, "Batch").click();
    await waitUntil(() => dialogText(element).includes("Chair 1"), "its batch is there");
  });
});
