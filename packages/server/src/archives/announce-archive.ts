import type { Knex } from "knex";
import { publishEvent } from "../events/event-service.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import type { ArchiveRow } from "./archive-repository.ts";

/** Tells the owner's pages what became of a stored archive, and the host of one that is ready, as part of the transaction that ended it. */
export async function announceArchive(trx: Knex.Transaction, { id, userId, format, name, status, models: { length: models }, missing, reason }: ArchiveRow): Promise<void> {
  const fileName = `${name}.zip`;
  await publishEvent(trx, userId, { type: status === "SUCCEEDED" ? "archive.ready" : "archive.failed", archive: { id, format, name: fileName, status, models, missing, reason } });
  if (status === "SUCCEEDED") await publishHostEvent(trx, { type: "archive.ready", userId, data: { archiveId: id, name: fileName, format, models, missing: missing ?? 0 } });
}
