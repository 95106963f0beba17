import type { Clock } from "../clock.ts";
import type { Database } from "../db/open-database.ts";
import { compareStorage } from "./compare-storage.ts";
import * as rows from "./file-repository.ts";
import type { Storage } from "./storage.ts";

/** Only what lies in these folders is ever removed: a folder or bucket may hold other things of the host's. */
export const SOURCE_IMAGES_FOLDER = "source-images";
export const MODEL_FILES_FOLDER = "model-files";
export const ARCHIVES_FOLDER = "archives";

export interface SweepOptions {
  /** A file that is `writing` and whose writer has said nothing for longer has lost it. */
  writingOlderThanMs: number;
  /** A photo that no model refers to is kept for this long. */
  unreferencedSourceImagesOlderThanMs: number;
  /** Whether photos are looked at too that were found in use before, and that nobody has let go of by word. Reads all of them. Default false. */
  looksAtAllPhotos?: boolean;
  signal?: AbortSignal;
}

export interface StorageSweep {
  /** Files that no row named. */
  removed: number;
  /** Keys of rows whose file is gone: nothing can be done about these but tell the operator. */
  missing: string[];
}

interface SweepContext {
  database: Database;
  storage: Storage;
  clock: Clock;
}

const BATCH_SIZE = 200;
/** A file that no row names goes with the sweep of a day when it is as old as this. */
export const ORPHAN_AGE_MS = 60 * 60 * 1000;

/**
 * Removes files that are given up: bytes first, then the row, so that a crash anywhere leaves the row to say what is left to do.
 * Several sweeps at once do no harm: keys are never used again and removing twice is removing. A file that the storage refuses to
 * remove keeps its row and does not hold up the others; the first such failure is thrown at the end.
 */
export async function sweepFiles({ database, storage, clock }: SweepContext, options: SweepOptions): Promise<{ removed: number }> {
  const { writingOlderThanMs, unreferencedSourceImagesOlderThanMs, looksAtAllPhotos = false, signal } = options;
  const now = clock.now();
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  await inBatches(signal, () => database.asService((trx) => rows.markAbandoned(trx, before(writingOlderThanMs), now, BATCH_SIZE)));
  if (looksAtAllPhotos) await database.asService(rows.forgetUses);
  await inBatches(signal, () => database.asService((trx) => rows.markUnreferenced(trx, before(unreferencedSourceImagesOlderThanMs), now, BATCH_SIZE)));

  let removed = 0;
  let after = "";
  const failures: unknown[] = [];
  await inBatches(signal, async () => {
    const keys = await database.asService((trx) => rows.listDeleting(trx, after, BATCH_SIZE));
    after = keys.at(-1) ?? after;
    const gone: string[] = [];
    for (const key of keys) {
      signal?.throwIfAborted();
      await storage.remove(key).then(
        () => gone.push(key),
        (error: unknown) => failures.push(error),
      );
    }
    if (gone.length > 0) removed += await database.asService((trx) => rows.removeDeleting(trx, gone));
    return keys.length;
  });
  if (failures.length > 0) throw failures[0];
  return { removed };
}

/**
 * Compares the storage with the rows. A file without a row is what is left when the database was set back or a user was deleted
 * with all rows; it goes when it is old enough.
 */
export async function sweepStorage({ database, storage, clock }: SweepContext, options: { olderThanMs?: number; signal?: AbortSignal } = {}): Promise<StorageSweep> {
  const { olderThanMs = ORPHAN_AGE_MS, signal } = options;
  const before = new Date(clock.now().getTime() - olderThanMs);
  let removed = 0;
  const missing: string[] = [];
  await compareStorage(
    { database, storage },
    {
      folders: [ARCHIVES_FOLDER, MODEL_FILES_FOLDER, SOURCE_IMAGES_FOLDER],
      unnamedBefore: before,
      signal,
      async onUnnamed(key) {
        await storage.remove(key);
        removed += 1;
      },
      onMissing: ({ key }) => void missing.push(key),
    },
  );
  await storage.removeTemporaryFiles(before);
  return { removed, missing };
}

async function inBatches(signal: AbortSignal | undefined, work: () => Promise<number>): Promise<void> {
  let handled: number;
  do {
    signal?.throwIfAborted();
    handled = await work();
  } while (handled >= BATCH_SIZE);
}
