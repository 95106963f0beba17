import { Readable } from "node:stream";
import { formatBytes } from "../files/format-bytes.ts";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceArchive } from "./announce-archive.ts";
import * as rows from "./archive-repository.ts";
import type { ArchiveRow } from "./archive-repository.ts";
import { makeRoom } from "./make-room.ts";
import { writeArchive } from "./write-archive.ts";

const NO_ROOM = "What is kept of this user leaves no room for the archive.";
const GONE = "The archive has ended or was taken away meanwhile.";

/**
 * Packs one archive into the storage, in pieces as its files are read. Can run again for one whose earlier run died: what that had written is swept,
 * and only one of them can finish it.
 *
 * @throws what may pass by itself (database away, storage full, a file not copied yet), so that the queue tries again.
 */
export async function makeArchive(context: ServiceContext, archiveId: string, signal: AbortSignal): Promise<void> {
  const row = await context.database.asService((trx) => rows.beginArchive(trx, archiveId));
  if (!row) return;
  try {
    await pack(context, row, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ApiError && error.code === "payload_too_large")) throw error;
    await failArchive(context, archiveId, `The archive would be too large: at most ${formatBytes(largestOf(context))} are stored. Take fewer models, or the archive that is sent as it is written.`);
  }
}

/** One that is larger than all that may be kept would not be kept either. */
const largestOf = ({ options: { archives } }: Pick<ServiceContext, "options">) => Math.min(archives.maxFileBytes, archives.maxKeptBytesPerUser);

/** Ends an archive without a file, once. */
export function failArchive({ database, clock }: Pick<ServiceContext, "database" | "clock">, archiveId: string, reason: string): Promise<void> {
  return database.asService(async (trx) => {
    const failed = await rows.failArchive(trx, archiveId, { reason, at: clock.now() });
    if (failed) await announceArchive(trx, failed);
  });
}

async function pack(context: ServiceContext, { id, userId, format, models, name }: ArchiveRow, signal: AbortSignal): Promise<void> {
  const { keepMs, maxKeptBytesPerUser } = context.options.archives;
  let missing = 0;
  const source = Readable.from(writeArchive(context, { userId, format, models, signal, onMissing: () => void (missing += 1) }), { objectMode: false });
  const { key, bytes } = await context.files.writeFile({ userId, kind: "archive", name, contentType: "application/zip", source, maxBytes: largestOf(context), signal });
  try {
    await context.database.asService(async (trx) => {
      const at = context.clock.now();
      await rows.lockArchives(trx, userId);
      if (!(await makeRoom(context, trx, userId, { id, bytes }))) throw new Error(NO_ROOM);
      const finished = await rows.finishArchive(trx, id, { fileKey: key, missing, at, expiresAt: new Date(at.getTime() + keepMs) });
      if (!finished) throw new Error(GONE);
      await context.files.adoptArchive(trx, key);
      await announceArchive(trx, finished);
    });
  } catch (error) {
    await context.files.discardFiles([key]);
    if (error instanceof Error && error.message === NO_ROOM) return failArchive(context, id, `Your archives would take more than ${formatBytes(maxKeptBytesPerUser)} together, and the others are being downloaded. Have it packed again when you have them, or take the archive that is sent as it is written.`);
    if (!(error instanceof Error && error.message === GONE)) throw error;
  }
}
