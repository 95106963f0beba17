import type { Clock } from "../clock.ts";
import type { Database } from "../db/open-database.ts";
import * as rows from "./file-repository.ts";
import type { Storage } from "./storage.ts";

/** Only what lies in these folders is ever removed: a folder or bucket may hold other things of the host's. */
export const SOURCE_IMAGES_FOLDER = "source-images";
export const MODEL_FILES_FOLDER = "model-files";

export interface SweepOptions {
  /** A file that has been `writing` for longer has lost its writer. Longer than any generation takes. */
  writingOlderThanMs: number;
  /** A photo that no model refers to is kept for this long. */
  unreferencedSourceImagesOlderThanMs: number;
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
const ORPHAN_AGE_MS = 60 * 60 * 1000;

/**
 * Removes files that are given up: bytes first, then the row, so that a crash anywhere leaves the row to say what is left to do.
 * Several sweeps at once do no harm: keys are never used again and removing twice is removing. A file that the storage refuses to
 * remove keeps its row and does not hold up the others; the first such failure is thrown at the end.
 */
export async function sweepFiles({ database, storage, clock }: SweepContext, options: SweepOptions): Promise<{ removed: number }> {
  const { writingOlderThanMs, unreferencedSourceImagesOlderThanMs, signal } = options;
  const now = clock.now();
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  await inBatches(signal, () => database.asService((trx) => rows.markAbandoned(trx, before(writingOlderThanMs), now, BATCH_SIZE)));
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
 * with all rows; it goes when it is old enough. A row is always written before its file, so none in the making is taken for one.
 */
export async function sweepStorage({ database, storage, clock }: SweepContext, options: { olderThanMs?: number; signal?: AbortSignal } = {}): Promise<StorageSweep> {
  const { olderThanMs = ORPHAN_AGE_MS, signal } = options;
  const before = new Date(clock.now().getTime() - olderThanMs);
  let removed = 0;
  const removeUnnamed = async (keys: readonly string[]) => {
    const named = await database.asService((trx) => rows.findNamed(trx, keys));
    for (const key of keys) {
      signal?.throwIfAborted();
      if (named.has(key)) continue;
      const stat = await storage.stat(key);
      if (stat === null || stat.modifiedAt >= before) continue;
      await storage.remove(key);
      removed += 1;
    }
  };
  for (const folder of [SOURCE_IMAGES_FOLDER, MODEL_FILES_FOLDER]) {
    let batch: string[] = [];
    for await (const key of storage.list(folder)) {
      batch.push(key);
      if (batch.length < BATCH_SIZE) continue;
      await removeUnnamed(batch);
      batch = [];
    }
    if (batch.length > 0) await removeUnnamed(batch);
  }
  await storage.removeTemporaryFiles(before);
  return { removed, missing: await findMissing(database, storage, signal) };
}

async function findMissing(database: Database, storage: Storage, signal: AbortSignal | undefined): Promise<string[]> {
  const missing: string[] = [];
  let after = "";
  await inBatches(signal, async () => {
    const keys = await database.asService((trx) => rows.listStored(trx, after, BATCH_SIZE));
    after = keys.at(-1) ?? after;
    for (const key of keys) {
      signal?.throwIfAborted();
      if (await storage.exists(key)) continue;
      // It may have been deleted since the rows were read.
      const named = await database.asService((trx) => rows.isStored(trx, key));
      if (named) missing.push(key);
    }
    return keys.length;
  });
  return missing;
}

async function inBatches(signal: AbortSignal | undefined, work: () => Promise<number>): Promise<void> {
  let handled: number;
  do {
    signal?.throwIfAborted();
    handled = await work();
  } while (handled >= BATCH_SIZE);
}
