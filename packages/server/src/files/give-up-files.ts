import type { Knex } from "knex";
import { markDeleting } from "./file-repository.ts";

/** Gives some files up, in the transaction that no longer needs them; the next sweep removes the bytes. */
export async function giveUpFiles(trx: Knex.Transaction, keys: readonly string[], at: Date): Promise<void> {
  await markDeleting(trx, keys, at);
}
