import { createTestDatabase } from "@model-3d/test-utils/database";
import type { Model3DOptions } from "../src/index.ts";

/** Every kind of database that everything must work on. */
export const DATABASE_KINDS = ["pglite", "postgres"] as const;

export interface TestConnection {
  /** Left out for the embedded database, whose folder each host makes for itself. */
  database: Model3DOptions["database"];
  close(): Promise<void>;
}

export async function openTestConnection(kind: (typeof DATABASE_KINDS)[number]): Promise<TestConnection> {
  if (kind === "pglite") return { database: undefined, close: async () => {} };
  const { url, drop } = await createTestDatabase();
  return { database: url, close: drop };
}
