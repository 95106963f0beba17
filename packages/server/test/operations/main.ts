// `npm run operations -- --count 100000 --seed 1`: two servers, two operations at a time, whose statements take turns as the seed decides.
import { parseArgs } from "node:util";
import { runOperations } from "./run-operations.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } } });
const operations = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(operations) || operations < 2 || !Number.isSafeInteger(seed)) {
  console.error("--count is a whole number from 2, --seed a whole number.");
  process.exit(2);
}
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);
const outcomes = await runOperations({ operations, seed, onRound: (done) => console.log(`${done} of ${operations} operations, ${seconds()} s`) });
console.log(`seed ${seed}: ${operations} operations were answered and stored as by the reference, ${seconds()} s`);
console.table(outcomes);
