import type { FinalState, InputImages, ModelState, SourceType, TextureUrls } from "@model-3d/contract";
import type { Knex } from "knex";
import { decodeCursor, encodeCursor } from "../db/cursor.ts";
import type { Database } from "../db/open-database.ts";
import { PREVIEW_FILE, PREVIEW_KIND } from "./model-preview.ts";
import { toModelRow, type ModelRow, type StoredModel } from "./model-row.ts";

export { InvalidCursorError } from "../db/cursor.ts";
export { findEntries, findEntry, type Entry } from "./entry-repository.ts";
export type { ModelRow } from "./model-row.ts";

/** The unique index that lets a source have one generation in progress; name of the constraint in the error of a second one. */
export const ONE_IN_PROGRESS = "product_3d_models_one_in_progress";

const NOT_FINAL = "status in ('PENDING', 'IN_PROGRESS')";
const MICROSECONDS_PATTERN = /\d{1,16}/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UUID_PATTERN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export interface NewModel {
  id: string;
  userId: string;
  sourceType: SourceType;
  sourceId: string;
  provider: string;
  taskId: string | null;
  inputImages: InputImages;
  options: object;
  warnings: readonly string[];
  createdAt?: Date;
}

/** Writes a new version, `PENDING`. A second one in progress of the same source violates `product_3d_models_one_in_progress`. */
export async function insertModel(trx: Knex.Transaction, model: NewModel): Promise<ModelRow> {
  const row = await one(
    trx,
    `insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, input_images, options, warnings, created_at, updated_at)
     values (:id, :userId, :sourceType, :sourceId, :provider, :taskId, :inputImages, :options, :warnings, coalesce(:createdAt, now()), coalesce(:createdAt, now()))
     returning *`,
    {
      id: model.id,
      userId: model.userId,
      sourceType: model.sourceType,
      sourceId: model.sourceId,
      provider: model.provider,
      taskId: model.taskId,
      inputImages: JSON.stringify(model.inputImages),
      options: JSON.stringify(model.options),
      warnings: JSON.stringify(model.warnings),
      createdAt: model.createdAt ?? null,
    },
  );
  if (!row) throw new Error("The new model was not written.");
  return row;
}

export function findModel(trx: Knex.Transaction, modelId: string): Promise<ModelRow | null> {
  return one(trx, "select * from product_3d_models where id = :modelId", { modelId });
}

/** Gives a model that is not final to another provider; `taskId` where that one names tasks beforehand. */
export async function changeProvider(trx: Knex.Transaction, modelId: string, provider: string, taskId: string | null): Promise<void> {
  await one(trx, `update product_3d_models set provider = :provider, task_id = :taskId where id = :modelId and ${NOT_FINAL} returning *`, { modelId, provider, taskId });
}

/** The row, locked until the transaction ends. */
export function lockModel(trx: Knex.Transaction, modelId: string): Promise<ModelRow | null> {
  return one(trx, "select * from product_3d_models where id = :modelId for update", { modelId });
}

/** The row of a provider's task, locked until the transaction ends. */
export function lockModelByTask(trx: Knex.Transaction, provider: string, taskId: string): Promise<ModelRow | null> {
  return one(trx, "select * from product_3d_models where provider = :provider and task_id = :taskId for update", { provider, taskId });
}

/** Writes down the provider's task of a model that has none yet and is not final; null when it has one or is final. */
export function storeTaskId(trx: Knex.Transaction, modelId: string, taskId: string): Promise<ModelRow | null> {
  return one(trx, `update product_3d_models set task_id = :taskId where id = :modelId and task_id is null and ${NOT_FINAL} returning *`, { modelId, taskId });
}

/** Counts one more try to submit, and makes the model fresh for the sweeper. */
export function countAttempt(trx: Knex.Transaction, modelId: string): Promise<ModelRow | null> {
  return one(trx, `update product_3d_models set attempts = attempts + 1 where id = :modelId and ${NOT_FINAL} returning *`, { modelId });
}

/** Moves a model that is not final on; null when nothing moved (final, or news that is not newer). */
export function advanceModel(trx: Knex.Transaction, modelId: string, { status, progress }: { status: ModelState; progress: number }): Promise<ModelRow | null> {
  return one(
    trx,
    `update product_3d_models set
       status = case when status = 'PENDING' then :status else status end,
       progress = greatest(progress, :progress::integer)
     where id = :modelId and ${NOT_FINAL}
       and ((status = 'PENDING' and :status <> 'PENDING') or progress < :progress::integer)
     returning *`,
    { modelId, status, progress },
  );
}

/** Writes down what there is to look at of a model that is not final; null when it is. */
export function storePreviewFile(trx: Knex.Transaction, modelId: string): Promise<ModelRow | null> {
  return one(trx, `update product_3d_models set model_urls = :modelUrls where id = :modelId and ${NOT_FINAL} returning *`, { modelId, modelUrls: JSON.stringify({ [PREVIEW_KIND]: PREVIEW_FILE }) });
}

export interface Finish {
  status: FinalState;
  progress?: number;
  modelUrls?: Record<string, string>;
  thumbnailUrl?: string | null;
  textureUrls?: readonly TextureUrls[];
  taskError?: string | null;
  /** Added to those that the model has. */
  warnings?: readonly string[];
  finishedAt: Date;
}

/** Makes a model final, once; null when it was final already. Progress becomes 100 on success and stays otherwise, unless it is given. */
export function finishModel(trx: Knex.Transaction, modelId: string, finish: Finish): Promise<ModelRow | null> {
  return one(
    trx,
    `update product_3d_models set
       status = :status,
       progress = greatest(progress, :progress::integer),
       model_urls = coalesce(:modelUrls::jsonb, model_urls),
       thumbnail_url = coalesce(:thumbnailUrl, thumbnail_url),
       texture_urls = coalesce(:textureUrls::jsonb, texture_urls),
       task_error = :taskError,
       warnings = warnings || :warnings::jsonb,
       finished_at = :finishedAt
     where id = :modelId and ${NOT_FINAL} returning *`,
    {
      modelId,
      status: finish.status,
      progress: finish.progress ?? (finish.status === "SUCCEEDED" ? 100 : 0),
      ...fileValues(finish),
      taskError: finish.taskError ?? null,
      warnings: JSON.stringify(finish.warnings ?? []),
      finishedAt: finish.finishedAt,
    },
  );
}

/** Writes where the files of a model are now (after they were copied into the storage), whatever its state. */
export function storeModelFiles(
  trx: Knex.Transaction,
  modelId: string,
  files: Pick<Finish, "modelUrls" | "thumbnailUrl" | "textureUrls">,
): Promise<ModelRow | null> {
  return one(
    trx,
    `update product_3d_models set
       model_urls = coalesce(:modelUrls::jsonb, model_urls),
       thumbnail_url = coalesce(:thumbnailUrl, thumbnail_url),
       texture_urls = coalesce(:textureUrls::jsonb, texture_urls)
     where id = :modelId returning *`,
    { modelId, ...fileValues(files) },
  );
}

function fileValues({ modelUrls, thumbnailUrl, textureUrls }: Pick<Finish, "modelUrls" | "thumbnailUrl" | "textureUrls">) {
  return {
    modelUrls: modelUrls ? JSON.stringify(modelUrls) : null,
    thumbnailUrl: thumbnailUrl ?? null,
    textureUrls: textureUrls ? JSON.stringify(textureUrls) : null,
  };
}

type Source = Pick<ModelRow, "userId" | "sourceType" | "sourceId">;

/**
 * Makes a version the active one. Whoever calls it holds the source's counter row (`lockSource`), taken before the model's row:
 * so two activations of one source take turns and neither finds the other's version active.
 */
export async function activateModel(trx: Knex.Transaction, row: Pick<ModelRow, "id"> & Source): Promise<ModelRow> {
  const source = { userId: row.userId, sourceType: row.sourceType, sourceId: row.sourceId };
  await trx.raw(
    `update product_3d_models set is_active = false
     where user_id = :userId and source_type = :sourceType and source_id = :sourceId and is_active and id <> :id`,
    { ...source, id: row.id },
  );
  const active = await one(trx, "update product_3d_models set is_active = true where id = :id returning *", { id: row.id });
  if (!active) throw new Error("The version to be made active is not there any more.");
  return active;
}

/** Which version of a source ought to be shown: the newest active one that succeeded, else the newest that succeeded. The caller holds the source's counter row. */
export function findFitVersion(trx: Knex.Transaction, { userId, sourceType, sourceId }: Source): Promise<ModelRow | null> {
  return one(
    trx,
    `select * from product_3d_models where user_id = :userId and source_type = :sourceType and source_id = :sourceId and status = 'SUCCEEDED'
     order by is_active desc, version desc limit 1`,
    { userId, sourceType, sourceId },
  );
}

/** Takes a source's active versions from view that did not succeed. */
export async function hideUnfit(trx: Knex.Transaction, { userId, sourceType, sourceId }: Source): Promise<void> {
  await trx.raw("update product_3d_models set is_active = false where user_id = ? and source_type = ? and source_id = ? and is_active and status <> 'SUCCEEDED'", [userId, sourceType, sourceId]);
}

/** @returns whether there was such a row. */
export async function removeModel(trx: Knex.Transaction, modelId: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from product_3d_models where id = ?", [modelId]);
  return rowCount > 0;
}

export function newestSucceeded(trx: Knex.Transaction, userId: string, sourceType: SourceType, sourceId: string, exceptId?: string): Promise<ModelRow | null> {
  return one(
    trx,
    `select * from product_3d_models
     where user_id = :userId and source_type = :sourceType and source_id = :sourceId and status = 'SUCCEEDED' and id is distinct from :exceptId::uuid
     order by version desc limit 1`,
    { userId, sourceType, sourceId, exceptId: exceptId ?? null },
  );
}

/** The ids of all versions of a source that succeeded. */
export async function findSucceeded(trx: Knex.Transaction, { userId, sourceType, sourceId }: Source): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>("select id from product_3d_models where user_id = ? and source_type = ? and source_id = ? and status = 'SUCCEEDED'", [userId, sourceType, sourceId]);
  return rows.map(({ id }) => id);
}

export async function countSucceeded(trx: Knex.Transaction, userId: string, sourceType: SourceType, sourceId: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>(
    "select count(*)::integer as count from product_3d_models where user_id = ? and source_type = ? and source_id = ? and status = 'SUCCEEDED'",
    [userId, sourceType, sourceId],
  );
  return rows[0].count;
}

/** Models that are not final, that no service has, and that nobody has heard of since, the longest silent first. */
export async function findUnfinished(trx: Knex.Transaction, { updatedBefore, limit }: { updatedBefore: Date; limit: number }): Promise<ModelRow[]> {
  const { rows } = await trx.raw<{ rows: StoredModel[] }>(
    `select * from product_3d_models model where ${NOT_FINAL} and updated_at < ?
       and not exists (select from provider_tasks task where task.model_id = model.id and task.outcome is null)
     order by updated_at, id limit ?`,
    [updatedBefore, limit],
  );
  return rows.map(toModelRow);
}

export async function findOwnModel(database: Database, userId: string, modelId: string): Promise<ModelRow | null> {
  const rows = await readModels(database, userId, "select * from product_3d_models where user_id = :userId and id = :modelId", { modelId });
  return rows[0] ?? null;
}

/** Those of many that are the user's, in one statement and in no order. */
export function findOwnModels(database: Database, userId: string, modelIds: readonly string[]): Promise<ModelRow[]> {
  const sql = "select model.* from unnest(:modelIds::uuid[]) as wanted (id) join product_3d_models model using (id) where model.user_id = :userId";
  return readModels(database, userId, sql, { modelIds: `{${[...new Set(modelIds)].join(",")}}` });
}

/** By the id of its task with the provider, or by its own, which stands for the task's as long as there is none. */
export async function findOwnModelByTask(database: Database, userId: string, taskId: string): Promise<ModelRow | null> {
  const rows = await readModels(database, userId, `select * from product_3d_models where user_id = :userId and (task_id = :taskId or id = :modelId::uuid) order by created_at desc, id desc limit 1`, { taskId, modelId: UUID.test(taskId) ? taskId : null });
  return rows[0] ?? null;
}

/** All versions of a source, newest first. */
export function listVersions(database: Database, userId: string, sourceType: SourceType, sourceId: string): Promise<ModelRow[]> {
  return readModels(
    database,
    userId,
    "select * from product_3d_models where user_id = :userId and source_type = :sourceType and source_id = :sourceId order by version desc",
    { sourceType, sourceId },
  );
}

/** A page of all models of a user, newest first. @throws InvalidCursorError */
export async function listPage(
  database: Database,
  userId: string,
  { cursor, limit, status }: { cursor?: string; limit: number; status?: ModelState },
): Promise<{ rows: ModelRow[]; nextCursor: string | null }> {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, [MICROSECONDS_PATTERN, UUID_PATTERN]);
  const query = database.knex.raw(
    `select *, (extract(epoch from created_at) * 1000000)::bigint::text as created_at_us from product_3d_models where user_id = :userId
     ${status ? "and status = :status" : ""} ${id === undefined ? "" : "and (created_at, id) < ('epoch'::timestamptz + :createdAt::bigint * interval '1 microsecond', :id::uuid)"}
     order by created_at desc, id desc limit :limit`,
    { userId, limit: limit + 1, ...(status && { status }), ...(id !== undefined && createdAt !== undefined && { createdAt, id }) },
  );
  const found = await database.readAsUser<StoredModel & { created_at_us: string }>(userId, query);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(toModelRow), nextCursor: found.length > limit && last ? encodeCursor([last.created_at_us, last.id]) : null };
}

async function readModels(database: Database, userId: string, sql: string, values: Record<string, Knex.RawBinding | null>): Promise<ModelRow[]> {
  const rows = await database.readAsUser<StoredModel>(userId, database.knex.raw(sql, { userId, ...values }));
  return rows.map(toModelRow);
}

async function one(trx: Knex.Transaction, sql: string, values: Record<string, Knex.RawBinding | null>): Promise<ModelRow | null> {
  const { rows } = await trx.raw<{ rows: StoredModel[] }>(sql, values as Knex.ValueDict);
  return rows[0] ? toModelRow(rows[0]) : null;
}
