import "./admin.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { ERRORS, type ErrorCode } from "@model-3d/contract";
import { FakeAdmin, USER_ID } from "../../test/fake-admin.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DAdmin } from "./admin.component.ts";

let fake: FakeAdmin;
let element: Model3DAdmin;
beforeEach(async () => {
  fake = new FakeAdmin();
  element = await show();
});

async function show(lang = ""): Promise<Model3DAdmin> {
  const shown = await fixture<Model3DAdmin>(html`<model-3d-admin .client=${fake.client} tab="ledger" .refreshSeconds=${0} lang=${lang}></model-3d-admin>`);
  await waitUntil(() => shown.renderRoot.querySelector("[data-role=correct]") !== null, "the ledger is there");
  return shown;
}

const form = (): HTMLFormElement | null => element.renderRoot.querySelector<HTMLFormElement>("form#question");
const words = (): string => textOf(form() ?? document.createElement("p"));
const posts = (): number => fake.requests.filter((request) => request.startsWith("POST")).length;

async function open(): Promise<void> {
  element.renderRoot.querySelector<HTMLElement>("[data-role=correct]")?.click();
  await waitUntil(() => form() !== null, "it asks");
}

/** Sends what is in the form, with these changed, and waits for what comes of it. */
async function send(fields: Record<string, string> = {}): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = form()?.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (field) field.value = value;
  }
  const before = posts();
  element.renderRoot.querySelector<HTMLElement>("[form=question]")?.click();
  await waitUntil(() => posts() === before + 1, "it is sent");
  await waitUntil(() => element.renderRoot.querySelector("[form=question][aria-busy=true]") === null, "it is over");
}

const GIFT = { userId: USER_ID, amount: "50", reason: "a gift" };
const refuse = (code: ErrorCode) => () => Response.json({ success: false, code, error: ERRORS[code].error, message: ERRORS[code].message }, { status: ERRORS[code].status });
const cut = (): Response => {
  throw new TypeError("The line broke.");
};
const LOSSES: readonly [string, () => Response][] = [
  ["was cut off", cut],
  ["was replaced by that of a gateway", () => new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ["came as a page of something else", () => new Response("<h1>Sign in</h1>", { status: 200 })],
  ["was a failure", refuse("internal_error")],
  ["says that it is being worked on", refuse("idempotency_in_flight")],
];

describe("a change whose answer is lost", () => {
  for (const [how, loss] of LOSSES) {
    it(`is made once when the answer ${how}, and is sent again`, async () => {
      await open();
      fake.nextLoss = loss;
      await send(GIFT);
      expect(words()).to.include("it is done once");
      await expect(element).to.be.accessible();
      await send();
      expect(form()).to.equal(null);
      expect(fake.changes.map(({ body }) => body)).to.deep.equal([{ ...GIFT, amount: 50 }]);
      expect(textOf(element)).to.include("Done: 25 are available now.");
    });
  }

  it("is made once also where the question is closed and asked anew, or refused meanwhile", async () => {
    await open();
    fake.nextLoss = cut;
    await send(GIFT);
    findButton(element, "Cancel").click();
    await waitUntil(() => form() === null, "it is closed");
    await open();
    expect(words(), "it says so before anything is sent").to.include("it may have been done");
    fake.nextRefusal = { code: "unauthorized", message: ERRORS.unauthorized.message };
    await send(GIFT);
    await send();
    expect(fake.changes).to.have.length(1);
  });

  it("is told of when something else is asked for, which is not done before it is sent again", async () => {
    await open();
    fake.nextLoss = cut;
    await send(GIFT);
    await send({ amount: "60" });
    expect(words()).to.include("was done after all, and this was not").and.not.to.include("may have been done");
    expect(fake.changes.map(({ body }) => body.amount)).to.deep.equal([50]);
    await send();
    expect(fake.changes.map(({ body }) => body.amount)).to.deep.equal([50, 60]);
    expect(new Set(fake.changes.map(({ key }) => key)).size).to.equal(2);
  });

  it("is nothing that a refusal leaves open, nor one of another thing", async () => {
    registerLocale("ar", ar);
    await open();
    fake.nextRefusal = { code: "correction_refused", message: "Only 3 credits are available." };
    await send({ ...GIFT, amount: "-5" });
    expect(words()).to.include("Only 3 credits").and.not.to.include("may have been done");
    await send({ amount: "-3" });
    await open();
    await send(GIFT);
    expect(fake.changes.map(({ body }) => body.amount)).to.deep.equal([-3, 50]);
    element = await show("ar");
    await open();
    fake.nextLoss = cut;
    await send(GIFT);
    expect(words()).to.include("لم يصل ردّ");
  });
});
