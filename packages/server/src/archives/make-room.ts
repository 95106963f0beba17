import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { chooseLeaving } from "./choose-leaving.ts";
import { lockKept } from "./kept-repository.ts";
import { forgetArchive } from "./forget-archive.ts";

/**
 * Makes room for one more archive of a user, or for the bytes of one that has just been packed, by taking away what was used longest ago; whoever
 * calls it has locked the user's archives.
 *
 * @returns false, with nothing changed, where all that is in the way is being packed or read.
 */
export async function makeRoom(context: Pick<ServiceContext, "clock" | "queue" | "options">, trx: Knex.Transaction, userId: string, wanted: { id: string | null; bytes: number }): Promise<boolean> {
  const { maxKeptPerUser, maxKeptBytesPerUser } = context.options.archives;
  const kept = (await lockKept(trx, userId)).filter(({ id }) => id !== wanted.id);
  // How many there are is counted when one is asked for, how much it is when it is known.
  const count = wanted.id === null ? maxKeptPerUser - 1 : Infinity;
  const leaving = chooseLeaving(kept, { count, bytes: wanted.id === null ? Infinity : maxKeptBytesPerUser - wanted.bytes }, context.clock.now());
  if (leaving === null) return false;
  for (const id of leaving) await forgetArchive(context, trx, id);
  if (leaving.length > 0) await context.queue.send(trx, "remove-files", {}, { singletonKey: "archives" });
  return true;
}
