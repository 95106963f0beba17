import type { Database } from "../db/open-database.ts";
import { findNamed, findStored, listInByteOrder, type ListedRow } from "./file-repository.ts";
import type { Storage } from "./storage.ts";

export type { ListedRow } from "./file-repository.ts";

export interface StorageComparison {
  /** Folders of the storage that are ours. */
  folders: readonly string[];
  /** A younger file without a row is passed over. */
  unnamedBefore: Date;
  signal?: AbortSignal;
  /** A file that no row names. */
  onUnnamed(key: string): void | Promise<void>;
  /** A row whose file is gone. */
  onMissing(row: ListedRow): void | Promise<void>;
  /** After each page of rows and of files. */
  onProgress?(seen: ComparedFiles): void;
}

export interface ComparedFiles {
  rows: number;
  files: number;
  /** Files that a row names. */
  named: number;
}

const PAGE = 5000;
const SUSPECTS = 200;

/**
 * Goes through the storage and the rows side by side, both in the order of the keys' bytes and in pages, so that neither is ever in memory
 * as a whole. Work goes on meanwhile: whatever seems wrong is looked at again, row and file, before it is told. A row is written before its
 * file and goes after it, so nothing in the making is told either.
 */
export async function compareStorage({ database, storage }: { database: Database; storage: Storage }, comparison: StorageComparison): Promise<ComparedFiles> {
  const { folders, unnamedBefore, signal, onUnnamed, onMissing, onProgress } = comparison;
  const seen: ComparedFiles = { rows: 0, files: 0, named: 0 };
  const unnamed = inBatches<string>(async (keys) => {
    const named = await database.asService((trx) => findNamed(trx, keys));
    for (const key of keys) {
      signal?.throwIfAborted();
      if (named.has(key)) continue;
      const stat = await storage.stat(key);
      if (stat !== null && stat.modifiedAt < unnamedBefore) await onUnnamed(key);
    }
  });
  const missing = inBatches<ListedRow>(async (rows) => {
    const gone: ListedRow[] = [];
    for (const row of rows) {
      signal?.throwIfAborted();
      if (!(await storage.exists(row.key))) gone.push(row);
    }
    // They may have been given up since they were read.
    const stored = await database.asService((trx) => findStored(trx, gone.map(({ key }) => key)));
    for (const row of gone) if (stored.has(row.key)) await onMissing(row);
  });

  const rows = pagesOfRows(database, () => onProgress?.({ ...seen }));
  const files = filesOf(storage, folders);
  let row = await rows.next();
  let file = await files.next();
  while (!row.done || !file.done) {
    signal?.throwIfAborted();
    const key = row.done ? null : row.value.key;
    const present = file.done ? null : file.value;
    const takesRow = key !== null && (present === null || key <= present);
    const takesFile = present !== null && (key === null || present <= key);
    if (takesRow && !takesFile && !row.done && row.value.state === "stored") await missing.add(row.value);
    if (takesFile && !takesRow && present !== null) await unnamed.add(present);
    if (takesRow && takesFile) seen.named += 1;
    if (takesRow) {
      seen.rows += 1;
      row = await rows.next();
    }
    if (takesFile) {
      seen.files += 1;
      file = await files.next();
    }
  }
  await missing.end();
  await unnamed.end();
  onProgress?.({ ...seen });
  return seen;
}

async function* pagesOfRows(database: Database, onPage: () => void): AsyncGenerator<ListedRow, undefined> {
  for (let after = ""; ; ) {
    const page = await database.asService((trx) => listInByteOrder(trx, after, PAGE));
    yield* page;
    onPage();
    after = page.at(-1)?.key ?? after;
    if (page.length < PAGE) return undefined;
  }
}

async function* filesOf(storage: Storage, folders: readonly string[]): AsyncGenerator<string, undefined> {
  for (const folder of [...folders].sort()) yield* storage.list(folder);
  return undefined;
}

function inBatches<T>(work: (batch: readonly T[]) => Promise<void>): { add(one: T): Promise<void>; end(): Promise<void> } {
  let batch: T[] = [];
  const flush = async () => {
    const taken = batch;
    batch = [];
    if (taken.length > 0) await work(taken);
  };
  return {
    async add(one) {
      if (batch.push(one) >= SUSPECTS) await flush();
    },
    end: flush,
  };
}
