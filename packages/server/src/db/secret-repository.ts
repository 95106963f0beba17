import type { Database } from "./open-database.ts";

interface SecretRow {
  value: string;
}

/** The secret of this name, the same for every process on this database; made the first time it is asked for. */
export async function ensureSecret(database: Database, name: string, make: () => string): Promise<string> {
  return database.asService(async (trx) => {
    await trx("model_3d_secrets").insert({ name, value: make() }).onConflict("name").ignore();
    const row = await trx<SecretRow>("model_3d_secrets").where("name", name).first("value");
    if (!row) throw new Error(`The secret "${name}" could not be stored.`);
    return row.value;
  });
}
