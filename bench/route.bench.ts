import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestDatabase } from "@model-3d/test-utils/database";
import express from "express";
import pg from "pg";
import { inlineLiterals } from "../packages/server/src/db/inline-literals.ts";
import { hearReads } from "../packages/server/test/hear-reads.ts";
import { startTestHost } from "../packages/server/test/start-test-host.ts";
import { fillDatabase } from "./fill-database.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { sendSteadily, type SendFigures } from "./send-steadily.ts";

const MODELS = 20_000;
const CONNECTIONS = 16;
const POOL = 10;
const ROUND_MS = 1_500;
const ROUNDS = 7;
/** How often a message is sent to the database by itself in a round. */
const TURNS = 300;
const GOAL = 0.9;
const USER = "00000000-0000-4000-8000-00000000000a";
const PATH = "/api/product-3d-models?sourceType=product&sourceId=00000000-0000-4000-8000-00000000000c";

const test = await createTestDatabase({ kind: "postgres" });
await fillDatabase(test.database.knex, MODELS);
const connectionString = String(test.connection);
const host = await startTestHost({ database: connectionString, withoutWorkers: true });

const { reads, messages } = await hearReads(() => host.call("GET", PATH, { user: USER }));
const [heard, [message]] = [reads.find(({ sql }) => sql.includes("product_3d_models")), messages];
if (!heard || !message) throw new Error("The route's statement was not heard.");
/** The same with its values in it and without an identity, for the one it is compared with. */
const values = [...heard.values.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = ""]) => value);
const statement = inlineLiterals(heard.sql, values);
/** What is sent when it was sent before on the same connection. */
const later = message.replace(/prepare [\s\S]*\n;\n(?=execute )/, "");
const pool = new pg.Pool({ connectionString, max: POOL });
const app = express().get("/api/product-3d-models", async (_request, response) => {
  response.json({ success: true, rows: (await pool.query(statement)).rows });
});
const bare = createServer(app);
await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
const bareOrigin = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;

const get = (origin: string): Promise<SendFigures> => sendSteadily({ origin, method: "GET", path: PATH, headers: { "x-user": USER }, variants: 1, connections: CONNECTIONS, durationMs: ROUND_MS });
const { ours, other } = await measureInTurn(ROUNDS, () => get(host.url), () => get(bareOrigin));
bare.close();

/** Milliseconds that Postgres and the way to it take for one message, one at a time on one connection. */
async function timeOf(text: string, first = text): Promise<number> {
  const client = await pool.connect();
  const times: number[] = [];
  await client.query("deallocate all");
  await client.query(first);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const sent = performance.now();
    await client.query(text);
    times.push(performance.now() - sent);
  }
  client.release();
  return median(times);
}
const inDatabase = await measureInTurn(ROUNDS, () => timeOf(later, message), () => timeOf(statement));
await pool.end();
await host.stop();
await test.remove();
if ([...ours, ...other].some(({ failures, bytes }) => failures > 0 || bytes === 0)) throw new Error("Some requests were not answered.");
const rates = (figures: readonly SendFigures[]) => figures.map(({ requestsPerSecond }) => requestsPerSecond);
console.log(
  `a GET with sign-in, row level security, validation and request id: ${describeRatio(rates(ours), rates(other), { of: "bare Express and pg with the same SQL", goal: GOAL })}; ${median(rates(ours)).toFixed(0)}/s against ${median(rates(other)).toFixed(0)}/s, 99 % within ${median(ours.map(({ p99 }) => p99)).toFixed(0)} ms`,
);
console.log(`of that in the database, one at a time: ${median(inDatabase.ours).toFixed(2)} ms with identity, policies and a plan that is kept, ${median(inDatabase.other).toFixed(2)} ms the statement alone`);
