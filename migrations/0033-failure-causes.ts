import { sqlMigration, type MakeMigration } from "./migration.ts";

/** Who can do something about it that a model failed: its reason is for its user, and every process has to know whether the host has to act. */
export const failureCauses: MakeMigration = () =>
  sqlMigration(
    "0033-failure-causes",
    `
alter table public.provider_tasks add column cause text;`,
    `
alter table public.provider_tasks drop column cause;`,
    { isAdditive: true },
  );
