import { sqlMigration, type MakeMigration } from "./migration.ts";

/** A model all around, in one picture of many: its name in the storage, and where each of them is in it. */
export const turntable: MakeMigration = () =>
  sqlMigration(
    "0026-turntable",
    `
alter table public.product_3d_models add column turntable jsonb check (jsonb_typeof(turntable) = 'object');`,
    `
alter table public.product_3d_models drop column turntable;`,
    { isAdditive: true },
  );
