import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * Times that grow with the table are found by a block range index, which costs an insert next to nothing. It gives no order, so that a list of
 * one user's models never goes through everybody's: where a user had a tenth of all rows, the planner took the other way.
 * An account is written with every hold; room on its page keeps the new row beside the old one, and out of the index.
 */
export const lighterWrites: MakeMigration = () =>
  sqlMigration(
    "0020-lighter-writes",
    `
drop index public.product_3d_models_created_idx;
create index product_3d_models_created_idx on public.product_3d_models using brin (created_at);
drop index public.credit_holds_created_idx;
create index credit_holds_created_idx on public.credit_holds using brin (created_at);
drop index public.credit_charges_created_idx;
create index credit_charges_created_idx on public.credit_charges using brin (created_at);
drop index public.credit_holds_expiring_idx;
alter table public.credit_accounts set (fillfactor = 50);`,
    `
alter table public.credit_accounts reset (fillfactor);
create index credit_holds_expiring_idx on public.credit_holds (expires_at) where status = 'pending' and expires_at is not null;
drop index public.credit_charges_created_idx;
create index credit_charges_created_idx on public.credit_charges (created_at);
drop index public.credit_holds_created_idx;
create index credit_holds_created_idx on public.credit_holds (created_at);
drop index public.product_3d_models_created_idx;
create index product_3d_models_created_idx on public.product_3d_models (created_at desc);`,
  );
