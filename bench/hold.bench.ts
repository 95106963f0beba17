import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { grantCredits, holdCredits } from "../packages/server/src/credits/credit-service.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";

const CONNECTIONS = 8;
const ROUND_MS = 1_500;
const ROUNDS = 7;
const USERS = 1_000;
/** How often each part is measured by itself. */
const TURNS = 1_000;
const GOAL_ONE_USER = 0.4;
const GOAL_MANY_USERS = 0.8;
const MANY_CREDITS = 2_000_000_000;

const test = await createTestDatabase({ kind: "postgres", open: { poolSize: CONNECTIONS } });
const { database } = test;
const users = Array.from({ length: USERS }, () => randomUUID());
for (const userId of users) await database.asService((trx) => grantCredits(trx, { userId, amount: MANY_CREDITS, planType: "one_time", reason: "bench" }));
await database.knex.raw("create table floor_rows (id uuid primary key, user_id uuid not null, amount integer not null, created_at timestamptz not null default now())");

/** How often in a second, with so many at once. */
async function rateOf(work: (index: number) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let done = 0;
  const goOn = async () => {
    while (performance.now() - begin < ROUND_MS) await work(done++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, goOn));
  return done / ((performance.now() - begin) / 1000);
}

let held = 0;
const hold = (userId: string) => async () => {
  const { kind } = await database.asService((trx) => holdCredits(trx, { userId, modelId: randomUUID(), amount: 1, expiresAt: null }));
  if (kind !== "held") throw new Error(`The hold was answered by ${kind}.`);
  held += 1;
};
/** The floor: one row, one statement, on the disk when it returns. */
const insertOne = (index: number) => database.knex.raw("insert into floor_rows (id, user_id, amount) values (?, ?, 1)", [randomUUID(), users[index % USERS] ?? ""]);

const oneUser = await measureInTurn(ROUNDS, () => rateOf(hold(users[0] ?? "")), () => rateOf(insertOne));
const manyUsers = await measureInTurn(ROUNDS, () => rateOf((index) => hold(users[index % USERS] ?? "")()), () => rateOf(insertOne));

/** Milliseconds of each part of holds that are taken one after the other: until the transaction is open, the call, until it is on the disk. */
async function partsOfHold(): Promise<{ begin: number; call: number; commit: number; insert: number }> {
  const parts = { begin: [] as number[], call: [] as number[], commit: [] as number[], insert: [] as number[] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const asked = performance.now();
    const { begun, called } = await database.asService(async (trx) => {
      const opened = performance.now();
      await holdCredits(trx, { userId: users[turn % USERS] ?? "", modelId: randomUUID(), amount: 1, expiresAt: null });
      return { begun: opened, called: performance.now() };
    });
    const ended = performance.now();
    held += 1;
    await insertOne(turn);
    parts.begin.push(begun - asked);
    parts.call.push(called - begun);
    parts.commit.push(ended - called);
    parts.insert.push(performance.now() - ended);
  }
  return { begin: median(parts.begin), call: median(parts.call), commit: median(parts.commit), insert: median(parts.insert) };
}
const parts = await partsOfHold();
const { rows } = await database.knex.raw<{ rows: [{ count: number; fsync: string }] }>("select count(*)::integer as count, current_setting('fsync') as fsync from credit_holds");
await test.remove();
if (rows[0].count !== held) throw new Error(`${held} holds were acknowledged, ${rows[0].count} are there.`);
const describe = (who: string, { ours, other }: { ours: number[]; other: number[] }, goal: number) =>
  console.log(`holds of ${who}: ${describeRatio(ours, other, { of: "one-row inserts as durable", goal })}; ${median(ours).toFixed(0)}/s against ${median(other).toFixed(0)}/s, ${CONNECTIONS} at once, fsync ${rows[0].fsync}`);
describe("one user", oneUser, GOAL_ONE_USER);
describe(`${USERS} users`, manyUsers, GOAL_MANY_USERS);
const shown = Object.entries(parts).map(([part, ms]) => `${part} ${ms.toFixed(2)}`);
console.log(`one after the other, in milliseconds: ${shown.slice(0, 3).join(", ")}; a one-row ${shown.at(-1)}`);
