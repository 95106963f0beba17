import type { Knex } from "knex";
import { giveUpFiles } from "../files/give-up-files.ts";
import type { ServiceContext } from "../service-context.ts";
import { removeArchive } from "./archive-repository.ts";

/** Takes an archive away; its file goes with the next sweep. */
export async function forgetArchive({ clock }: Pick<ServiceContext, "clock">, trx: Knex.Transaction, id: string): Promise<void> {
  const key = await removeArchive(trx, id);
  if (key !== null) await giveUpFiles(trx, [key], clock.now());
}
