import type { ServiceContext } from "../service-context.ts";
import { markRead } from "./kept-repository.ts";

/** Notes that somebody reads an archive, so that it makes no room for others meanwhile. A database that takes no writes for now keeps nobody from reading. */
export async function noteReading({ database, clock, logger }: Pick<ServiceContext, "database" | "clock" | "logger">, archiveId: string): Promise<void> {
  await database.asService((trx) => markRead(trx, archiveId, clock.now())).catch((error: unknown) => logger.warn({ err: error }, "That an archive is read could not be noted"));
}
