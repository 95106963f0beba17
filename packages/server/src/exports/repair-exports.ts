import { giveUpFiles } from "../files/give-up-files.ts";
import { lockModel } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { forgetExport } from "./exports-service.ts";
import { isFileOfExport } from "./export-repository.ts";

type RepairContext = Pick<ServiceContext, "database" | "clock">;

/** Takes an export away whose file is not there: whoever asks for it again gets another one. @returns true. */
export async function forgetBrokenExport(context: RepairContext, { exportId, modelId }: { exportId: string; modelId: string }): Promise<boolean> {
  return context.database.asService(async (trx) => {
    await lockModel(trx, modelId);
    await forgetExport(context, trx, exportId);
    return true;
  });
}

/** Gives up a file that no export has. @returns false when one has it meanwhile. */
export async function giveUpLeftFile({ database, clock }: RepairContext, key: string): Promise<boolean> {
  return database.asService(async (trx) => {
    if (await isFileOfExport(trx, key)) return false;
    await giveUpFiles(trx, [key], clock.now());
    return true;
  });
}
