import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStubProvider } from "../../test/stub-provider.ts";
import { resolveModel3DOptions } from "../model-3d-options.ts";
import { createProviderSet } from "../providers/provider-set.ts";
import type { ServiceContext } from "../service-context.ts";
import { insertBatch } from "./batch-repository.ts";
import { dealItems, dealToUser } from "./deal-items.ts";
import type { ItemTry } from "./item-repository.ts";

/** A user who comes into the line after so many starts, with enough items to be in it until the end. */
interface Comer {
  weight: number;
  after: number;
}

const STARTS = 40;

describe("the turns of users in a line", () => {
  let test: TestDatabase;
  let context: ServiceContext;
  let sent: ItemTry[] = [];
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "pglite" });
    const provider = createStubProvider();
    const queue = { sendMany: async (_trx: unknown, _name: string, data: readonly ItemTry[]) => void sent.push(...data) };
    context = { database: test.database, options: resolveModel3DOptions({ authenticate: () => null, batches: { atOnce: 1 } }), providers: createProviderSet([provider], null), clock: { now: () => new Date() }, queue } as unknown as ServiceContext;
  });
  afterAll(() => test.remove());

  const insert = async (userId: string, weight: number, count: number, provider = "stub") => {
    const id = randomUUID();
    const items = Array.from({ length: count }, (_, position) => ({ position, sourceType: "product", sourceId: randomUUID(), name: null, imageUrls: {}, options: {}, provider, wantedProvider: null, cost: 1, heldAs: null, reason: null }));
    await test.database.asService((trx) => insertBatch(trx, { id, userId, name: null, priority: weight, publicUrl: null, at: new Date() }, items));
    return id;
  };
  const end = (item: ItemTry) => test.database.knex("generation_batch_items").where({ batch_id: item.batchId, position: item.position }).update({ status: "FAILED", reason: "{}", finished_at: new Date() });
  const empty = async () => {
    sent = [];
    for (const table of ["generation_batches", "generation_lines"]) await test.database.knex(table).delete();
  };

  /** Has users come and items start, one at a time. @returns whose turn it was, by their places among the comers. */
  async function play(comers: readonly Comer[]): Promise<number[]> {
    await empty();
    const batches = new Map<string, number>();
    const turns: number[] = [];
    let running: ItemTry | undefined;
    while (turns.length < STARTS) {
      for (const [index, { weight, after }] of comers.entries()) {
        if (after !== turns.length) continue;
        const userId = randomUUID();
        batches.set(await insert(userId, weight, STARTS), index);
        await dealToUser(context, userId);
      }
      // Whoever comes does so while the one place is taken.
      if (running) await end(running);
      await dealItems(context, "stub");
      const item = sent.at(-1);
      if (!item || sent.length !== turns.length + 1) throw new Error("One place is free, and one item has to start.");
      turns.push(batches.get(item.batchId) ?? -1);
      running = item;
    }
    return turns;
  }

  it("come so that between two starts of one who waits every other has at most the quotient of the weights, rounded up, and one: nobody starves, whoever comes when", async () => {
    const comer = fc.record({ weight: fc.oneof(fc.constantFrom(1, 4, 100), fc.integer({ min: 1, max: 100 })), after: fc.integer({ min: 0, max: STARTS / 2 }) });
    const comers = fc.array(comer, { minLength: 1, maxLength: 4 }).map((rest): Comer[] => [{ weight: 1, after: 0 }, ...rest]);
    await fc.assert(
      fc.asyncProperty(comers, async (given) => {
        const turns = await play(given);
        given.forEach((mine, me) => {
          const most = given.map(({ weight }) => Math.ceil(weight / mine.weight) + 1);
          let since = given.map(() => 0);
          turns.slice(mine.after).forEach((whose) => {
            if (whose === me) return void (since = given.map(() => 0));
            since[whose] = (since[whose] ?? 0) + 1;
            expect(since[whose], `${JSON.stringify(given)}: ${turns.join(" ")}`).toBeLessThanOrEqual(most[whose] ?? 0);
          });
        });
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it("are shared as the weights are, those of more first where they begin together", async () => {
    await empty();
    const turns = await play([{ weight: 1, after: 1 }, { weight: 4, after: 1 }, { weight: 1, after: 0 }]);
    const shared = turns.slice(1, 31);
    expect(shared[0]).toBe(1);
    const count = (whose: number) => shared.filter((turn) => turn === whose).length;
    expect(Math.abs(count(1) - 4 * count(0))).toBeLessThanOrEqual(4);
  });

  it("are of nobody who came back: who was away is owed nothing", async () => {
    await empty();
    const [idle, busy] = [randomUUID(), randomUUID()];
    const first = await insert(idle, 1, 1);
    await dealToUser(context, idle);
    for (const item of sent) await end(item);
    await insert(busy, 1, 20);
    for (let start = 0; start < 10; start += 1) {
      await dealToUser(context, busy);
      const item = sent.at(-1);
      if (item) await end(item);
    }
    const again = await insert(idle, 1, 5);
    sent = [];
    for (let start = 0; start < 6; start += 1) {
      await dealToUser(context, start === 0 ? idle : busy);
      const item = sent.at(-1);
      if (item) await end(item);
    }
    expect(sent.filter(({ batchId }) => batchId === again)).toHaveLength(3);
    expect(sent.some(({ batchId }) => batchId === first)).toBe(false);
  });

  it("are dealt on by whoever has nothing left: the last of one makes way for another", async () => {
    await empty();
    const [done, waits] = [randomUUID(), randomUUID()];
    await insert(done, 1, 1);
    await dealToUser(context, done);
    const batch = await insert(waits, 1, 3);
    await dealToUser(context, waits);
    expect(sent.filter(({ batchId }) => batchId === batch)).toHaveLength(0);
    for (const item of [...sent]) await end(item);
    await dealToUser(context, done);
    expect(sent.filter(({ batchId }) => batchId === batch)).toHaveLength(1);
  });

  it("leave places of a user's own free, and those of the provider: no more are dealt", async () => {
    await empty();
    const wide = { ...context, options: resolveModel3DOptions({ authenticate: () => null, batches: { atOnce: 7, atOncePerUser: 3 } }) };
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    const batches = [await insert(one, 100, 30), await insert(two, 1, 30), await insert(three, 1, 30)];
    for (const userId of [one, two, three]) await dealToUser(wide, userId);
    expect(batches.map((id) => sent.filter(({ batchId }) => batchId === id).length)).toEqual([3, 3, 1]);
    expect(sent.filter(({ batchId }) => batchId === batches[0]).map(({ position }) => position)).toEqual([0, 1, 2]);
  });
});
