import { readFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import type { CreditLedger, KnownHold } from "@model-3d/server";
import { ledgerConformanceChecks, type LedgerUnderTest } from "@model-3d/server/ledger-conformance";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStripeLedger } from "./create-stripe-ledger.ts";
import { ANSWERS, API_KEY, playStripe, type PlayedStripe } from "./test/play-stripe.ts";

const MAX_LINES = 150;
const customerOf = (userId: string) => (userId === "nobody" ? null : `cus_${userId.replaceAll("-", "")}`);

async function open(): Promise<LedgerUnderTest> {
  const stripe = await playStripe();
  return {
    ledger: createStripeLedger({ apiKey: API_KEY, customerOf, unitsPerCredit: 5, baseUrl: stripe.url }),
    user(credits) {
      const userId = randomUUID();
      stripe.customer(customerOf(userId) ?? "", credits * 5);
      return userId;
    },
    secrets: [API_KEY],
    loseNextAnswer: () => stripe.spoilNext(/^POST/, "cut"),
    hangNextRequest: () => stripe.spoilNext(/./, "hang"),
    failNextRequest: () => stripe.spoilNext(/./, { status: 503, answer: ANSWERS.serverError }),
    countRequests: () => stripe.requests.length,
    close: () => stripe.close(),
  };
}

describe("the Stripe example conforms", () => {
  it.each(ledgerConformanceChecks(open).map((check) => [check.name, check] as const))("%s", async (_name, check) => {
    expect(await check.run()).toEqual({ kind: "passed" });
  });
});

describe("the Stripe example", () => {
  let stripe: PlayedStripe;
  let ledger: CreditLedger;
  const call = { signal: new AbortController().signal };
  const [userId, customer] = ["ann", "cus_ann"];
  beforeEach(async () => {
    stripe = await playStripe();
    ledger = createStripeLedger({ apiKey: API_KEY, customerOf, baseUrl: stripe.url });
    stripe.customer(customer, 25);
  });
  afterEach(() => stripe.close());

  const known = (key: string = randomUUID(), amount = 10): KnownHold => ({ key, userId, amount, reference: null });
  const hold = (one: KnownHold) => ledger.hold({ ...one, allowShort: false }, call);
  const amounts = () => (stripe.transactions.get(customer) ?? []).map(({ amount }) => amount);

  it("has fewer than 150 lines", async () => {
    expect((await readFile(new URL("create-stripe-ledger.ts", import.meta.url), "utf8")).trimEnd().split("\n").length).toBeLessThan(MAX_LINES);
  });

  it("sends what Stripe documents: a form, a pinned version, a key for each movement", async () => {
    const one = known();
    const held = await hold(one);
    expect(held).toEqual({ kind: "held", reference: stripe.transactions.get(customer)?.[0]?.id });
    expect(stripe.requests[0]).toMatchObject({
      method: "POST",
      path: `/v1/customers/${customer}/balance_transactions`,
      headers: { authorization: `Bearer ${API_KEY}`, "content-type": expect.stringContaining("application/x-www-form-urlencoded"), "stripe-version": expect.stringMatching(/^\d{4}-\d{2}-\d{2}/), "idempotency-key": `model-3d-hold-${one.key}` },
      form: { amount: "10", currency: "usd", "metadata[model_3d_key]": one.key },
    });
    await ledger.capture(one, call);
    expect(amounts()).toEqual([10, -25]);
    expect(stripe.transactions.get(customer)?.[0]?.metadata).toEqual({ model_3d_key: one.key, model_3d_state: "captured" });
    const other = known();
    await hold(other);
    await ledger.release(other, call);
    expect(amounts()).toEqual([-10, 10, 10, -25]);
    expect(stripe.requests.at(-1)?.headers["idempotency-key"]).toBe(`model-3d-release-${other.key}`);
  });

  it("finds what was done when Stripe has forgotten the keys, on whatever page it is (a charge or a release a day later)", async () => {
    const [first, second] = [known(), known()];
    await hold(first);
    await hold(second);
    for (let index = 0; index < 150; index += 1) stripe.transactions.get(customer)?.unshift({ ...ANSWERS.transaction, id: `cbtxn_other_${index}`, amount: 0, ending_balance: -5, metadata: {} });
    stripe.forgetKeys();
    expect(await ledger.release(first, call)).toEqual({ kind: "released" });
    stripe.forgetKeys();
    expect(await ledger.release(first, call)).toEqual({ kind: "released" });
    expect(await ledger.capture(second, call)).toEqual({ kind: "captured", charged: 10 });
    expect(await ledger.capture(second, call)).toEqual({ kind: "captured", charged: 10 });
    expect(await ledger.balance(userId, call)).toEqual({ available: 15 });
  });

  it("knows users without a customer", async () => {
    const nobody = { ...known(), userId: "nobody" };
    expect(await hold(nobody)).toEqual({ kind: "insufficient", available: 0 });
    expect([await ledger.capture(nobody, call), await ledger.release(nobody, call), await ledger.balance("nobody", call)]).toEqual([{ kind: "no_such_hold" }, { kind: "no_such_hold" }, { available: 0 }]);
    expect(stripe.requests).toEqual([]);
  });

  it.each(["unauthorized", "missing", "keyReused", "keyInUse", "rateLimited", "serverError"])("throws at %s, with Stripe's code and without its words", async (name) => {
    const statuses: Record<string, number> = { unauthorized: 401, missing: 404, keyReused: 400, keyInUse: 409, rateLimited: 429, serverError: 500 };
    stripe.spoilNext(/./, { status: statuses[name] ?? 0, answer: ANSWERS[name] });
    const { error } = ANSWERS[name] as { error: { type: string; message: string } };
    const thrown: unknown = await hold(known()).catch((failure: unknown) => failure);
    expect(thrown).toBeInstanceOf(Error);
    expect(String(thrown)).toContain(`${statuses[name]} (${error.type}`);
    expect(String(thrown)).not.toContain(error.message);
  });

  it("throws at what is no JSON", async () => {
    stripe.spoilNext(/./, { status: 200, answer: undefined });
    await expect(hold(known())).rejects.toThrow("Stripe could not be reached, or broke off.");
  });
});
