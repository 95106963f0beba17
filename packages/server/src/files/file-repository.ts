import type { View } from "@model-3d/contract";
import type { Knex } from "knex";

export type FileKind = "source_image" | "model_file" | "archive";

/** `writing`: the row is there before the bytes; `stored`: both are; `deleting`: the bytes go first, then the row. Nothing goes back. */
export type FileState = "writing" | "stored" | "deleting";

export interface StoredFile {
  key: string;
  userId: string;
  kind: FileKind;
  imageId: string | null;
  modelId: string | null;
  view: View | null;
  name: string;
  contentType: string;
  bytes: number;
  /** Lower-case hex; empty while the file is being written. */
  sha256: string;
  width: number | null;
  height: number | null;
  state: FileState;
  createdAt: Date;
}

/** A row of `stored_files` as the driver gives it: a bigint comes as text. */
export interface StoredFileRow {
  key: string;
  user_id: string;
  kind: FileKind;
  image_id: string | null;
  model_id: string | null;
  view: View | null;
  name: string;
  content_type: string;
  bytes: string | number | null;
  sha256: string | null;
  width: number | null;
  height: number | null;
  state: FileState;
  /** Of a photo: whether a sweep has found it in use since something let go of it. */
  is_in_use: boolean;
  created_at: Date | string;
  updated_at: Date | string;
}

export function toStoredFile(row: StoredFileRow): StoredFile {
  return {
    key: row.key,
    userId: row.user_id,
    kind: row.kind,
    imageId: row.image_id,
    modelId: row.model_id,
    view: row.view,
    name: row.name,
    contentType: row.content_type,
    bytes: Number(row.bytes ?? 0),
    sha256: row.sha256 ?? "",
    width: row.width,
    height: row.height,
    state: row.state,
    createdAt: new Date(row.created_at),
  };
}

const files = (db: Knex) => db<StoredFileRow>("stored_files");

export async function insertWriting(trx: Knex.Transaction, file: Omit<StoredFile, "bytes" | "sha256" | "state">): Promise<void> {
  await files(trx).insert({
    key: file.key,
    user_id: file.userId,
    kind: file.kind,
    image_id: file.imageId,
    model_id: file.modelId,
    view: file.view,
    name: file.name,
    content_type: file.contentType,
    width: file.width,
    height: file.height,
    state: "writing",
    created_at: file.createdAt,
    updated_at: file.createdAt,
  });
}

/** Writes down what the bytes turned out to be. Gives `null` if the row is being deleted or gone: then the bytes have to go too. */
export async function recordContent(trx: Knex.Transaction, key: string, content: { bytes: number; sha256: string; state: FileState; at: Date }): Promise<StoredFile | null> {
  const { bytes, sha256, state, at } = content;
  const rows = await files(trx).where({ key, state: "writing" }).update({ bytes, sha256, state, updated_at: at }).returning("*");
  return rows[0] ? toStoredFile(rows[0]) : null;
}

/** Gives the keys that were adopted: those of this model whose bytes are written. */
export async function markStored(trx: Knex.Transaction, modelId: string, keys: readonly string[], at: Date): Promise<string[]> {
  const rows = await files(trx)
    .whereIn("key", keys)
    .where({ model_id: modelId, state: "writing" })
    .whereNotNull("sha256")
    .update({ state: "stored", updated_at: at })
    .returning("key");
  return rows.map(({ key }) => key);
}

/** Makes a written archive one that is kept. @returns whether its file was still there. */
export async function markArchiveStored(trx: Knex.Transaction, key: string, at: Date): Promise<boolean> {
  return (await files(trx).where({ key, kind: "archive", state: "writing" }).whereNotNull("sha256").update({ state: "stored", updated_at: at })) > 0;
}

export function selectArchive(db: Knex, key: string): Knex.QueryBuilder<StoredFileRow, StoredFileRow[]> {
  return files(db).where({ kind: "archive", state: "stored", key }).limit(1).select("*");
}

/** Earlier files of the same names and of others, which the adopted ones replace. */
export async function markReplaced(trx: Knex.Transaction, modelId: string, { adopted, inPlaceOf }: { adopted: readonly string[]; inPlaceOf: readonly string[] }, at: Date): Promise<void> {
  const names = files(trx).whereIn("key", adopted).select("name");
  await files(trx).where({ model_id: modelId, state: "stored" }).where((row) => row.whereIn("name", names).orWhereIn("name", inPlaceOf)).whereNotIn("key", adopted).update({ state: "deleting", updated_at: at });
}

export async function markModelDeleting(trx: Knex.Transaction, modelId: string, at: Date): Promise<void> {
  await files(trx).where({ model_id: modelId }).whereNot({ state: "deleting" }).update({ state: "deleting", updated_at: at });
}

export async function markDeleting(trx: Knex.Transaction, keys: readonly string[], at: Date): Promise<void> {
  await files(trx).whereIn("key", keys).whereNot({ state: "deleting" }).update({ state: "deleting", updated_at: at });
}

/**
 * Gives up what nobody but its writer knows of: files that were never adopted, and photos that no model refers to. What has become part of
 * something stays, also when its writer never heard so. Gives the keys whose bytes may go: all but those that stay.
 */
export async function markDiscarded(trx: Knex.Transaction, keys: readonly string[], at: Date): Promise<string[]> {
  // Locked first and judged after: an adoption that is under way ends before this decides.
  await files(trx).whereIn("key", keys).orderBy("key").forUpdate().select("key");
  await unreferenced(trx)
    .whereIn("key", keys)
    .where((row) => row.where({ state: "writing" }).orWhere({ state: "stored", kind: "source_image" }))
    .update({ state: "deleting", updated_at: at });
  const staying = await findStored(trx, keys);
  return keys.filter((key) => !staying.has(key));
}

/** Says that a file's writer is at work still. False when the file has been given up. */
export async function touchWriting(trx: Knex.Transaction, key: string, at: Date): Promise<boolean> {
  return (await files(trx).where({ key, state: "writing" }).update({ updated_at: at })) > 0;
}

/** Holds the caller's own stored photos against the sweep until the transaction ends. Gives the keys that are there. */
export async function holdSourceImages(trx: Knex.Transaction, userId: string, keys: readonly string[]): Promise<string[]> {
  const rows = await files(trx).whereIn("key", keys).where({ user_id: userId, kind: "source_image", state: "stored" }).orderBy("key").forKeyShare().select("key");
  return rows.map(({ key }) => key);
}

/** Gives up on files whose writer was not heard of since then, and on those whose model is gone. Rows that another sweep holds are left to it. */
export async function markAbandoned(trx: Knex.Transaction, writingBefore: Date, at: Date, limit: number): Promise<number> {
  const abandoned = await files(trx)
    .where((row) => row.where({ state: "writing" }).where("updated_at", "<", writingBefore))
    .orWhere((row) => row.where({ state: "stored", kind: "model_file" }).whereNull("model_id"))
    .orderBy("key")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select("key");
  if (abandoned.length > 0) await markDeleting(trx, abandoned.map(({ key }) => key), at);
  return abandoned.length;
}

/**
 * Gives up on photos that nothing refers to; those that something does are not looked at again before it lets go of them. Locked first and judged
 * after: a reference that was being written meanwhile either holds its photo (`holdSourceImages`, the foreign key), and it is skipped here, or has
 * been committed, and the second statement sees it. Whoever takes one away waits for the lock, and has the photo looked at again.
 */
export async function markUnreferenced(trx: Knex.Transaction, before: Date, at: Date, limit: number): Promise<number> {
  const candidates = await files(trx)
    .where({ kind: "source_image", state: "stored", is_in_use: false })
    .where("created_at", "<", before)
    .orderBy("created_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select("key");
  if (candidates.length > 0) {
    const keys = candidates.map(({ key }) => key);
    await unreferenced(trx).whereIn("key", keys).update({ state: "deleting", updated_at: at });
    await files(trx).whereIn("key", keys).where({ state: "stored" }).update({ is_in_use: true });
  }
  return candidates.length;
}

/** Has the photos of a model looked at again, which is about to be removed. */
export async function letGoOfPhotos(trx: Knex.Transaction, modelId: string): Promise<void> {
  await files(trx).whereIn("key", trx("model_input_images").where({ model_id: modelId }).select("file_key")).update({ is_in_use: false });
}

/** Deletes links to photos, `image` in the statement, and has the photos looked at again. */
export async function unlinkPhotos(trx: Knex.Transaction, deletion: string, value: string | Date): Promise<void> {
  await trx.raw(`with gone as (${deletion} returning image.file_key) update stored_files set is_in_use = false where key in (select file_key from gone)`, [value]);
}

/** Has those looked at again that nothing refers to any more, whoever let go of them: a program of a former version says nothing of it. Reads all. */
export async function forgetUses(trx: Knex.Transaction): Promise<void> {
  await unreferenced(trx).where({ kind: "source_image", state: "stored", is_in_use: true }).update({ is_in_use: false });
}

function unreferenced(trx: Knex.Transaction) {
  return files(trx)
    .whereNotExists(trx("model_input_images").select(trx.raw("1")).whereRaw("model_input_images.file_key = stored_files.key"))
    .whereNotExists(trx("generation_batch_images").select(trx.raw("1")).whereRaw("generation_batch_images.file_key = stored_files.key"));
}

export async function listDeleting(trx: Knex.Transaction, after: string, limit: number): Promise<string[]> {
  const rows = await unreferenced(trx).where({ state: "deleting" }).where("key", ">", after).orderBy("key").limit(limit).select("key");
  return rows.map(({ key }) => key);
}

/** Gives the number of rows that were still there: two sweeps at once count each once. */
export async function removeDeleting(trx: Knex.Transaction, keys: readonly string[]): Promise<number> {
  return unreferenced(trx).whereIn("key", keys).where({ state: "deleting" }).delete();
}

export async function findNamed(trx: Knex.Transaction, keys: readonly string[]): Promise<Set<string>> {
  const rows = await files(trx).whereIn("key", keys).select("key");
  return new Set(rows.map(({ key }) => key));
}

export interface ListedRow {
  key: string;
  state: FileState;
  modelId: string | null;
  userId: string;
  name: string | null;
}

/**
 * Rows after a key, in the order of the keys' bytes, which is the one in which a storage lists. Of the condition that the rows' policy adds Postgres
 * believes that hardly any row meets it, and would read and sort the whole table for each page.
 */
export async function listInByteOrder(trx: Knex.Transaction, after: string, limit: number): Promise<ListedRow[]> {
  await trx.raw("set local enable_sort = off; set local enable_bitmapscan = off");
  const { rows } = await trx.raw<{ rows: ListedRow[] }>(
    'select key, state, model_id as "modelId", user_id as "userId", name from stored_files where key collate "C" > ? order by key collate "C" limit ?',
    [after, limit],
  );
  return rows;
}

export function selectModelFile(db: Knex, modelId: string, name: string): Knex.QueryBuilder<StoredFileRow, StoredFileRow[]> {
  return files(db).where({ kind: "model_file", state: "stored", model_id: modelId, name }).orderBy("created_at", "desc").orderBy("key").limit(1).select("*");
}

export function selectSourceImage(db: Knex, imageId: string): Knex.QueryBuilder<StoredFileRow, StoredFileRow[]> {
  return files(db).where({ kind: "source_image", state: "stored", image_id: imageId }).limit(1).select("*");
}

/** Photos by their ids, in no order. */
export function selectSourceImages(db: Knex, imageIds: readonly string[]): Knex.QueryBuilder<StoredFileRow, StoredFileRow[]> {
  return files(db).where({ kind: "source_image", state: "stored" }).whereRaw("image_id = any(?::uuid[])", [`{${[...new Set(imageIds)].join(",")}}`]).select("*");
}

/** What is in the storage, after a key, with what its bytes have to be. */
export async function listStored(trx: Knex.Transaction, after: string, limit: number): Promise<Pick<StoredFile, "key" | "contentType" | "bytes" | "sha256">[]> {
  const rows = await files(trx).where({ state: "stored" }).whereRaw('key collate "C" > ?', [after]).orderByRaw('key collate "C"').limit(limit).select("*");
  return rows.map(toStoredFile);
}

/** Those of some keys whose rows still say that their bytes are there. */
export async function findStored(trx: Knex.Transaction, keys: readonly string[]): Promise<Set<string>> {
  const rows = await files(trx).whereIn("key", keys).where({ state: "stored" }).select("key");
  return new Set(rows.map(({ key }) => key));
}

export async function isModelFileStored(trx: Knex.Transaction, key: string, modelId: string): Promise<boolean> {
  return (await files(trx).where({ key, model_id: modelId, state: "stored" }).select("key")).length > 0;
}
