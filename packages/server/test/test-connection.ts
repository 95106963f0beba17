import { cloneTestDatabase, DATABASE_KINDS, type DatabaseKind } from "@model-3d/test-utils/database";
import type { Model3DOptions } from "../src/index.ts";

export { DATABASE_KINDS };

export interface TestConnection {
  database: NonNullable<Model3DOptions["database"]>;
  close(): Promise<void>;
}

/** A migrated database of its own, of either kind, that nobody has open yet. */
export async function openTestConnection(kind: DatabaseKind): Promise<TestConnection> {
  const { connection, remove } = await cloneTestDatabase({ kind });
  return { database: connection, close: remove };
}
