import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { countBusy, countOfUser, enterLine, firstTurn, leaveLine, listLines, listWaitedFor, lockLine, moveLine, moveTurn, takeNextItem, type Line } from "./line-repository.ts";
import type { ItemTry } from "./item-repository.ts";
import { takeTurn } from "./take-turn.ts";

/** So many are dealt in one transaction: whoever else wants the line waits for no longer. */
const DEALT_AT_ONCE = 20;

/** How many models a provider may have under way, items that are about to begin among them: a service's own limit, or the host's for a generator of ours. */
export function placesOf({ providers, options }: Pick<ServiceContext, "providers" | "options">, name: string): number {
  return providers.findAsynchronous(name)?.limits.openTasks ?? options.batches.atOnce;
}

/**
 * Has a user stand in the lines of what waits in batches of theirs, as the last step of the transaction that has it wait: turns count from the request
 * on, not from when a worker comes to it. Until that transaction ends, nothing is dealt in these lines.
 */
export async function standInLines({ clock }: Pick<ServiceContext, "clock">, trx: Knex.Transaction, userId: string): Promise<void> {
  for (const provider of await listLines(trx, userId)) await enterLine(trx, await lockLine(trx, provider), { userId, at: clock.now() });
}

/** Has a user stand in their lines again, as after a place of theirs became free, and deals out every line in which somebody waits: a place that one left may be another's. */
export async function dealToUser(context: ServiceContext, userId: string): Promise<void> {
  await context.database.asService((trx) => standInLines(context, trx, userId));
  for (const provider of await context.database.statementAsService((trx) => listWaitedFor(trx))) await dealItems(context, provider);
}

/**
 * Deals the free places of a provider to those who wait in its line, by the rule of `takeTurn`, until no place or nobody is left. A place counts as
 * taken from here on, and the job that starts the item exists with it or not at all: two who deal at once take turns, and nothing is dealt twice.
 */
export async function dealItems(context: ServiceContext, provider: string): Promise<void> {
  for (;;) {
    // Whoever frees a place looks after that: where none is free now, nobody need be kept waiting at the line's lock.
    if ((await context.database.statementAsService((trx) => countBusy(trx, provider))) >= placesOf(context, provider)) return;
    const dealt = await context.database.asService(async (trx) => {
      const line = await lockLine(trx, provider);
      const free = placesOf(context, provider) - (await countBusy(trx, provider));
      return dealPlaces(context, trx, line, Math.min(free, DEALT_AT_ONCE));
    });
    if (dealt < DEALT_AT_ONCE) return;
  }
}

async function dealPlaces(context: ServiceContext, trx: Knex.Transaction, { provider, ...line }: Line, places: number): Promise<number> {
  let { virtualTime } = line;
  const items: ItemTry[] = [];
  while (items.length < places) {
    const turn = await firstTurn(trx, provider);
    if (!turn) break;
    const item = (await hasPlace(context, trx, turn.userId)) ? await takeNextItem(trx, provider, turn.userId) : null;
    if (!item) {
      await leaveLine(trx, provider, turn.userId);
      continue;
    }
    const taken = takeTurn({ virtualTime, pass: turn.pass }, turn.weight);
    ({ virtualTime } = taken);
    await moveTurn(trx, provider, { userId: turn.userId, pass: taken.pass, at: context.clock.now() });
    items.push(item);
  }
  if (items.length === 0) return 0;
  await moveLine(trx, { provider, virtualTime });
  await context.queue.sendMany(trx, "start-batch-item", items);
  return items.length;
}

/** Whether a user may have one more under way; who may not stands aside until one of theirs has ended. */
async function hasPlace({ options }: ServiceContext, trx: Knex.Transaction, userId: string): Promise<boolean> {
  const { all, ofBatches } = await countOfUser(trx, userId);
  return all < options.generation.maxPerUser && ofBatches < options.batches.atOncePerUser;
}
