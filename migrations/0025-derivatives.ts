import { sqlMigration, type MakeMigration } from "./migration.ts";

/** What is made of each model after its success, beside its other files: what was found when it was measured, and its picture in several sizes, by names in the storage. */
export const derivatives: MakeMigration = () =>
  sqlMigration(
    "0025-derivatives",
    `
alter table public.product_3d_models
  add column report jsonb check (jsonb_typeof(report) = 'object'),
  add column thumbnails jsonb not null default '[]' check (jsonb_typeof(thumbnails) = 'array');`,
    `
alter table public.product_3d_models drop column report, drop column thumbnails;`,
  );
