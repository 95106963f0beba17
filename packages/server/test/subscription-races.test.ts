import { randomUUID } from "node:crypto";
import { createRandom } from "@model-3d/test-utils";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { captureHold, grantCredits, holdCredits } from "../src/credits/credit-service.ts";
import { expireCredits, resetSubscriptions } from "../src/credits/renew-credits.ts";
import { subscribeCredits } from "../src/credits/subscribe-credits.ts";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { resolveModel3DOptions } from "../src/model-3d-options.ts";

const ROUNDS = 40;
const DAY_MS = 24 * 60 * 60_000;
const SEED = 7;

let test: TestDatabase;
let other: Database;

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  other = await openDatabase({ connection: String(test.connection) });
});
afterAll(async () => {
  await other.close();
  await test.remove();
});

it("a reset, a hold, a capture, a top-up and an expiry at once on two servers: one reset, and every credit where it belongs", async () => {
  const chance = createRandom(SEED);
  const options = resolveModel3DOptions({ database: String(test.connection), storage: { kind: "folder", directory: "unused" }, authenticate: () => null });
  const logger = pino({ level: "silent" });
  const { signal } = new AbortController();
  for (let round = 0; round < ROUNDS; round += 1) {
    const [userId, before, meanwhile] = [randomUUID(), randomUUID(), randomUUID()];
    const start = new Date(Date.UTC(2030, 0, 1 + 3 * round));
    const nextDay = new Date(start.getTime() + DAY_MS);
    await test.database.asService(async (trx) => {
      await subscribeCredits(trx, { userId, allowance: 30, period: "day", startsAt: start }, start);
      await grantCredits(trx, { userId, amount: 5, planType: "one_time", reason: "test", expiresAt: nextDay });
      await holdCredits(trx, { userId, modelId: before, amount: 10, expiresAt: null, at: start });
    });

    const contexts = [test.database, other].map((database) => ({ database, clock: { now: () => nextDay }, logger, options }));
    const moves = contexts.flatMap((context) => {
      const { database } = context;
      const isFirst = context === contexts[0];
      return [
        () => resetSubscriptions(context, signal),
        () => expireCredits(context, signal),
        () => database.asService((trx) => captureHold(trx, { userId, modelId: before, at: nextDay })),
        isFirst
          ? () => database.asService((trx) => holdCredits(trx, { userId, modelId: meanwhile, amount: 10, expiresAt: null, at: nextDay }))
          : () => database.asService((trx) => grantCredits(trx, { userId, amount: 7, planType: "one_time", reason: "test" })),
      ];
    });
    const order = moves.map((move) => ({ move, place: chance() })).sort((a, b) => a.place - b.place);
    await Promise.all(order.map(({ move }) => move()));
    await Promise.all(contexts.map((context) => expireCredits(context, signal)));

    const { rows } = await test.database.knex.raw<{ rows: [object] }>(
      `select (select count(*)::int from credit_ledger where user_id = :userId and kind = 'reset') as resets,
         (select array_agg(amount order by amount) from credit_ledger where user_id = :userId and kind = 'expiry') as expired,
         (select sum(credits)::int from user_credits where user_id = :userId) as credits, (select sum(amount)::int from credit_ledger where user_id = :userId) as moved,
         (select held::int from credit_accounts where user_id = :userId) as held, (select amount from credit_charges where model_id = :before) as charged`,
      { userId, before },
    );
    // 30 of the new period and 7 bought; the hold of the day before was paid from that day's, and what was left of it has gone.
    expect(rows[0], `round ${round}`).toEqual({ resets: 2, expired: [-20, -5], credits: 37, moved: 37, held: 10, charged: 10 });
  }
});
