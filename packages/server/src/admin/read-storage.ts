import type { StorageUse, TroubledFile, TroubledFilePage } from "@model-3d/contract";
import { decodeCursor } from "../db/cursor.ts";
import type { ServiceContext } from "../service-context.ts";
import { MICROSECONDS, pageOf, UUID_PART, type PageQuery } from "./admin-pages.ts";
import { readForOperator } from "./read-for-operator.ts";
import { countFiles, estimateFiles, selectTroubledFiles } from "./use-repository.ts";

/** Beyond so many rows as many are counted as these, and the rest is thought to be like them. */
const COUNTED_WHOLE = 500_000;

/** What lies in the storage by the rows that name it. */
export function readStorageUse(context: ServiceContext): Promise<StorageUse> {
  return readForOperator(context, async (trx) => {
    const rows = await estimateFiles(trx);
    const percent = rows <= COUNTED_WHOLE ? 100 : (COUNTED_WHOLE / rows) * 100;
    return { success: true, isEstimate: percent < 100, kinds: await countFiles(trx, percent) };
  });
}

/** Files of models that are not in the storage. @throws InvalidCursorError */
export async function listTroubledFiles(context: ServiceContext, { state, cursor, limit }: PageQuery & { state: TroubledFile["state"] }): Promise<TroubledFilePage> {
  const [us = "", modelId = "", name = ""] = cursor === undefined ? [] : decodeCursor(cursor, [MICROSECONDS, UUID_PART, /[^\0]{1,200}/]);
  const found = await readForOperator(context, (trx) => selectTroubledFiles(trx, state, { after: cursor === undefined ? null : { us, modelId, name }, limit: limit + 1 }));
  const { rows, nextCursor } = pageOf(found, limit, (row) => [row.key_us, row.model_id, row.name]);
  const show = ({ key_us: _, last_error: error, expires_at, updated_at, ...file }: (typeof rows)[number]): TroubledFile => ({
    ...file,
    last_error: error && context.secrets.text(error),
    expires_at: expires_at === null ? null : new Date(expires_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  });
  return { success: true, files: rows.map(show), nextCursor };
}
