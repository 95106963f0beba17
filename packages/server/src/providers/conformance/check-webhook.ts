import assert from "node:assert/strict";
import type { WebhookDelivery } from "../provider.ts";
import { create } from "./check-tasks.ts";
import { ofWebhook, type CheckPlan, type WebhookSubject } from "./conformance-check.ts";
import { withinDeadline } from "./within-deadline.ts";

const LARGE_BYTES = 1024 * 1024;
const NESTED_DEPTH = 20_000;
const DAY_MS = 24 * 60 * 60_000;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Bodies that no service sends, and that a stranger who has the secret, or a service after a change, may. */
const STRANGE_BODIES: readonly (readonly [what: string, body: Uint8Array])[] = [
  ["nothing", text("")],
  ["no JSON", text("task=1")],
  ["half of one", text('{"id":"a')],
  ["null", text("null")],
  ["a list", text("[[]]")],
  ["a number", text("1e400")],
  ["an empty object", text("{}")],
  ["keys of other kinds", text('{"id":1,"task_id":{},"status":[],"data":"x","type":null,"output":3,"model_urls":7}')],
  ["a key called __proto__", text('{"__proto__":{"id":"a"},"constructor":1}')],
  ["no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d])],
  ["lists in lists", text("[".repeat(NESTED_DEPTH))],
  ["a megabyte", text(`{"id":"${"a".repeat(LARGE_BYTES)}"}`)],
];

/** What holds for the news that a service tells by itself. */
export const WEBHOOK_CHECKS: readonly CheckPlan[] = [
  ofWebhook("takes a delivery of the service's own, and reads which task it speaks of", async (subject) => {
    const { taskId } = await create(subject);
    const delivery = await subject.webhook.deliver(taskId);
    const { webhook } = subject.provider;
    assert.equal(await webhook.verify(delivery), true, "the service's own proof must be taken");
    assert.equal(webhook.read(delivery)?.taskId, taskId, "it must be read which task it speaks of");
  }),

  ofWebhook("refuses every other proof, and throws for none", async (subject) => {
    const delivery = await subject.webhook.deliver((await create(subject)).taskId);
    for (const [what, forged] of forgeries(delivery, subject)) {
      assert.equal(await withinDeadline(verify(subject, forged, what), `a word on ${what}`), false, `${what} must be refused`);
    }
  }),

  ofWebhook("throws for no body, however strange", async (subject) => {
    const delivery = await subject.webhook.deliver((await create(subject)).taskId);
    for (const [what, rawBody] of STRANGE_BODIES) {
      const strange = { ...delivery, rawBody };
      await verify(subject, strange, what);
      const news = read(subject, strange, what);
      assert.ok(news === null || (typeof news.taskId === "string" && news.taskId !== ""), `of ${what} it must read a task or null`);
    }
  }),

  ofWebhook("takes keys that it does not know for nothing", async (subject) => {
    const { taskId } = await create(subject);
    const delivery = await subject.webhook.deliver(taskId);
    const body = JSON.parse(new TextDecoder().decode(delivery.rawBody)) as Record<string, unknown>;
    const grown = { ...delivery, rawBody: text(JSON.stringify({ new_key: { since: "yesterday" }, ...body, another: [1, null] })) };
    assert.equal(read(subject, grown, "a body with new keys")?.taskId, taskId, "services add keys without a word");
  }),
];

function* forgeries(delivery: WebhookDelivery, { webhook, provider }: WebhookSubject): Generator<[what: string, delivery: WebhookDelivery]> {
  const { proofHeader } = webhook;
  const proof = delivery.headers[proofHeader];
  if (typeof proof !== "string") assert.fail(`the hook's delivery must carry the header ${proofHeader}`);
  const withProof = (value: string | string[] | undefined): WebhookDelivery => ({ ...delivery, headers: { ...delivery.headers, [proofHeader]: value } });
  const last = proof.at(-1) === "0" ? "1" : "0";
  yield ["a delivery without a proof", withProof(undefined)];
  yield ["an empty proof", withProof("")];
  yield ["a proof that is wrong at its end", withProof(proof.slice(0, -1) + last)];
  yield ["a proof that is cut", withProof(proof.slice(0, -1))];
  yield ["a proof that is longer", withProof(`${proof}${last}`)];
  yield ["a proof of a megabyte", withProof("a".repeat(LARGE_BYTES))];
  yield ["a proof beyond ASCII", withProof(`${proof.slice(0, -1)}ä`)];
  yield ["a proof that came twice", withProof([proof, proof])];
  yield ["a right proof behind a wrong one", withProof(["wrong", proof])];
  yield ["a list without a proof", withProof([])];
  yield ["a delivery without any header", { ...delivery, headers: {} }];
  yield ["a wrong proof of a megabyte of body", { ...withProof(proof.slice(0, -1) + last), rawBody: text("a".repeat(LARGE_BYTES)) }];
  if (!provider.webhook.needsRawBody) return;
  yield ["a body that was changed", { ...delivery, rawBody: text(`${new TextDecoder().decode(delivery.rawBody)} `) }];
  yield ["a body that is none", { ...delivery, rawBody: new Uint8Array() }];
  yield ["a delivery of yesterday", { ...delivery, now: new Date(delivery.now.getTime() + DAY_MS) }];
}

async function verify({ provider }: WebhookSubject, delivery: WebhookDelivery, what: string): Promise<boolean> {
  try {
    return await provider.webhook.verify(delivery);
  } catch (error) {
    assert.fail(`\`verify\` must not throw for ${what}: ${String(error)}`);
  }
}

function read({ provider }: WebhookSubject, delivery: WebhookDelivery, what: string): ReturnType<WebhookSubject["provider"]["webhook"]["read"]> {
  try {
    return provider.webhook.read(delivery);
  } catch (error) {
    assert.fail(`\`read\` must not throw for ${what}: ${String(error)}`);
  }
}
