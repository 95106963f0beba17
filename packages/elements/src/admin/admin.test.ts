import "./admin.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { FAILED_ID, FakeAdmin, STUCK_ID, USER_ID } from "../../test/fake-admin.ts";
import { findButton, findButtons, textOf } from "../../test/find-by-text.ts";
import { setHidden } from "../../test/set-hidden.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { registerLocale } from "../locale/locale.ts";
import { ADMIN_TABS, type AdminTab } from "./admin-view.ts";
import type { Model3DAdmin } from "./admin.component.ts";

let fake: FakeAdmin;
beforeEach(() => {
  fake = new FakeAdmin();
});

async function show({ tab = "queue", lang = "", refreshSeconds = 0 }: { tab?: AdminTab; lang?: string; refreshSeconds?: number } = {}): Promise<Model3DAdmin> {
  const element = await fixture<Model3DAdmin>(html`<model-3d-admin .client=${fake.client} .tab=${tab} .refreshSeconds=${refreshSeconds} lang=${lang}></model-3d-admin>`);
  await waitUntil(() => element.state !== "loading", "it shows");
  await waitUntil(() => element.state !== "ready" || (pane(element)?.querySelector(".waiting") ?? null) === null, "its tab shows");
  return element;
}

const pane = (element: Model3DAdmin): HTMLElement | null => element.renderRoot.querySelector("[part=pane]");
const dialogs = (element: Model3DAdmin): HTMLElement[] => [...element.renderRoot.querySelectorAll<HTMLElement>("model-3d-dialog[open]")];
const asked = (text: string): string[] => fake.requests.filter((request) => request.includes(text));
async function answer(element: Model3DAdmin, fields: Record<string, string>): Promise<void> {
  await waitUntil(() => element.renderRoot.querySelector("form#question") !== null, "it asks");
  for (const [name, value] of Object.entries(fields)) {
    const field = element.renderRoot.querySelector<HTMLInputElement | HTMLTextAreaElement>(`form#question [name=${name}]`);
    if (field) field.value = value;
  }
  element.renderRoot.querySelector<HTMLElement>("[form=question]")?.click();
}

describe("<model-3d-admin>", () => {
  it("shows how things stand, and leads to what is stuck and to what failed", async () => {
    const element = await show();
    expect(textOf(pane(element) ?? element)).to.include("Stuck generations 1").and.to.include("Succeeded 41").and.to.include("No object was found.").and.to.include("run-generation").and.to.include("could not be counted in time");
    findButton(element, "Show what is stuck").click();
    await waitUntil(() => asked("stuck=true").length === 1, "it asks for what is stuck");
    expect(element.tab).to.equal("generations");
    await waitUntil(() => (element.shadowRoot?.activeElement?.id ?? "") === "tab-generations", "the focus goes along");
  });

  it("says how many batches run, rest and are stuck, and leads to those", async () => {
    const element = await show();
    expect(textOf(pane(element) ?? element)).to.include("Batches that run 3").and.to.include("Batches that rest 2").and.to.include("Stuck batches 1");
    findButton(element, "Show stuck batches").click();
    await waitUntil(() => asked("/admin/batches?stuck=true").length === 1, "it asks for what is stuck");
    expect(element.tab).to.equal("batches");
  });

  for (const tab of ADMIN_TABS) {
    it(`is accessible on the tab ${tab}, full, empty and from right to left`, async () => {
      registerLocale("ar", ar);
      await expect(await show({ tab })).to.be.accessible();
      fake.isEmpty = true;
      const empty = await show({ tab });
      if (tab !== "queue") expect(textOf(pane(empty) ?? empty)).to.include("There are none.");
      await expect(empty).to.be.accessible();
      const arabic = await show({ tab, lang: "ar" });
      expect(getComputedStyle(arabic).direction).to.equal("rtl");
    });
  }

  it("goes from tab to tab by arrow keys, Home and End, one of them in the order of the page", async () => {
    const element = await show();
    element.renderRoot.querySelector<HTMLElement>("#tab-queue")?.focus();
    const press = async (key: string, tab: AdminTab) => {
      await sendKeys({ press: key });
      await waitUntil(() => element.tab === tab && element.shadowRoot?.activeElement?.id === `tab-${tab}`, `${key} leads to ${tab}`);
    };
    await press("ArrowRight", "generations");
    await press("End", "log");
    await press("ArrowRight", "queue");
    await press("ArrowLeft", "log");
    await press("Home", "queue");
    expect([...element.renderRoot.querySelectorAll("[role=tab][tabindex='0']")].length).to.equal(1);
  });

  it("gives the next page, and keeps it while others are looked at anew", async () => {
    const element = await show({ tab: "generations" });
    findButton(element, "Show more").click();
    await waitUntil(() => pane(element)?.querySelectorAll("tbody tr").length === 2, "both pages are there");
    const before = asked("/admin/generations").length;
    findButton(element, "Refresh").click();
    await waitUntil(() => asked("/admin/overview").length === 2, "it has looked anew");
    expect(asked("/admin/generations").length).to.equal(before);
    expect(findButtons(element, "Show more").length).to.equal(0);
  });

  it("asks by its filters, times in UTC", async () => {
    const element = await show({ tab: "generations" });
    const fill = (name: string, value: string) => {
      const field = element.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (!field) throw new Error(`There is no ${name}.`);
      field.value = value;
      field.dispatchEvent(new Event("change"));
    };
    fill("status", "FAILED");
    fill("since", "2026-01-05T10:00");
    await waitUntil(() => asked("status=FAILED").some((request) => request.includes(`since=${encodeURIComponent(new Date("2026-01-05T10:00").toISOString())}`)), "both are asked for");
  });

  it("shows the whole time line of a generation and gives it up, with a reason and one key", async () => {
    const element = await show({ tab: "generations" });
    element.renderRoot.querySelector<HTMLElement>(`[data-timeline="${STUCK_ID}"]`)?.click();
    await waitUntil(() => element.renderRoot.querySelectorAll("[part=timeline] li").length === 3, "its events are there");
    expect(textOf(dialogs(element)[0] ?? element)).to.include("Requested").and.to.include("Credits held");
    await expect(element).to.be.accessible();
    findButton(element, "Give it up").click();
    await waitUntil(() => dialogs(element).length === 2, "it asks");
    await expect(element).to.be.accessible();
    element.renderRoot.querySelector<HTMLElement>("[form=question]")?.click();
    expect(fake.changes, "not without a reason").to.deep.equal([]);
    await answer(element, { reason: "hangs" });
    await waitUntil(() => dialogs(element).length === 1, "the question is gone and the time line is not");
    expect(fake.changes).to.have.length(1);
    expect(fake.changes[0]).to.deep.include({ path: `/admin/generations/${STUCK_ID}`, body: { action: "give_up", reason: "hangs" } });
    expect(fake.changes[0]?.key).to.match(/^[0-9a-f]{32}$/);
    await waitUntil(() => asked(`GET /admin/generations/${STUCK_ID}`).length === 2, "its time line is looked at anew");
  });

  it("replays a delivery and corrects credits, and says why something was refused", async () => {
    const element = await show({ tab: "webhooks" });
    findButton(element, "Replay").click();
    await answer(element, { reason: "it was lost" });
    await waitUntil(() => fake.changes.length === 1, "it is replayed");
    element.tab = "ledger";
    await waitUntil(() => textOf(pane(element) ?? element).includes("charged twice"), "the ledger is there");
    fake.nextRefusal = { code: "correction_refused", message: "Only 3 credits are available." };
    element.renderRoot.querySelector<HTMLElement>("[data-role=correct]")?.click();
    await answer(element, { userId: USER_ID, amount: "-5", reason: "a mistake" });
    await waitUntil(() => textOf(element.renderRoot.querySelector("form#question") ?? element).includes("Only 3 credits are available."), "it says why");
    await answer(element, {});
    await waitUntil(() => fake.changes.length === 2, "what was typed is there still");
    expect(fake.changes[1]?.body).to.deep.equal({ userId: USER_ID, amount: -5, reason: "a mistake" });
    await waitUntil(() => dialogs(element).length === 0, "it is closed");
  });

  it("refunds a generation from its time line, with a reason, and says why it was refused", async () => {
    const element = await show({ tab: "generations" });
    findButton(element, "Show more").click();
    await waitUntil(() => element.renderRoot.querySelector(`[data-timeline="${FAILED_ID}"]`) !== null, "the next page is there");
    element.renderRoot.querySelector<HTMLElement>(`[data-timeline="${FAILED_ID}"]`)?.click();
    await waitUntil(() => element.renderRoot.querySelectorAll("[part=timeline] li").length === 7, "its events are there");
    fake.nextRefusal = { code: "refund_refused", message: "They were given back before." };
    findButton(element, "Refund it").click();
    await waitUntil(() => dialogs(element).length === 2, "it asks");
    expect(textOf(dialogs(element)[1] ?? element)).to.include("gets back all credits that it cost, once");
    await expect(element).to.be.accessible();
    await answer(element, { reason: "no chair" });
    await waitUntil(() => textOf(element.renderRoot.querySelector("form#question") ?? element).includes("They were given back before."), "it says why");
    await answer(element, {});
    await waitUntil(() => fake.changes.length === 1, "what was typed is there still");
    expect(fake.changes[0]).to.deep.include({ path: `/admin/generations/${FAILED_ID}/refund`, body: { reason: "no chair" } });
    await waitUntil(() => dialogs(element).length === 1, "the question is gone");
    expect(textOf(element)).to.include("Refunded: 10 credits.");
  });

  it("offers no change to an operator who only looks", async () => {
    fake.may = [];
    for (const tab of ["webhooks", "ledger"] as const) expect(findButtons(await show({ tab }), tab === "webhooks" ? "Replay" : "Correct credits"), tab).to.deep.equal([]);
    expect(textOf(await show())).to.include("change nothing");
  });

  it("says to everybody else that there is nothing, and to all when something fails, and can be asked again", async () => {
    fake.refusal = "not_found";
    const element = await show();
    expect([element.state, textOf(element)]).to.deep.equal(["error", textOf(element)]);
    expect(textOf(element)).to.include("There is nothing here for you");
    await expect(element).to.be.accessible();
    fake.refusal = null;
    findButton(element, "Try again").click();
    await waitUntil(() => element.state === "ready", "it is there");
    fake.refusal = "service_unavailable";
    const failing = await show();
    expect(textOf(failing)).to.include("This could not be loaded");
    await expect(failing).to.be.accessible();
  });

  it("looks anew by itself, but not while the page is hidden, and at once when it is seen again", async () => {
    const element = await show({ refreshSeconds: 0.05 });
    await waitUntil(() => asked("/admin/overview").length >= 3, "it looks anew");
    setHidden(true);
    await waitUntil(() => element.renderRoot.querySelector("[aria-busy=true]") === null, "nothing is under way");
    const before = asked("/admin/overview").length;
    // Twenty rounds of what it would have done meanwhile.
    const until = performance.now() + 1_000;
    await waitUntil(() => performance.now() > until, "a second is over");
    expect(asked("/admin/overview").length - before).to.be.lessThan(2);
    setHidden(false);
    await waitUntil(() => asked("/admin/overview").length >= before + 2, "it looks again");
    element.remove();
  });
});
