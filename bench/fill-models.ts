import type { Knex } from "knex";

const ROWS_A_STATEMENT = 500_000;

/** Each user has a run of versions of one source after another; a tenth of all rows are of the one user, spread over the whole time. */
const INSERT = `insert into product_3d_models (id, user_id, source_type, source_id, provider, task_id, status, progress, model_urls, input_images, version, created_at, finished_at)
  select gen_random_uuid(), case n % 10 when 0 then :userId::uuid else (lpad(to_hex(n % 9973), 8, '0') || '-0000-4000-8000-00000000000b')::uuid end, 'product', (lpad(to_hex(n), 8, '0') || '-0000-4000-8000-00000000000c')::uuid,
    'stub', 'task ' || n, 'SUCCEEDED', 100, '{"glb":"model.glb"}', '{}', 1, now() - n * interval '1 second', now() from generate_series(:first::bigint, :last::bigint) as n`;

/** Fills in so many models, as the owner: without the triggers and the indexes, which are made anew afterwards. */
export async function fillModels(knex: Knex, { rows, userId }: { rows: number; userId: string }): Promise<void> {
  const indexes = await knex.raw<{ rows: { name: string; definition: string }[] }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = 'product_3d_models'::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
  );
  for (const { name } of indexes.rows) await knex.raw(`drop index ${name}`);
  for (let first = 0; first < rows; first += ROWS_A_STATEMENT) {
    await knex.transaction(async (trx) => {
      await trx.raw("set local session_replication_role = replica; set local synchronous_commit = off");
      await trx.raw(INSERT, { userId, first, last: Math.min(first + ROWS_A_STATEMENT, rows) - 1 });
    });
  }
  await knex.raw("set maintenance_work_mem = '512MB'");
  for (const { definition } of indexes.rows) await knex.raw(definition);
  await knex.raw("vacuum (analyze) product_3d_models");
}
