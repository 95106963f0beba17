// `npm run restarts -- --seconds 120 --clients 50 --seed 1`: ends with 1 if any rule did not hold.
import { parseArgs } from "node:util";
import { runRestarts } from "./run-restarts.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "120" }, clients: { type: "string", default: "50" }, seed: { type: "string", default: "1" } } });
const [seconds, clients, seed] = [Number(values.seconds), Number(values.clients), Number(values.seed)];
if (![seconds, clients].every((number) => Number.isSafeInteger(number) && number > 0) || !Number.isSafeInteger(seed)) {
  console.error("--seconds and --clients are whole numbers from 1, --seed a whole number.");
  process.exit(2);
}
const { breaches, outages, starts, answers, slowestMs, slowestRecoveryMs } = await runRestarts({ seed, seconds, clients, log: console.log });
for (const breach of breaches) console.log(JSON.stringify(breach, null, 2));
console.table(answers);
const awayMs = outages.reduce((sum, { from, until }) => sum + until - from, 0);
console.log(`seed ${seed}: ${breaches.length === 0 ? "every rule holds" : "BROKEN"}; ${clients} clients, ${starts} models, ${outages.length} outages (${Math.round(awayMs / 1000)} s), slowest answer ${Math.round(slowestMs)} ms, last 503 begun ${Math.round(slowestRecoveryMs)} ms after the database was back`);
process.exit(breaches.length === 0 ? 0 : 1);
