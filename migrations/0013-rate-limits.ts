import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * How much each user and each address has taken of its limit lately. A bucket's name is a digest, its row lives for as long as its window:
 * nothing that a crash must not lose, so it is not logged, and half of each page is left free for the next value of the same row.
 */
export const rateLimits: MakeMigration = () =>
  sqlMigration(
    "0013-rate-limits",
    `
create unlogged table public.rate_limits (
  name text primary key,
  spent_until timestamptz not null,
  window_ms integer not null check (window_ms > 0)
) with (fillfactor = 50);
${protectTable("rate_limits", { own: null })}`,
    `
drop table public.rate_limits;`,
  );
