import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWords } from "../command/test/run-words.ts";
import { migrate } from "../db/migrate.ts";
import { CreditOperationError } from "./credit-operation-error.ts";
import { openHostCredits, type HostCredits } from "./open-host-credits.ts";

const userId = randomUUID();
const why = { reason: "test", actor: "ann" };
const grant = { userId, amount: 1, planType: "one_time", reason: "test" } as const;

/** What a host passes in, and what it is told. */
const BAD: readonly [string, (credits: HostCredits) => Promise<unknown>, RegExp][] = [
  ["a user id that is no UUID", (credits) => credits.grant({ ...grant, userId: "ann" }), /^"ann" is no user id: the ids of this installation's users are UUIDs/],
  ["the same, asked for", (credits) => credits.balance("ann"), /^"ann" is no user id/],
  ["the same, read", (credits) => credits.ledger("ann"), /^"ann" is no user id/],
  ["no user id", (credits) => credits.topUp({ ...grant, userId: "" }), /^`userId` is a text of 1 to 200 characters, .*, not ""\.$/],
  ["a long user id", (credits) => credits.correct({ ...why, userId: "x".repeat(201), amount: 1 }), /^`userId` is a text of 1 to 200 characters/],
  ["no user at all", (credits) => credits.subscribe({ allowance: 1 } as never), /^`userId` is a text of 1 to 200 characters, .*, not undefined\.$/],
  ["another plan", (credits) => credits.grant({ ...grant, planType: "premium" as never }), /^`planType` is one of subscription, one_time, not "premium"\.$/],
  ["a text as a time", (credits) => credits.grant({ ...grant, startsAt: "2030-01-01" as never }), /^`startsAt` is a Date, not "2030-01-01"\.$/],
  ["a time that is none", (credits) => credits.grant({ ...grant, expiresAt: new Date(Number.NaN) }), /^`expiresAt` is a Date, not null\.$/],
  ["a period from nowhere", (credits) => credits.reconcile({ from: "x" as never, to: new Date() }), /^`from` is a Date/],
  ["a reason with a NUL", (credits) => credits.topUp({ ...grant, reason: "a\0b" }), /^`reason` is a text without the character NUL/],
  ["a model that is none", (credits) => credits.refund({ ...why, modelId: "x" }), /^`modelId` is a UUID, the `id` of a model, not "x"\.$/],
  ["half a page", (credits) => credits.ledger(userId, { limit: 1.5 }), /^`limit` is a whole number from 1 to 1000, not 1\.5\.$/],
  ["a user whom the host has not", (credits) => credits.grant(grant), /^There is no user "[0-9a-f-]+" in your table of users\. Nothing was changed\.$/],
];

describe.each(DATABASE_KINDS)("what is no movement of credits, on %s", (kind) => {
  let test: TestDatabase;
  let credits: HostCredits;
  beforeAll(async () => {
    test = await createTestDatabase({ kind, migrated: false });
    await test.database.knex.raw("create table users (id uuid primary key)");
    await migrate(test.database, { userTable: "users" });
    credits = openHostCredits({ database: test.database, clock: { now: () => new Date() } }, { lowAt: 0 });
  });
  afterAll(() => test.remove());

  it.each(BAD)("%s is refused in one sentence that names it, without SQL", async (_what, work, told) => {
    const error = await work(credits).then(() => null, (thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(CreditOperationError);
    expect(error?.message).toMatch(told);
    expect(error?.message).not.toMatch(/select|public\.|\n/);
  });
});

it("the operator is told in words too", async () => {
  const test = await createTestDatabase({ kind: "postgres" });
  expect(await runWords(test, ["credits", "grant", "ann", "5", "--reason", "x", "--actor", "y"])).toMatchObject({ code: 1, complained: expect.stringMatching(/^"ann" is no user id/) });
  expect(await runWords(test, ["credits", "refund", "x", "--reason", "x", "--actor", "y"])).toMatchObject({ complained: expect.stringMatching(/^`modelId` is a UUID/) });
  await test.remove();
});
