import { createTestDatabase } from "@model-3d/test-utils/database";
import { listPage } from "../packages/server/src/models/model-repository.ts";
import { encodeCursor } from "../packages/server/src/db/cursor.ts";
import { explainRead, hearReads } from "../packages/server/test/hear-reads.ts";
import { fillModels } from "./fill-models.ts";
import { measureInTurn, median } from "./in-turn.ts";

const ROWS = Number(process.argv[2] ?? 10_000_000);
const PAGE = 50;
const PAGES_A_ROUND = 200;
const ROUNDS = 9;
const GOAL_RATIO = 1.3;
const GOAL_BUFFERS = 60;
const USER = "00000000-0000-4000-8000-00000000000a";
/** Of the user, a tenth of all. */
const OWN = ROWS / 10;

interface PlanNode {
  "Node Type": string;
  "Index Name"?: string;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[];
}

const test = await createTestDatabase({ kind: "postgres" });
const { database } = test;
const begin = performance.now();
await fillModels(database.knex, { rows: ROWS, userId: USER });
console.log(`${ROWS} models, ${OWN} of them of one user, filled in within ${((performance.now() - begin) / 1000).toFixed(0)} s`);

/** Where a page begins that has so many of the user's models before it, newest first. */
async function cursorAfter(models: number): Promise<string> {
  const { rows } = await database.knex.raw<{ rows: [{ us: string; id: string }] }>(
    "select (extract(epoch from created_at) * 1000000)::bigint::text as us, id from product_3d_models where user_id = ? order by created_at desc, id desc offset ? limit 1",
    [USER, models - 1],
  );
  return encodeCursor([rows[0].us, rows[0].id]);
}

/** The very statement that the list sends, explained as the user, under row level security, by the plan for any values. */
async function explain(cursor: string | undefined): Promise<{ nodes: string[]; buffers: number }> {
  const { reads } = await hearReads(() => listPage(database, USER, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }));
  const heard = reads.find(({ sql }) => sql.includes("product_3d_models"));
  if (!heard) throw new Error("The list's statement was not heard.");
  const plan = await database.asUser(USER, (trx) => explainRead<PlanNode>(trx, heard, { isGeneric: true, options: "analyze, buffers, format json" }));
  const nodesOf = (node: PlanNode): string[] => [[node["Node Type"], node["Index Name"]].filter(Boolean).join(" by "), ...(node.Plans ?? []).flatMap(nodesOf)];
  return { nodes: nodesOf(plan), buffers: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
}

const read = async (cursor: string | undefined) => {
  const { rows } = await listPage(database, USER, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
  if (rows.length !== PAGE) throw new Error(`A page of ${rows.length}.`);
};
/** Milliseconds for a page. */
async function timeOf(cursor: string | undefined): Promise<number> {
  const from = performance.now();
  for (let page = 0; page < PAGES_A_ROUND; page += 1) await read(cursor);
  return (performance.now() - from) / PAGES_A_ROUND;
}

const last = await cursorAfter(OWN - PAGE);
// Before anything else reads: a connection is told a statement once.
const plans = [await explain(undefined), await explain(last)];
const { ours, other } = await measureInTurn(ROUNDS, () => timeOf(last), () => timeOf(undefined));
await test.remove();
const isMet = plans.every(({ nodes, buffers }) => buffers <= GOAL_BUFFERS && !nodes.some((node) => /Sort|Seq Scan/.test(node)));
const ratios = ours.map((value, round) => value / (other[round] ?? Number.NaN));
console.log(
  `the last page of ${OWN} models among ${ROWS}: ${median(ratios).toFixed(2)} times the first (goal ${GOAL_RATIO} at most; ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ROUNDS} rounds); ${median(ours).toFixed(2)} against ${median(other).toFixed(2)} ms`,
);
console.log(`what a page reads: ${plans.map(({ nodes, buffers }) => `${buffers} buffers (${nodes.join(" < ")})`).join(", then ")}; goal ${GOAL_BUFFERS}, no sort, no scan: ${isMet ? "met" : "missed"}`);
