import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantCredits } from "../credits/credit-service.ts";
import type { Database } from "./open-database.ts";

const MOST_LOOKS = 1_000;

describe("a deadlock of two who take the same locks the other way round", () => {
  let test: TestDatabase;
  let database: Database;
  const [ann, bob] = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    database = test.database;
    for (const userId of [ann, bob]) await database.asService((trx) => grantCredits(trx, { userId, amount: 5, planType: "one_time", reason: "test" }));
  });
  afterAll(() => test.remove());

  async function untilSomebodyWaits(table: string): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const { rows } = await database.knex.raw<{ rows: { waits: boolean }[] }>("select exists (select from pg_locks where not granted and relation = ?::regclass) as waits", [table]);
      if (rows[0]?.waits) return;
    }
    throw new Error(`Nobody waits for ${table}.`);
  }

  it("is ended by beginning one of them again, and both are done (no request fails for another's locks)", async () => {
    let tries = 0;
    let arrived = 0;
    let letGo = () => {};
    const bothHaveOne = new Promise<void>((resolve) => (letGo = resolve));
    const lockBoth = (first: string, second: string) =>
      database.asService(async (trx) => {
        tries += 1;
        await trx.raw("update credit_accounts set held = held + 1 where user_id = ?", [first]);
        if (++arrived === 2) letGo();
        await bothHaveOne;
        await trx.raw("update credit_accounts set held = held + 1 where user_id = ?", [second]);
      });
    await Promise.all([lockBoth(ann, bob), lockBoth(bob, ann)]);
    expect(tries).toBe(3);
    const { rows } = await database.asService((trx) => trx.raw<{ rows: { held: number }[] }>("select held::integer as held from credit_accounts order by 1"));
    expect(rows).toEqual([{ held: 2 }, { held: 2 }]);
  });

  it("is no failure of a read that meets a migration: it is read again (a rolling update with a migration in between)", async () => {
    const reading = await database.knex.transaction(async (trx) => {
      await trx.raw("lock table credit_holds in access exclusive mode");
      const read = database.readAsUser<{ all: number }>(ann, database.knex.raw('select ((select count(*) from credit_accounts) + (select count(*) from credit_holds))::integer as "all"'));
      read.catch(() => undefined);
      await untilSomebodyWaits("credit_holds");
      await trx.raw("lock table credit_accounts in access exclusive mode");
      return { read };
    });
    expect(await reading.read).toEqual([{ all: 1 }]);
  });
});
