/** How functions of ours begin: with the caller's rights, and a search path that nobody can bend. */
export const HEADER = "language plpgsql security invoker set search_path = pg_catalog, public, pg_temp";

/** The grants that may be spent, and the order in which they are. */
export const IS_LIVE = "status = 'active' and (starts_at is null or starts_at <= p_at) and (expires_at is null or expires_at > p_at)";
export const SPENT_IN_ORDER = "order by coalesce(chosen_rank, rank), created_at, id for update";
