import type { AdminLedgerEntry, LedgerKind } from "@model-3d/contract";
import type { Knex } from "knex";

export type LedgerRow = Omit<AdminLedgerEntry, "created_at"> & { created_at: Date };

export interface LedgerFilter {
  userId: string | null;
  kind: LedgerKind | null;
  /** The id of a model or of a grant. */
  reference: string | null;
  since: Date | null;
  until: Date | null;
}

/** Whose model or grant it is: his movements have an index, those of a model have none. */
const OWNER = `user_id = (select user_id from credit_holds where model_id = :reference union all select user_id from credit_charges where model_id = :reference union all select user_id from user_credits where id = :reference limit 1)`;

/** Movements of all users, the newest first. */
export async function searchLedgerRows(trx: Knex.Transaction, { userId, kind, reference, since, until }: LedgerFilter, { beforeId, limit }: { beforeId: string | null; limit: number }): Promise<LedgerRow[]> {
  const conditions = [
    ...(userId === null ? [] : ["user_id = :userId"]),
    // In its own words, so that the index of the rare kinds fits.
    ...(kind === null ? [] : [`kind = '${kind}'`, ...(COMMON.has(kind) ? [] : [RARE])]),
    ...(reference === null ? [] : [OWNER, "(model_id = :reference or grant_id = :reference)"]),
    ...(since === null ? [] : ["created_at >= :since"]),
    ...(until === null ? [] : ["created_at < :until"]),
    ...(beforeId === null ? [] : ["id < :beforeId"]),
  ];
  const { rows } = await trx.raw<{ rows: LedgerRow[] }>(
    `select id::text as id, user_id, kind, amount, held_change, grant_id, model_id, reason, actor, created_at from credit_ledger
     ${conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`} order by credit_ledger.id desc limit :limit`,
    { limit, ...(userId !== null && { userId }), ...(reference !== null && { reference }), ...(since !== null && { since }), ...(until !== null && { until }), ...(beforeId !== null && { beforeId }) } as Knex.ValueDict,
  );
  return rows;
}

const COMMON: ReadonlySet<LedgerKind> = new Set(["hold", "release", "charge"]);
const RARE = "kind not in ('hold', 'release', 'charge')";
