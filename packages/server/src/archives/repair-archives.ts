import { giveUpFiles } from "../files/give-up-files.ts";
import type { ServiceContext } from "../service-context.ts";
import { lockArchiveOfFile } from "./archive-repository.ts";
import { forgetArchive } from "./forget-archive.ts";

type RepairContext = Pick<ServiceContext, "database" | "clock">;

/** Takes an archive away whose file has no row: whoever asks for it again has it packed anew. @returns true. */
export async function forgetBrokenArchive(context: RepairContext, archiveId: string): Promise<boolean> {
  return context.database.asService(async (trx) => {
    await forgetArchive(context, trx, archiveId);
    return true;
  });
}

/** The same for one whose file is not in the storage. @returns false when no archive has this file. */
export async function forgetArchiveOfFile(context: RepairContext, key: string): Promise<boolean> {
  return context.database.asService(async (trx) => {
    const id = await lockArchiveOfFile(trx, key);
    if (id !== null) await forgetArchive(context, trx, id);
    return id !== null;
  });
}

/** Gives up a file that no archive has. @returns false when one has it meanwhile. */
export async function giveUpLeftArchive({ database, clock }: RepairContext, key: string): Promise<boolean> {
  return database.asService(async (trx) => {
    if ((await lockArchiveOfFile(trx, key)) !== null) return false;
    await giveUpFiles(trx, [key], clock.now());
    return true;
  });
}
