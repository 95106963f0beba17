import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureHold, grantCredits, holdCredits, releaseHold } from "./credit-service.ts";
import type { PlanType } from "@model-3d/contract";

const RUNS = 40;
const MOST_OPERATIONS = 100;

type Operation =
  | { do: "grant"; amount: number; planType: PlanType }
  | { do: "hold"; amount: number; model: number; allowShort: boolean }
  | { do: "capture"; model: number }
  | { do: "release"; model: number };

const model = fc.nat(15);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant("grant" as const), amount: fc.integer({ min: 1, max: 30 }), planType: fc.constantFrom<PlanType>("subscription", "one_time") }),
  fc.record({ do: fc.constant("hold" as const), amount: fc.integer({ min: 0, max: 25 }), model, allowShort: fc.boolean() }),
  fc.record({ do: fc.constant("capture" as const), model }),
  fc.record({ do: fc.constant("release" as const), model }),
);

/** The rules in their plainest form. */
class Reference {
  readonly grants: { planType: PlanType; credits: number }[] = [];
  readonly holds = new Map<number, { amount: number; status: "pending" | "captured" | "released"; charged: number }>();

  get balance(): number {
    return this.grants.reduce((sum, { credits }) => sum + credits, 0);
  }
  get held(): number {
    return [...this.holds.values()].reduce((sum, { amount, status }) => sum + (status === "pending" ? amount : 0), 0);
  }
  apply(step: Operation): string {
    if (step.do === "grant") {
      this.grants.push({ planType: step.planType, credits: step.amount });
      return "granted";
    }
    const hold = this.holds.get(step.model);
    if (step.do === "hold") {
      if (step.amount > 0 && !step.allowShort && step.amount > this.balance - this.held) return "insufficient";
      this.holds.set(step.model, { amount: step.amount, status: "pending", charged: 0 });
      return "held";
    }
    if (step.do === "capture" && hold?.status === "captured") return `already_captured ${hold.charged}`;
    if (hold?.status !== "pending") return "not_held";
    hold.status = step.do === "capture" ? "captured" : "released";
    if (step.do === "release") return "released";
    for (const planType of ["subscription", "one_time"]) {
      for (const grant of this.grants.filter((candidate) => candidate.planType === planType)) {
        const part = Math.min(grant.credits, hold.amount - hold.charged);
        grant.credits -= part;
        hold.charged += part;
      }
    }
    return `captured ${hold.charged}`;
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
    let total = 0;
    const run = async (operations: Operation[]) => {
      const userId = randomUUID();
      const modelIds = Array.from({ length: 16 }, () => randomUUID());
      const reference = new Reference();
      for (const step of operations) {
        // A model is held once: a second hold is an error of the caller's, which the unique index refuses.
        if (step.do === "hold" && reference.holds.has(step.model)) continue;
        total++;
        const expected = reference.apply(step);
        const answer = await database.asService(async (trx) => {
          if (step.do === "grant") return (await grantCredits(trx, { userId, amount: step.amount, planType: step.planType, reason: "test" })) ? "granted" : "refused";
          const modelId = modelIds[step.model] ?? "";
          if (step.do === "hold") return (await holdCredits(trx, { userId, modelId, amount: step.amount, expiresAt: null, allowShort: step.allowShort })).kind;
          if (step.do === "release") return (await releaseHold(trx, { userId, modelId, reason: "test" })).kind;
          const result = await captureHold(trx, { userId, modelId, allowShort: true });
          return result.kind === "not_held" ? result.kind : `${result.kind} ${result.charged}`;
        });
        expect(answer).toBe(expected);
        const books = await database.readAsUser<Record<string, number>>(userId, database.knex.raw(BOOKS));
        const { balance, held } = reference;
        expect(books[0]).toEqual({ grants: balance, ledger: balance, held, pending: held, held_in_ledger: held, fewest: expect.toSatisfy((least: number) => least >= 0) });
      }
      const grants = await database.readAsUser<{ credits: number }>(userId, database.knex.raw("select credits from user_credits order by created_at, id"));
      expect(grants.map(({ credits }) => credits)).toEqual(reference.grants.map(({ credits }) => credits));
    };
    await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: MOST_OPERATIONS, size: "max" }), run), { numRuns: RUNS, seed: 20, endOnFailure: true });
    expect(total).toBeGreaterThan(1000);
  });
});

const BOOKS = `select
  (select coalesce(sum(credits), 0)::integer from user_credits) as grants,
  (select coalesce(sum(amount), 0)::integer from credit_ledger) as ledger,
  (select coalesce(sum(held), 0)::integer from credit_accounts) as held,
  (select coalesce(sum(amount), 0)::integer from credit_holds where status = 'pending') as pending,
  (select coalesce(sum(held_change), 0)::integer from credit_ledger) as held_in_ledger,
  (select coalesce(min(credits), 0) from user_credits) as fewest`;
