import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { countBusy, countOfUser, enterLine, firstTurn, leaveLine, listLines, listWaitedFor, lockLine, moveLine, takeNextItem, type Line } from "./line-repository.ts";
import { takeTurn } from "./take-turn.ts";

/** So many are dealt in one transaction: whoever else wants the line waits for no longer. */
const DEALT_AT_ONCE = 20;

/** How many models a provider may have under way, items that are about to begin among them: a service's own limit, or the host's for a generator of ours. */
export function placesOf({ providers, options }: Pick<ServiceContext, "providers" | "options">, name: string): number {
  return providers.findAsynchronous(name)?.limits.openTasks ?? options.batches.atOnce;
}

/** Has a user stand in the lines of what waits in batches of theirs, and deals out every line in which somebody waits: a place that one left may be another's. */
export async function dealToUser(context: ServiceContext, userId: string): Promise<void> {
  const lines = await context.database.asService((trx) => listLines(trx, userId));
  for (const provider of lines) {
    await context.database.asService(async (trx) => {
      const line = await lockLine(trx, provider);
      await enterLine(trx, line, { userId, at: context.clock.now() });
    });
  }
  for (const provider of await context.database.asService((trx) => listWaitedFor(trx))) await dealItems(context, provider);
}

/**
 * Deals the free places of a provider to those who wait in its line, by the rule of `takeTurn`, until no place or nobody is left. A place counts as
 * taken from here on, and the job that starts the item exists with it or not at all: two who deal at once take turns, and nothing is dealt twice.
 */
export async function dealItems(context: ServiceContext, provider: string): Promise<void> {
  for (;;) {
    const dealt = await context.database.asService(async (trx) => {
      const line = await lockLine(trx, provider);
      const free = placesOf(context, provider) - (await countBusy(trx, provider));
      return dealPlaces(context, trx, line, Math.min(free, DEALT_AT_ONCE));
    });
    if (dealt < DEALT_AT_ONCE) return;
  }
}

async function dealPlaces(context: ServiceContext, trx: Knex.Transaction, locked: Line, places: number): Promise<number> {
  let line = locked;
  let dealt = 0;
  while (dealt < places) {
    const turn = await firstTurn(trx, line.provider);
    if (!turn) break;
    const item = (await hasPlace(context, trx, turn.userId)) ? await takeNextItem(trx, line.provider, turn.userId) : null;
    if (!item) {
      await leaveLine(trx, line.provider, turn.userId);
      continue;
    }
    const { virtualTime, pass } = takeTurn({ virtualTime: line.virtualTime, pass: turn.pass }, turn.weight);
    line = { ...line, virtualTime };
    await moveLine(trx, line, { userId: turn.userId, pass, at: context.clock.now() });
    await context.queue.send(trx, "start-batch-item", item);
    dealt += 1;
  }
  return dealt;
}

/** Whether a user may have one more under way; who may not stands aside until one of theirs has ended. */
async function hasPlace({ options }: ServiceContext, trx: Knex.Transaction, userId: string): Promise<boolean> {
  const { all, ofBatches } = await countOfUser(trx, userId);
  return all < options.generation.maxPerUser && ofBatches < options.batches.atOncePerUser;
}
