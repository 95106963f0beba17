import type { Database } from "../../db/open-database.ts";
import { selectLedgerInUse, writeLedgerInUse } from "./external-hold-repository.ts";

/** Writes down which ledger this program was opened with, for commands, which know no options; null for our own tables. */
export async function noteLedgerInUse(database: Database, name: string | null): Promise<void> {
  await database.asService((trx) => writeLedgerInUse(trx, name));
}

/** The ledger of the host's that the program was last opened with; null for our own tables. */
export function readLedgerInUse(database: Database): Promise<string | null> {
  return database.asService(selectLedgerInUse);
}
