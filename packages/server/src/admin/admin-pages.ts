import { z } from "zod";
import { encodeCursor } from "../db/cursor.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

/** What every list of an operator's takes. */
export const PAGE_QUERY = {
  cursor: z.string().min(1).max(400).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
};

export interface PageQuery {
  cursor?: string | undefined;
  limit: number;
}

/** One row more than is shown tells whether there is a next page; `keyOf` says what its cursor names of the last one shown. */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly string[]): { rows: Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

/** A time of a cursor, in microseconds since 1970, as Postgres keeps it. */
export const MICROSECONDS = /\d{1,16}/;
export const UUID_PART = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
export const NUMBER_PART = /\d{1,18}/;
