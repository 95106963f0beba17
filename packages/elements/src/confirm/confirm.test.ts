import "./confirm.ts";
import type { Credits } from "@model-3d/contract";
import { expect, fixture, html, nextFrame } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DConfirm } from "./confirm.component.ts";

const question = { title: "Mug", images: { front: "front.png", back: "back.png" }, isRegeneration: false };
const balance = (available: number): Credits => ({ success: true, balance: available, held: 0, available, cost: 10, low: false, whenInsufficient: "block", grants: [] });

describe("<model-3d-confirm>", () => {
  it("shows no balance that was asked for an earlier question", async () => {
    const answers = [Promise.withResolvers<Credits>(), Promise.withResolvers<Credits>()];
    let asked = 0;
    const client = { ...createFakePage().client, credits: () => answers[asked++]!.promise };
    const confirm = await fixture<Model3DConfirm>(html`<model-3d-confirm .client=${client}></model-3d-confirm>`);
    void confirm.ask(question);
    void confirm.ask(question);
    answers[1]?.resolve(balance(70));
    await waitUntil(() => textOf(confirm).includes("70 credits"));
    answers[0]?.resolve(balance(90));
    await answers[0]?.promise;
    await confirm.updateComplete;
    expect(textOf(confirm)).to.include("70 credits").and.not.to.include("90 credits");
  });

  it("keeps the focus when the balance turns out too low", async () => {
    const answer = Promise.withResolvers<Credits>();
    const client = { ...createFakePage().client, credits: () => answer.promise };
    const confirm = await fixture<Model3DConfirm>(html`<model-3d-confirm .client=${client}></model-3d-confirm>`);
    void confirm.ask(question);
    await waitUntil(() => confirm.shadowRoot?.activeElement?.textContent?.includes("Continue"));
    answer.resolve(balance(3));
    await waitUntil(() => textOf(confirm).includes("You have 3 credits available; this costs 10."));
    // A button that is disabled loses the focus after the next frame is drawn.
    await nextFrame();
    await nextFrame();
    expect(confirm.shadowRoot?.activeElement?.textContent).to.include("Continue");
  });

  it("says again, in sight, why it cannot go on when that is pressed", async () => {
    const client = { ...createFakePage().client, credits: () => Promise.resolve(balance(3)) };
    const confirm = await fixture<Model3DConfirm>(html`<model-3d-confirm .client=${client}></model-3d-confirm>`);
    void confirm.ask(question);
    await waitUntil(() => textOf(confirm).includes("You have 3 credits available; this costs 10."));
    const reason = confirm.renderRoot.querySelector("#short");
    findButton(confirm, "Continue").click();
    await confirm.updateComplete;
    const again = confirm.renderRoot.querySelector("#short");
    expect(again?.textContent).to.equal(reason?.textContent);
    expect(again, "a new alert is what is announced").not.to.equal(reason);
    const { top, bottom } = again?.getBoundingClientRect() ?? { top: -1, bottom: Infinity };
    expect(top >= 0 && bottom <= innerHeight, "it is in sight").to.equal(true);
    expect(confirm.question).not.to.equal(null);
  });

  it("shows the balance of now while it is open", async () => {
    const page = createFakePage();
    page.api.balance = 4;
    const confirm = await fixture<Model3DConfirm>(html`<model-3d-confirm .client=${page.client}></model-3d-confirm>`);
    void confirm.ask(question);
    await waitUntil(() => textOf(confirm).includes("You have 4 credits available; this costs 10."));
    await waitUntil(() => page.api.streamCount === 1, "it listens");
    page.api.balance = 60;
    page.api.tellCredits();
    await waitUntil(() => textOf(confirm).includes("60 credits") && !textOf(confirm).includes("this costs 10"), "bought elsewhere");
    expect(page.api.requests.filter((request) => request.endsWith("/credits"))).to.have.length(1);
    page.api.balance = 30;
    dispatchEvent(new Event("focus"));
    await waitUntil(() => textOf(confirm).includes("30 credits"), "back from another window");
    confirm.answer(null);
    await waitUntil(() => page.api.streamCount === 0, "it no longer listens");
  });
});
