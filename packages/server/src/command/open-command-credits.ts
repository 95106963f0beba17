import { readLedgerInUse } from "../credits/external/ledger-in-use.ts";
import { openHostCredits, type HostCredits } from "../credits/open-host-credits.ts";
import type { CommandCall } from "./command.ts";
import type { OpenedDatabase } from "./open-command-database.ts";

/** Credits as a command has them: it knows no `lowAt`, and of a ledger of the host's no more than its name. @throws Error when the schema is not this program's. */
export async function openCommandCredits(call: CommandCall): Promise<{ credits: HostCredits } & Pick<OpenedDatabase, "clock">> {
  const { database, clock, assertMigrated } = await call.openDatabase();
  await assertMigrated();
  return { clock, credits: openHostCredits({ database, clock }, { lowAt: null, ledger: await readLedgerInUse(database) }) };
}
