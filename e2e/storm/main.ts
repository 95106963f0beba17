// `npm run storm -- --seeds 20 --first 1`: the whole storm, once for each seed; ends with 1 if any rule did not hold.
import { parseArgs } from "node:util";
import { runStorm } from "./run-storm.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1" }, first: { type: "string", default: "1" }, users: { type: "string", default: "20" }, generations: { type: "string", default: "10" } },
});
let failed = 0;
for (let seed = Number(values.first); seed < Number(values.first) + Number(values.seeds); seed += 1) {
  try {
    const { breaches, seen, kills, tasks, seconds } = await runStorm({ seed, users: Number(values.users), generationsPerUser: Number(values.generations), killEveryMs: [2_000, 5_000], log: console.log });
    const ends = Object.entries(Object.groupBy(seen, ({ end }) => end)).map(([end, some]) => `${some?.length} ${end.toLowerCase()}`);
    console.log(`seed ${seed}: ${breaches.length === 0 ? "every rule holds" : "BROKEN"}; ${ends.join(", ")}; ${kills} kills, ${tasks} tasks, ${Math.round(seconds)} s`);
    for (const breach of breaches) console.log(JSON.stringify(breach, null, 2));
    if (breaches.length > 0) failed += 1;
  } catch (error) {
    console.error(`seed ${seed}:`, error);
    failed += 1;
  }
}
console.log(`${Number(values.seeds) - failed} of ${values.seeds} seeds hold`);
process.exit(failed === 0 ? 0 : 1);
