import { createTestDatabase } from "@model-3d/test-utils/database";
import { fillDatabase } from "./fill-database.ts";

const MODELS = 100_000;
const TABLES = ["product_3d_models", "model_input_images", "model_changes", "product_3d_model_versions", "stored_files", "provider_tasks", "credit_ledger", "credit_holds", "credit_charges", "user_credits", "credit_accounts", "webhook_inbox"];
/** The form of what a model of four photos keeps in its row. */
const PHOTOS = `jsonb_build_object(${["front", "back", "side", "top"].map((view) => `'${view}', 'source-image:' || gen_random_uuid()`).join(", ")})`;

const test = await createTestDatabase({ kind: "postgres" });
try {
  const { knex } = test.database;
  await fillDatabase(knex, MODELS);
  await knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    await trx.raw(`update product_3d_models set input_images = ${PHOTOS}`);
    await trx.raw("insert into model_input_images (model_id, view, file_key) select id, view, 'source-images/' || gen_random_uuid() from product_3d_models, unnest(array['front', 'back', 'side', 'top']) as view");
    await trx.raw("insert into model_changes (model_id, kind) select id, kind from product_3d_models, unnest(array['started', 'activated']) as kind");
  });
  let total = 0;
  for (const table of TABLES) {
    // As a table is that was filled and not changed since: without the old versions of rows.
    await knex.raw(`vacuum full ${table}`);
    const { rows } = await knex.raw<{ rows: [{ rows: number; bytes: number; indexes: number }] }>(`select (select count(*) from ${table})::float8 as rows, pg_total_relation_size('${table}')::float8 as bytes, pg_indexes_size('${table}')::float8 as indexes`);
    const { rows: count, bytes, indexes } = rows[0];
    total += bytes;
    console.log(`${table}: ${Math.round(bytes / count)} bytes a row, ${Math.round(indexes / count)} of them indices; ${(count / MODELS).toFixed(2)} rows a model`);
  }
  console.log(`all together: ${Math.round(total / MODELS)} bytes a model, of ${MODELS} models`);
} finally {
  await test.remove();
}
