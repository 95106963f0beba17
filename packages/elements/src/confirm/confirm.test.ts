import "./confirm.ts";
import type { Credits } from "@model-3d/contract";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DConfirm } from "./confirm.component.ts";

const question = { title: "Mug", images: { front: "front.png", back: "back.png" }, isRegeneration: false };
const balance = (available: number): Credits => ({ success: true, balance: available, held: 0, available, cost: 10, low: false, grants: [] });

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
});
