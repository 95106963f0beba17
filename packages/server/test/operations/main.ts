// `npm run operations -- --count 100000 --seed 1`: two servers, two operations at a time, whose statements take turns as the seed decides.
// In lanes, each on a database of its own, since a lane mostly waits for its database. `--lanes 1` with the seed that a fault names does the same
// operations again; how many turns they take is a little up to the machine, so that some faults need a second try.
import { parseArgs } from "node:util";
import { runOperations, type Outcomes } from "./run-operations.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "100000" }, seed: { type: "string", default: "1" }, lanes: { type: "string", default: "3" } } });
const [operations, seed, lanes] = [Number(values.count), Number(values.seed), Number(values.lanes)] as const;
if (!Number.isSafeInteger(operations / 2) || operations < 2 || !Number.isSafeInteger(seed) || !Number.isSafeInteger(lanes) || lanes < 1) {
  console.error("--count is an even number from 2, --seed a whole number, --lanes a whole number from 1.");
  process.exit(2);
}
/** Between the seeds of two lanes: so far apart that the lanes of the next seed are others. */
const LANE_STEP = 1_000_000;
const TOLD_EVERY = 2_000;

const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);
let done = 0;
const onOperations = (count: number) => {
  if (Math.floor((done + count) / TOLD_EVERY) > Math.floor(done / TOLD_EVERY)) console.log(`${done + count} of ${operations} operations, ${seconds()} s`);
  done += count;
};
/** In pairs. */
const shares = Array.from({ length: lanes }, (_, lane) => 2 * (Math.floor(((operations / 2) * (lane + 1)) / lanes) - Math.floor(((operations / 2) * lane) / lanes)));
const found = await Promise.all(shares.map((share, lane) => runOperations({ operations: share, seed: seed + lane * LANE_STEP, onOperations })));
const outcomes: Outcomes = {};
for (const [name, count] of found.flatMap((one) => Object.entries(one))) outcomes[name] = (outcomes[name] ?? 0) + count;
console.log(`seed ${seed}: ${done} operations were answered and stored as by the reference, ${seconds()} s`);
console.table(Object.fromEntries(Object.entries(outcomes).sort(([one], [other]) => (one < other ? -1 : 1))));
