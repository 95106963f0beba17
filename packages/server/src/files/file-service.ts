import type { Readable } from "node:stream";
import type { View } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Clock, IdSource } from "../clock.ts";
import type { Database } from "../db/open-database.ts";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import { compareStorage, type ComparedFiles, type StorageComparison } from "./compare-storage.ts";
import * as rows from "./file-repository.ts";
import type { FileKind, StoredFile, StoredFileRow } from "./file-repository.ts";
import { MissingFileError, type Storage, type StorageReadOptions } from "./storage.ts";
import { ARCHIVES_FOLDER, MODEL_FILES_FOLDER, ORPHAN_AGE_MS, SOURCE_IMAGES_FOLDER, sweepFiles, sweepStorage, type StorageSweep, type SweepOptions } from "./sweep-files.ts";

export { unlinkPhotos } from "./file-repository.ts";
export type { FileKind, FileState, StoredFile } from "./file-repository.ts";
export type { StorageSweep, SweepOptions } from "./sweep-files.ts";

export interface FileToWrite {
  userId: string;
  kind: FileKind;
  /** What the file is called; of a model's file (`model.glb`) letters, digits, dot, dash and underscore only. */
  name: string;
  /** Needed for a model's file. */
  modelId?: string;
  /** Of a source image; made when it is not given. */
  imageId?: string;
  view?: View;
  contentType: string;
  source: Readable | Uint8Array;
  maxBytes: number;
  width?: number;
  height?: number;
  signal?: AbortSignal;
}

export interface FileService {
  /** Where files wait on their way in. */
  readonly temporaryDirectory: string;
  /**
   * Writes the row, then the bytes. A source image is `stored` then; a model's file stays `writing` until `adoptFiles`, and is swept if
   * that never comes. If it fails, is aborted or too large (`payload_too_large`), neither row nor bytes stay.
   */
  writeFile(file: FileToWrite): Promise<StoredFile>;
  /** Makes files the model's, in the transaction of its success. Throws if one of them has been swept meanwhile. Files of the same names make way, and those named `inPlaceOf`. */
  adoptFiles(trx: Knex.Transaction, adoption: { modelId: string; keys: readonly string[]; inPlaceOf?: readonly string[] }): Promise<void>;
  /** Makes a written archive one that is kept, in the transaction of its success. Throws if it has been swept meanwhile. */
  adoptArchive(trx: Knex.Transaction, key: string): Promise<void>;
  /** A user's own archive by its key. */
  findArchive(userId: string, key: string): Promise<StoredFile | null>;
  /** Gives a model's files up, in the transaction that deletes it; the next sweep removes the bytes. */
  markModelFiles(trx: Knex.Transaction, modelId: string): Promise<void>;
  /** Has a model's photos go with the next sweep, unless something else needs them; the model goes with the same transaction. */
  letGoOfPhotos(trx: Knex.Transaction, modelId: string): Promise<void>;
  /** To be called before rows that refer to photos are written, in the same transaction: the sweep leaves them alone. Throws `invalid_request` if one is gone. */
  holdSourceImages(trx: Knex.Transaction, images: { userId: string; keys: readonly string[] }): Promise<void>;
  /**
   * Gives up at once what its writer alone knows of, such as the files of a request that failed. A file that was adopted meanwhile, or a photo
   * that a model refers to, stays. Never throws: what cannot be removed now, the sweep removes.
   */
  discardFiles(keys: readonly string[]): Promise<void>;
  /** With `null` for whoever holds a link that was checked. */
  findModelFile(userId: string | null, modelId: string, name: string): Promise<StoredFile | null>;
  findSourceImage(userId: string | null, imageId: string): Promise<StoredFile | null>;
  /** A user's own photos by their ids, in one statement and in no order. */
  findSourceImages(userId: string, imageIds: readonly string[]): Promise<StoredFile[]>;
  /** Throws `not_found` if the bytes are gone. */
  openFile(file: StoredFile, range?: StorageReadOptions): Promise<Readable>;
  sweep(options: SweepOptions): Promise<{ removed: number }>;
  /** Goes through the storage and the rows side by side; tells nothing that is in the making, and no file that is younger than what the daily sweep takes. */
  compare(comparison: Omit<StorageComparison, "folders" | "unnamedBefore">): Promise<ComparedFiles>;
  /** Removes a file that `compare` has told no row names. */
  removeUnnamed(key: string): Promise<void>;
  sweepStorage(options?: { olderThanMs?: number; signal?: AbortSignal }): Promise<StorageSweep>;
}

export interface FileServiceOptions {
  database: Database;
  storage: Storage;
  clock: Clock;
  ids: IdSource;
  /** How often the row of a file that is being written says so. Default 5 minutes; far less than the sweep waits for a writer. */
  heartbeatMs?: number;
}

const HEARTBEAT_MS = 5 * 60_000;
const GIVEN_UP = "The file was given up while it was being written.";
const MODEL_FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/;

export function createFileService({ database, storage, clock, ids, heartbeatMs = HEARTBEAT_MS }: FileServiceOptions): FileService {
  const context = { database, storage, clock };

  async function writeFile(file: FileToWrite): Promise<StoredFile> {
    file.signal?.throwIfAborted();
    const placed = place(file);
    const { key } = placed;
    const { kind, contentType, maxBytes } = file;
    const state = kind === "source_image" ? "stored" : "writing";
    await database.statementAsService((trx) => rows.insertWriting(trx, placed));
    const heart = keepAlive(key);
    const { signal, leave } = joinSignals(file.signal, heart.signal);
    try {
      const content = await storage.write(key, file.source, { contentType, maxBytes, signal });
      const written = await database.statementAsService((trx) => rows.recordContent(trx, key, { ...content, state, at: clock.now() }));
      if (written === null) throw new Error(GIVEN_UP);
      return written;
    } catch (error) {
      await discardFiles([key]);
      throw heart.signal.aborted ? heart.signal.reason : error;
    } finally {
      leave();
      await heart.stop();
    }
  }

  /** A slow line may take longer than the sweep waits for a writer that is silent. */
  function keepAlive(key: string): { signal: AbortSignal; stop(): Promise<void> } {
    const lost = new AbortController();
    let beating: Promise<void> | null = null;
    const beat = async () => {
      if (!(await database.statementAsService((trx) => rows.touchWriting(trx, key, clock.now())))) lost.abort(new Error(GIVEN_UP));
    };
    // A database that is away for a moment costs one beat of many.
    const timer = setInterval(() => (beating ??= beat().catch(() => undefined).finally(() => (beating = null))), heartbeatMs);
    return {
      signal: lost.signal,
      async stop() {
        clearInterval(timer);
        await beating;
      },
    };
  }

  // A key is used once, so what is being removed can never be something newer.
  function place(file: FileToWrite): Parameters<typeof rows.insertWriting>[1] {
    const { userId, kind, name, view = null, contentType, width = null, height = null } = file;
    const described = { userId, kind, name, view, contentType, width, height, createdAt: clock.now() };
    if (kind === "source_image") {
      const imageId = file.imageId ?? ids.uuid();
      return { ...described, key: `${SOURCE_IMAGES_FOLDER}/${imageId}`, imageId, modelId: null };
    }
    if (kind === "archive") return { ...described, key: `${ARCHIVES_FOLDER}/${ids.uuid()}.zip`, imageId: null, modelId: null };
    if (file.modelId === undefined) throw new RangeError("A model's file needs the id of its model.");
    if (!MODEL_FILE_NAME.test(name)) throw new RangeError("The name of a model's file has letters, digits, dot, dash and underscore only, at most 80.");
    return { ...described, key: `${MODEL_FILES_FOLDER}/${file.modelId}/${ids.uuid()}/${name}`, imageId: null, modelId: file.modelId };
  }

  async function discardFiles(keys: readonly string[]): Promise<void> {
    try {
      const discarded = await database.asService((trx) => rows.markDiscarded(trx, keys, clock.now()));
      for (const key of discarded) await storage.remove(key);
      await database.statementAsService((trx) => rows.removeDeleting(trx, discarded));
    } catch {
      // The rows say what is left to do, and the sweep does it.
    }
  }

  async function findOne(userId: string | null, select: (db: Knex) => Knex.QueryBuilder<StoredFileRow, StoredFileRow[]>): Promise<StoredFile | null> {
    const found: StoredFileRow[] = userId === null ? await database.asService((trx) => select(trx)) : await database.readAsUser<StoredFileRow>(userId, select(database.knex));
    return found[0] ? rows.toStoredFile(found[0]) : null;
  }

  return {
    temporaryDirectory: storage.temporaryDirectory,
    writeFile,
    discardFiles,
    async adoptFiles(trx, { modelId, keys, inPlaceOf = [] }) {
      if (keys.length === 0) return;
      const adopted = await rows.markStored(trx, modelId, keys, clock.now());
      if (adopted.length !== new Set(keys).size) throw new Error("A file of this model was given up before the model was done.");
      await rows.markReplaced(trx, modelId, { adopted, inPlaceOf }, clock.now());
    },
    async adoptArchive(trx, key) {
      if (!(await rows.markArchiveStored(trx, key, clock.now()))) throw new Error("The archive was given up before it was done.");
    },
    findArchive: (userId, key) => findOne(userId, (db) => rows.selectArchive(db, key)),
    markModelFiles: (trx, modelId) => rows.markModelDeleting(trx, modelId, clock.now()),
    letGoOfPhotos: rows.letGoOfPhotos,
    async holdSourceImages(trx, { userId, keys }) {
      const held = await rows.holdSourceImages(trx, userId, keys);
      if (held.length !== new Set(keys).size) throw new ApiError("invalid_request", "One of the photos has been removed meanwhile. Upload it again.", { issues: [{ path: "imageUrls", message: "names a photo that is gone" }] });
    },
    findModelFile: (userId, modelId, name) => findOne(userId, (db) => rows.selectModelFile(db, modelId, name)),
    findSourceImage: (userId, imageId) => findOne(userId, (db) => rows.selectSourceImage(db, imageId)),
    async findSourceImages(userId, imageIds) {
      if (imageIds.length === 0) return [];
      return (await database.readAsUser<StoredFileRow>(userId, rows.selectSourceImages(database.knex, imageIds))).map(rows.toStoredFile);
    },
    async openFile(file, range) {
      try {
        return await storage.open(file.key, range);
      } catch (error) {
        throw error instanceof MissingFileError ? new ApiError("not_found", undefined, {}, { cause: error }) : error;
      }
    },
    compare: (comparison) => compareStorage(context, { ...comparison, folders: [ARCHIVES_FOLDER, MODEL_FILES_FOLDER, SOURCE_IMAGES_FOLDER], unnamedBefore: new Date(clock.now().getTime() - ORPHAN_AGE_MS) }),
    removeUnnamed: (key) => storage.remove(key),
    sweep: (options) => sweepFiles(context, options),
    sweepStorage: (options) => sweepStorage(context, options),
  };
}
