export interface MigrateOptions {
  /** Type of the host's user ids. Default as the tables have it; before there are any, `uuid`. It cannot change once the tables are there. */
  userIdType?: "uuid" | "text";
  /** The host's user table, `users` or `auth.users`, with its key in `id`: deleting a user then deletes the user's rows. Default as the tables have it; before there are any, none. */
  userTable?: string | null;
}

export const MIGRATE_DEFAULTS = { userIdType: "uuid", userTable: null } as const satisfies Required<MigrateOptions>;
