import type { Database } from "@model-3d/server/database";
import type { TurnEvent } from "./measure-turns.ts";

/**
 * Hears in the database itself who comes into the line, is dealt a place and leaves it. Whoever deals holds the line's lock, and so does whoever
 * comes: the numbers are in the order in which it happened.
 */
const RECORDER = `
create schema simulation;
create table simulation.turns (number bigint generated always as identity primary key, user_id uuid not null, what text not null);
create function simulation.hear_turn() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  waited boolean := tg_op = 'UPDATE' and old.is_waiting;
begin
  if new.is_waiting and not waited then
    insert into simulation.turns (user_id, what) values (new.user_id, 'in');
  elsif waited and not new.is_waiting then
    insert into simulation.turns (user_id, what) values (new.user_id, 'out');
  elsif waited and new.pass > old.pass then
    insert into simulation.turns (user_id, what) values (new.user_id, 'dealt');
  end if;
  return null;
end
$$;
create trigger simulation_hears after insert or update on public.generation_turns for each row execute function simulation.hear_turn();`;

export interface TurnRecorder {
  /** Notes that a user has been told that their batch was taken: from here on they wait, whatever the line knows of it. */
  noteAsked(userId: string): Promise<void>;
  /** All that was heard, users by their places in the list. */
  read(userIds: readonly string[]): Promise<TurnEvent[]>;
}

/** @param isNew whether nobody has listened in this database before. */
export async function recordTurns({ knex }: Pick<Database, "knex">, isNew: boolean): Promise<TurnRecorder> {
  if (isNew) await knex.raw(RECORDER);
  return {
    async noteAsked(userId) {
      await knex.raw("insert into simulation.turns (user_id, what) values (?, 'in')", [userId]);
    },
    async read(userIds) {
      const placeOf = new Map(userIds.map((userId, place) => [userId, place]));
      const { rows } = await knex.raw<{ rows: { user_id: string; what: TurnEvent["what"] }[] }>("select user_id::text, what from simulation.turns order by number");
      return rows.flatMap(({ user_id: userId, what }) => (placeOf.has(userId) ? [{ user: placeOf.get(userId) ?? 0, what }] : []));
    },
  };
}
