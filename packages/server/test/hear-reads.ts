import type { Knex } from "knex";
import pg from "pg";

/** A read of the program's, as it is prepared and with the values of one run. */
export interface HeardRead {
  sql: string;
  /** `('a', 'b')`, or nothing. */
  values: string;
}

const PREPARED = /prepare (m3d_\w+) as\n([\s\S]*?)\n;\n(?=execute )/g;
const RUN = /execute (m3d_\w+)(\([\s\S]*?\))?(?=\n;\nset local model_3d\.user_id|$)/g;
/** By the name under which it is prepared: it is told once on each connection. */
const told = new Map<string, string>();

/** What is read as a user while the work is done, heard on its way to the database. */
export async function hearReads<Result>(work: () => Promise<Result>): Promise<{ reads: HeardRead[]; messages: string[]; result: Result }> {
  const messages: string[] = [];
  const send = pg.Client.prototype.query;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...args: [string, ...unknown[]]) {
      if (typeof args[0] === "string" && args[0].includes("model_3d_user")) messages.push(args[0]);
      return Reflect.apply(send, this, args) as unknown;
    },
  });
  const result = await work().finally(() => Object.assign(pg.Client.prototype, { query: send }));
  for (const text of messages) for (const [, name = "", sql = ""] of text.matchAll(PREPARED)) told.set(name, sql);
  const reads = messages.flatMap((text) => [...text.matchAll(RUN)].map(([, name = "", values = ""]) => ({ sql: told.get(name) ?? "", values })));
  return { reads, messages, result };
}

/** Explains a read where it would be run. `generic`: the plan for any values, which a connection comes to when it has run it some times. */
export async function explainRead<Plan>(trx: Knex.Transaction, { sql, values }: HeardRead, { isGeneric = false, options = "format json" } = {}): Promise<Plan> {
  const raw = (text: string) => trx.raw<{ rows: [{ "QUERY PLAN": [{ Plan: Plan }] }] }>(text.replaceAll("?", "\\?"));
  await raw(`set local plan_cache_mode = ${isGeneric ? "force_generic_plan" : "force_custom_plan"}`);
  await raw(`prepare explained as ${sql}`);
  const { rows } = await raw(`explain (${options}) execute explained${values}`);
  await raw("deallocate explained");
  return rows[0]["QUERY PLAN"][0].Plan;
}
