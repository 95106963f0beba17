import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knex } from "knex";
import { correctCredits, refundCharge } from "./correct-credits.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { callCreditFunction } from "./credit-repository.ts";
import { captureHold, grantCredits, holdCredits, releaseHold, type CreditLimit } from "./credit-service.ts";
import { subscribeCredits, unsubscribeCredits } from "./subscribe-credits.ts";
import { CreditReference, type CreditStep, type ReferencePeriod } from "./test/credit-reference.ts";
import type { PlanType } from "@model-3d/contract";

const RUNS = 30;
const MOST_OPERATIONS = 100;
const MODELS = 10;

type Operation =
  | { do: "grant"; amount: number; planType: PlanType; days: number | null; after: number; rank: number | null }
  | { do: "subscribe"; allowance: number; rollOver: boolean; period: ReferencePeriod }
  | { do: "unsubscribe"; now: boolean }
  | { do: "reset" }
  | { do: "correct"; amount: number }
  | { do: "refund"; model: number; amount: number | null }
  | { do: "wait"; days: number }
  | { do: "expire" }
  | { do: "hold"; amount: number; model: number; allowShort: boolean; limit: { day?: number; month?: number } | null }
  | { do: "capture"; model: number }
  | { do: "release"; model: number; as: "released" | "expired"; isSpent: boolean };

const model = fc.nat(MODELS - 1);
const limit: fc.Arbitrary<CreditLimit> = fc.record({ day: fc.integer({ min: 10, max: 40 }), month: fc.integer({ min: 20, max: 80 }) }, { requiredKeys: [] });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant("grant" as const), amount: fc.integer({ min: 1, max: 30 }), planType: fc.constantFrom<PlanType>("subscription", "one_time"), days: fc.option(fc.integer({ min: 1, max: 6 })), after: fc.constantFrom(0, 0, 0, 2), rank: fc.option(fc.integer({ min: -2, max: 2 }), { freq: 1 }) }),
  fc.record({ do: fc.constant("subscribe" as const), allowance: fc.integer({ min: 0, max: 30 }), rollOver: fc.boolean(), period: fc.constantFrom<ReferencePeriod>("day", "week", "month") }),
  fc.record({ do: fc.constant("unsubscribe" as const), now: fc.boolean() }),
  fc.record({ do: fc.constant("reset" as const) }),
  fc.record({ do: fc.constant("correct" as const), amount: fc.integer({ min: -20, max: 10 }).filter((amount) => amount !== 0) }),
  fc.record({ do: fc.constant("refund" as const), model, amount: fc.option(fc.integer({ min: 1, max: 20 })) }),
  fc.record({ do: fc.constant("wait" as const), days: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 2 }) }, { weight: 1, arbitrary: fc.integer({ min: 10, max: 40 }) }) }),
  fc.record({ do: fc.constant("expire" as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hold" as const), amount: fc.integer({ min: 0, max: 25 }), model, allowShort: fc.boolean(), limit: fc.option(limit) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("capture" as const), model }) },
  fc.record({ do: fc.constant("release" as const), model, as: fc.constantFrom("released", "expired"), isSpent: fc.boolean() }),
);

/** Each run begins in a year of its own, so that the host's limits count nothing of another run. */
const FIRST_YEAR = 2030;
const DAY_MS = 86_400_000;

function stepOf(operation: Exclude<Operation, { do: "wait" }>, at: number, host: CreditLimit | null): CreditStep {
  switch (operation.do) {
    case "grant": {
      const { amount, planType, days, after, rank } = operation;
      return { do: "grant", amount, planType, rank, startsAt: after > 0 ? at + after * DAY_MS : null, expiresAt: days === null ? null : at + (after + days) * DAY_MS };
    }
    case "hold": {
      const { amount, model, allowShort, limit } = operation;
      return { do: "hold", amount, model, allowShort, limits: limit || host ? { ...(limit && { user: limit }), ...(host && { host }) } : null };
    }
    default:
      return operation;
  }
}

describe("credits against a reference", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterAll(() => test?.remove());

  it("gives the same answers and numbers, and keeps its books, after any operations", async () => {
    const { database } = test;
    let steps = 0;
    const told = new Set<string>();
    let runs = 0;
    const run = async (operations: Operation[], host: CreditLimit | null) => {
      const userId = randomUUID();
      const modelIds = Array.from({ length: MODELS }, () => randomUUID());
      const reference = new CreditReference();
      reference.at = Date.UTC(FIRST_YEAR + runs++, 0, 1);
      for (const operation of operations) {
        // A model is held once: a second hold is an error of the caller's, which the unique index refuses.
        if (operation.do === "hold" && reference.holds.has(operation.model)) continue;
        steps++;
        if (operation.do === "wait") {
          reference.at += operation.days * DAY_MS;
          continue;
        }
        const step = stepOf(operation, reference.at, host);
        reference.born = steps;
        const expected = reference.apply(step);
        const answer = await database.asService((trx) => carryOut(trx, step, { userId, modelId: "model" in step ? (modelIds[step.model] ?? "") : "", at: new Date(reference.at) }));
        expect(answer).toBe(expected);
        told.add(`${step.do} ${answer.split(/ -?\d/)[0]}`);
        const books = await database.readAsUser<Record<string, number>>(userId, database.knex.raw(BOOKS));
        const { total, held } = reference;
        expect(books[0]).toEqual({ grants: total, ledger: total, held, pending: held, held_in_ledger: held, fewest: expect.toSatisfy((least: number) => least >= 0) });
      }
      const grants = await database.readAsUser<{ credits: number }>(userId, database.knex.raw("select credits from user_credits order by created_at, coalesce(chosen_rank, rank), id"));
      expect(grants.map(({ credits }) => credits)).toEqual(reference.grants.map(({ credits }) => credits));
    };
    await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: MOST_OPERATIONS, size: "max" }), fc.option(limit), run), { numRuns: RUNS, seed: 20, endOnFailure: true });
    expect(steps).toBeGreaterThan(1000);
    // What never came about would be proven of nothing.
    expect([...told]).toEqual(expect.arrayContaining(["hold insufficient", "hold limited user day", "hold limited host day", "hold limited host month", "reset renewed", "unsubscribe ended", "unsubscribe none", "correct refused", "release released", "refund refunded", "capture captured", "capture already_captured"]));
  }, 240_000);
});

async function carryOut(trx: Knex.Transaction, step: CreditStep, { userId, modelId, at }: { userId: string; modelId: string; at: Date }): Promise<string> {
  const by = { reason: "test", actor: "test" };
  const refused = (error: unknown) => (error instanceof CreditOperationError ? "refused" : Promise.reject(error));
  const dateOf = (time: number | null) => (time === null ? null : new Date(time));
  switch (step.do) {
    case "expire":
      await callCreditFunction<number>(trx, "expire_credits", [userId, at]);
      return "done";
    case "grant": {
      const { amount, planType, rank, startsAt, expiresAt } = step;
      return (await grantCredits(trx, { userId, amount, planType, reason: "test", startsAt: dateOf(startsAt), expiresAt: dateOf(expiresAt), ...(rank === null ? {} : { rank }) })) ? "granted" : "refused";
    }
    case "subscribe":
      return subscribeCredits(trx, { userId, allowance: step.allowance, rollOver: step.rollOver, period: step.period }, at).then(({ periodEndsAt }) => `until ${periodEndsAt.getTime()}`);
    case "unsubscribe":
      return (await unsubscribeCredits(trx, { userId, now: step.now }, at)) ? "ended" : "none";
    case "reset":
      return (await callCreditFunction<boolean>(trx, "reset_due_subscription", [userId, at])) ? "renewed" : "not due";
    case "correct":
      return correctCredits(trx, { userId, amount: step.amount, ...by }, at).then(({ available }) => `corrected ${available}`, refused);
    case "refund":
      return refundCharge(trx, { modelId, ...(step.amount === null ? {} : { amount: step.amount }), ...by }, at).then(({ refunded, isNew }) => `${isNew ? "refunded" : "again"} ${refunded}`, refused);
    case "hold": {
      const held = await holdCredits(trx, { userId, modelId, amount: step.amount, expiresAt: null, allowShort: step.allowShort, limits: step.limits, at });
      return held.kind === "limited" ? `limited ${held.scope} ${held.period}` : held.kind;
    }
    case "release":
      return (await releaseHold(trx, { userId, modelId, reason: "test", as: step.as ?? "released", isSpent: step.isSpent ?? false, at })).kind;
    case "capture": {
      const result = await captureHold(trx, { userId, modelId, allowShort: true, at });
      return result.kind === "not_held" ? result.kind : `${result.kind} ${result.charged}`;
    }
  }
}

const BOOKS = `select
  (select coalesce(sum(credits), 0)::integer from user_credits) as grants,
  (select coalesce(sum(amount), 0)::integer from credit_ledger) as ledger,
  (select coalesce(sum(held), 0)::integer from credit_accounts) as held,
  (select coalesce(sum(amount), 0)::integer from credit_holds where status = 'pending') as pending,
  (select coalesce(sum(held_change), 0)::integer from credit_ledger) as held_in_ledger,
  (select coalesce(min(credits), 0) from user_credits) as fewest`;
