import { sqlMigration, type MakeMigration } from "./migration.ts";

/** How a model looks from where its photos were taken, compared with them, with its pictures by names in the storage. */
export const photoMatch: MakeMigration = () =>
  sqlMigration(
    "0028-photo-match",
    `
alter table public.product_3d_models add column photo_match jsonb check (jsonb_typeof(photo_match) = 'object');`,
    `
alter table public.product_3d_models drop column photo_match;`,
    { isAdditive: true },
  );
