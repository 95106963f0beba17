// `npm run collections -- --users 1000 --items 100 --places 50 --late 100`: ends with 1 if a rule did not hold.
import { parseArgs } from "node:util";
import { runCollections } from "./run-collections.ts";
import { middleOf } from "./watch-memory.ts";

/** By the rule of the line, of users who count for the same. */
const MOST_BETWEEN = 2;

const { values } = parseArgs({ options: { users: { type: "string", default: "1000" }, items: { type: "string", default: "100" }, places: { type: "string", default: "50" }, late: { type: "string" }, minutes: { type: "string" } } });
const [users, items, places] = [Number(values.users), Number(values.items), Number(values.places)];
const late = Number(values.late ?? Math.floor(users / 10));
const seconds = values.minutes === undefined ? Infinity : Number(values.minutes) * 60;
const requestsPerSecond = 100;
const { breaches, turns, service, routes, memory, heap, processor, ...run } = await runCollections({ users, items, places, late, seconds, requestsPerSecond, log: console.log });
const heapOf = (name: string) => {
  const seen = heap[name] ?? [];
  return seen.length === 0 ? {} : { "objects, 2nd quarter": middleOf(seen, 2), "objects, 4th quarter": middleOf(seen, 4) };
};
console.log(`${turns.starts} starts in ${run.seconds} s (${(turns.starts / run.seconds).toFixed(1)} a second)`);
console.log(`most starts of one other while a user waited for theirs, from their request on: ${turns.most}; fewest starts of a user who came in time when half had begun: ${turns.fewestAtHalf} of ${items}`);
console.log(`most tasks open at the service: ${service.mostOpen} of ${places}; most requests in a second: ${service.mostInASecond} of ${requestsPerSecond}; refused ${service.refusals} times`);
console.table(routes);
console.table(Object.fromEntries(Object.entries(memory).map(([name, seen]) => [name, { "2nd quarter, MB": middleOf(seen, 2), "4th quarter, MB": middleOf(seen, 4), "most, MB": Math.max(...seen), ...heapOf(name) }])));
console.table(Object.fromEntries(Object.entries(processor).map(([name, ms]) => [name, { "processor for each model, ms": Math.round((ms / turns.starts) * 10) / 10 }])));
console.log(breaches.length === 0 ? "every rule holds" : JSON.stringify(breaches, null, 2));
const holds = breaches.length === 0 && service.refusals === 0 && service.mostOpen <= places && service.mostInASecond <= requestsPerSecond && turns.most <= MOST_BETWEEN;
process.exit(holds ? 0 : 1);
