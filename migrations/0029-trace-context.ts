import { sqlMigration, type MakeMigration } from "./migration.ts";

/** The trace in which a model was asked for, in W3C Trace Context's form, so that what its service tells later belongs to it. */
export const traceContext: MakeMigration = () =>
  sqlMigration(
    "0029-trace-context",
    `
alter table public.provider_tasks add column traceparent text check (length(traceparent) = 55);`,
    `
alter table public.provider_tasks drop column traceparent;`,
    { isAdditive: true },
  );
