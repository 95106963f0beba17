import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { announceArchive } from "./announce-archive.ts";
import { failArchive, lockArchive } from "./archive-repository.ts";
import { forgetArchive } from "./forget-archive.ts";

/** Those of all users, for the host's operators. */
export { selectAllArchives, type AnyArchiveRow } from "./all-archives-repository.ts";
export type { ArchiveRow } from "./archive-repository.ts";

/** In the words of its user's page, which waits for it. */
const TAKEN_AWAY = "Those who run this server have taken it away. Ask for it again, or take the archive that is sent as it is written.";

/**
 * Takes an archive away whoever has it, as part of a transaction; its file goes with the next job. Who waits for one that is being made is told.
 * @returns false when there is none.
 */
export async function removeArchiveIn(trx: Knex.Transaction, context: ServiceContext, archiveId: string): Promise<boolean> {
  if (!(await lockArchive(trx, archiveId))) return false;
  const failed = await failArchive(trx, archiveId, { reason: TAKEN_AWAY, at: context.clock.now() });
  if (failed) await announceArchive(trx, failed);
  await forgetArchive(context, trx, archiveId);
  await context.queue.send(trx, "remove-files", {}, { singletonKey: "archives" });
  return true;
}
