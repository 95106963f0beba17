import { sqlMigration, type MakeMigration } from "./migration.ts";

/**
 * What its user may read of a row that also says what is the host's: what the provider costs, where the host would turn to next, references and
 * keys of its billing, reasons that name what lies inside. Tables that are not here have nothing of the kind, and are granted whole.
 */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  provider_tasks: ["model_id", "user_id", "provider", "state", "task_id", "queue_place", "outcome", "submitted_at", "ended_at", "created_at", "updated_at"],
  provider_files: ["model_id", "name", "user_id", "provider", "kind", "content_type", "texture_set", "texture_map", "url", "url_sha256", "expires_at", "state", "created_at", "updated_at"],
  external_holds: ["model_id", "number", "user_id", "amount", "state", "reason", "charged", "short", "created_at", "settled_at"],
  credit_operations: ["user_id", "kind", "amount", "created_at"],
};

const tables = Object.entries(READABLE);

/** A table that was granted whole is granted by its columns, to the user role; pages of a platform follow it with the same run. */
export const columnGrants: MakeMigration = () =>
  sqlMigration(
    "0023-column-grants",
    tables.map(([table, columns]) => `revoke select on public.${table} from model_3d_user;\ngrant select (${columns.join(", ")}) on public.${table} to model_3d_user;`).join("\n"),
    tables.map(([table]) => `revoke select on public.${table} from model_3d_user;\ngrant select on public.${table} to model_3d_user;`).join("\n"),
  );
