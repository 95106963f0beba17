import type { AdminLedgerPage, LedgerKind } from "@model-3d/contract";
import { decodeCursor } from "../db/cursor.ts";
import type { ServiceContext } from "../service-context.ts";
import { NUMBER_PART, pageOf, type PageQuery } from "./admin-pages.ts";
import { checkUserId } from "./check-user-id.ts";
import { searchLedgerRows } from "./ledger-search-repository.ts";
import { readForOperator } from "./read-for-operator.ts";

export interface LedgerSearch extends PageQuery {
  userId?: string | undefined;
  kind?: LedgerKind | undefined;
  reference?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

const timeOf = (text: string | undefined) => (text === undefined ? null : new Date(text));

/** Movements of all users' credits, the newest first. @throws InvalidCursorError */
export async function searchLedger(context: ServiceContext, { userId, kind, reference, since, until, cursor, limit }: LedgerSearch): Promise<AdminLedgerPage> {
  const [beforeId = null] = cursor === undefined ? [] : decodeCursor(cursor, [NUMBER_PART]);
  const filter = { userId: userId === undefined ? null : checkUserId(context, userId), kind: kind ?? null, reference: reference ?? null, since: timeOf(since), until: timeOf(until) };
  const found = await readForOperator(context, (trx) => searchLedgerRows(trx, filter, { beforeId, limit: limit + 1 }));
  const { rows, nextCursor } = pageOf(found, limit, ({ id }) => [id]);
  const entries = rows.map((row) => ({ ...row, reason: row.reason && context.secrets.text(row.reason), created_at: new Date(row.created_at).toISOString() }));
  return { success: true, ledger: context.options.credits.ledger?.name ?? null, entries, nextCursor };
}
