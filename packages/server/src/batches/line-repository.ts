import type { Knex } from "knex";
import type { ItemTry } from "./item-repository.ts";

/** A provider's line while it is locked: whoever deals out its places does so alone. */
export interface Line {
  provider: string;
  /** The pass of the turn that was dealt last. */
  virtualTime: bigint;
}

/** A user's place in a line. */
export interface Turn {
  userId: string;
  pass: bigint;
  weight: number;
}

/** Locks a line until the transaction ends, and makes it where there is none. */
export async function lockLine(trx: Knex.Transaction, provider: string): Promise<Line> {
  const select = () => trx.raw<{ rows: { virtual_time: string }[] }>("select virtual_time::text from generation_lines where provider = ? for update", [provider]);
  let { rows } = await select();
  if (rows.length === 0) {
    await trx.raw("insert into generation_lines (provider) values (?) on conflict (provider) do nothing", [provider]);
    ({ rows } = await select());
  }
  return { provider, virtualTime: BigInt(rows[0]?.virtual_time ?? 0) };
}

const HAS_WAITING = `exists (select from generation_batches batch join generation_batch_items item on item.batch_id = batch.id
  where batch.user_id = turn.user_id and batch.status = 'RUNNING' and batch.finished_at is null and item.provider = turn.provider and item.status = 'WAITING')`;

/** Has a user stand in a line; one who is new there, or comes back, has missed nothing and is owed nothing. The line is locked. */
export async function enterLine(trx: Knex.Transaction, { provider, virtualTime }: Line, { userId, at }: { userId: string; at: Date }): Promise<void> {
  await trx.raw(
    `insert into generation_turns as turn (provider, user_id, pass, weight, waiting_since)
     select cast(:provider as text), user_id, cast(:virtualTime as bigint), priority, cast(:at as timestamptz) from generation_batches
     where user_id = :userId and status = 'RUNNING' and finished_at is null order by created_at desc, id desc limit 1
     on conflict (provider, user_id) do update set weight = excluded.weight,
       pass = case when turn.is_waiting then turn.pass else greatest(turn.pass, excluded.pass) end,
       waiting_since = case when turn.is_waiting then turn.waiting_since else excluded.waiting_since end, is_waiting = true`,
    { provider, virtualTime: virtualTime.toString(), userId, at },
  );
}

/** The same for everybody who has something waiting and stands aside, as after a place of theirs became free unheard. The line is locked. */
export async function callBack(trx: Knex.Transaction, { provider, virtualTime }: Line, at: Date): Promise<void> {
  await trx.raw(`update generation_turns turn set is_waiting = true, pass = greatest(pass, cast(:virtualTime as bigint)), waiting_since = :at where provider = :provider and not is_waiting and ${HAS_WAITING}`, { provider, virtualTime: virtualTime.toString(), at });
}

/** Providers for whom something waits in batches that run, of one user or of all. */
export async function listLines(trx: Knex.Transaction, userId?: string): Promise<string[]> {
  const of = userId === undefined ? "" : "and batch.user_id = :userId";
  const { rows } = await trx.raw<{ rows: { provider: string }[] }>(
    `select distinct item.provider from generation_batches batch join generation_batch_items item on item.batch_id = batch.id and item.status = 'WAITING' where batch.status = 'RUNNING' and batch.finished_at is null ${of} order by item.provider`,
    userId === undefined ? {} : { userId },
  );
  return rows.map(({ provider }) => provider);
}

/** Providers in whose lines somebody stands. */
export async function listWaitedFor(trx: Knex.Transaction): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { provider: string }[] }>("select provider from generation_lines line where exists (select from generation_turns turn where turn.provider = line.provider and turn.is_waiting) order by provider");
  return rows.map(({ provider }) => provider);
}

/** A batch in which something waits that a free place may be for: of this user, who may stand aside, or of anybody who stands in a line. */
export async function findWaitingBatch(trx: Knex.Transaction, userId: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select batch.id from generation_batches batch where batch.status = 'RUNNING' and batch.finished_at is null
       and (batch.user_id = :userId or exists (select from generation_turns turn where turn.user_id = batch.user_id and turn.is_waiting))
       and exists (select from generation_batch_items item where item.batch_id = batch.id and item.status = 'WAITING')
     order by batch.user_id = :userId desc limit 1`,
    { userId },
  );
  return rows[0]?.id ?? null;
}

/** Models that a provider is making or is to make, and items that are about to be. */
export async function countBusy(trx: Knex.Transaction, provider: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>(
    `select ((select count(*) from product_3d_models where provider = :provider and status in ('PENDING', 'IN_PROGRESS')) + (select count(*) from generation_batch_items where provider = :provider and status = 'STARTING'))::integer as count`,
    { provider },
  );
  return rows[0].count;
}

/** The same of a user: those of any provider. `ofBatches`: those of them that are items. */
export async function countOfUser(trx: Knex.Transaction, userId: string): Promise<{ all: number; ofBatches: number }> {
  const { rows } = await trx.raw<{ rows: [{ all: number; ofBatches: number }] }>(
    `select (models + starting)::integer as all, (items + starting)::integer as "ofBatches" from (select
       (select count(*) from product_3d_models where user_id = :userId and status in ('PENDING', 'IN_PROGRESS')) as models,
       (select count(*) from generation_batch_items item join product_3d_models model on model.id = item.model_id where model.user_id = :userId and model.status in ('PENDING', 'IN_PROGRESS')) as items,
       (select count(*) from generation_batch_items where user_id = :userId and status = 'STARTING') as starting) as counted`,
    { userId },
  );
  return rows[0];
}

/** A user who waits in a line, and for how many items. */
export interface WaitingUser {
  isOwn: boolean;
  weight: number;
  items: number;
}

/** Everybody for whom something waits with a provider in batches that run, also who stands aside. */
export async function listWaiting(trx: Knex.Transaction, provider: string, userId: string): Promise<WaitingUser[]> {
  const { rows } = await trx.raw<{ rows: WaitingUser[] }>(
    `select waiting.user_id = :userId as "isOwn", coalesce(turn.weight, waiting.weight) as weight, waiting.items
     from (select batch.user_id, max(batch.priority) as weight, count(*)::integer as items from generation_batches batch join generation_batch_items item on item.batch_id = batch.id
       where batch.status = 'RUNNING' and batch.finished_at is null and item.provider = :provider and item.status = 'WAITING' group by batch.user_id) as waiting
     left join generation_turns turn on turn.provider = :provider and turn.user_id = waiting.user_id`,
    { provider, userId },
  );
  return rows;
}

/** How long a line is. */
export interface LineState {
  provider: string;
  /** Items of batches that run which wait in it. */
  items: number;
  /** Since when the user has waited who has waited longest for a turn; null when nobody stands in it. */
  waitingSince: Date | null;
}

/** Of every line, read from indices of what waits alone. */
export async function readLines(trx: Knex.Transaction): Promise<LineState[]> {
  const { rows } = await trx.raw<{ rows: LineState[] }>(
    `select line.provider, coalesce(waiting.items, 0) as items, (select min(turn.waiting_since) from generation_turns turn where turn.provider = line.provider and turn.is_waiting and ${HAS_WAITING}) as "waitingSince"
     from generation_lines line left join (
       select item.provider, count(*)::integer as items from generation_batches batch join generation_batch_items item on item.batch_id = batch.id
       where batch.status = 'RUNNING' and batch.finished_at is null and item.status = 'WAITING' group by item.provider) as waiting on waiting.provider = line.provider`,
  );
  return rows;
}

/** Whose turn it is. Of several with the same pass the one with the greater weight, then who has waited longest. The line is locked. */
export async function firstTurn(trx: Knex.Transaction, provider: string): Promise<Turn | null> {
  const { rows } = await trx.raw<{ rows: { user_id: string; pass: string; weight: number }[] }>(
    "select user_id, pass::text as pass, weight from generation_turns turn where provider = ? and is_waiting order by turn.pass, weight desc, waiting_since, user_id limit 1",
    [provider],
  );
  return rows[0] ? { userId: rows[0].user_id, pass: BigInt(rows[0].pass), weight: rows[0].weight } : null;
}

/** Has a user stand aside until something of theirs waits, or a place of theirs is free. */
export async function leaveLine(trx: Knex.Transaction, provider: string, userId: string): Promise<void> {
  await trx.raw("update generation_turns set is_waiting = false where provider = ? and user_id = ?", [provider, userId]);
}

/** Writes down that a user took a turn: when they are next. */
export async function moveTurn(trx: Knex.Transaction, provider: string, { userId, pass, at }: { userId: string; pass: bigint; at: Date }): Promise<void> {
  await trx.raw("update generation_turns set pass = ?, waiting_since = ? where provider = ? and user_id = ?", [pass.toString(), at, provider, userId]);
}

/** Writes down how far the line has come. */
export async function moveLine(trx: Knex.Transaction, { provider, virtualTime }: Line): Promise<void> {
  await trx.raw("update generation_lines set virtual_time = ? where provider = ?", [virtualTime.toString(), provider]);
}

/** Takes the next item of a user: of the batch that was asked for first, in its order. Null when there is none. */
export async function takeNextItem(trx: Knex.Transaction, provider: string, userId: string): Promise<ItemTry | null> {
  const { rows } = await trx.raw<{ rows: ItemTry[] }>(
    // Found once and by itself: as a join, and before the table is analyzed, it would be looked for anew for every item that waits.
    `update generation_batch_items item set status = 'STARTING', attempts = item.attempts + 1
     where (item.batch_id, item.position) = (
       select batch.id, waiting.position from generation_batches batch cross join lateral (
         select position from generation_batch_items where batch_id = batch.id and provider = :provider and status = 'WAITING' order by position limit 1) as waiting
       where batch.user_id = :userId and batch.status = 'RUNNING' and batch.finished_at is null order by batch.created_at, batch.id limit 1)
     and item.status = 'WAITING'
     returning item.batch_id as "batchId", item.position, item.attempts`,
    { provider, userId },
  );
  return rows[0] ?? null;
}
