import { sqlMigration, type MakeMigration } from "./migration.ts";

/** The order in which a storage lists its files, whatever the database's collation is: the two are compared side by side, page by page. */
export const fileKeyOrder: MakeMigration = () =>
  sqlMigration(
    "0014-file-key-order",
    `create index stored_files_key_order_idx on public.stored_files (key collate "C");`,
    `drop index public.stored_files_key_order_idx;`,
  );
