// `npm run collections -- --users 1000 --items 100 --places 50 --late 100`: ends with 1 if a rule did not hold.
import { parseArgs } from "node:util";
import { runCollections } from "./run-collections.ts";
import type { RunPart } from "./run-part.ts";
import { middleOf } from "./watch-memory.ts";

/** By the rule of the line, of users who count for the same. */
const MOST_BETWEEN = 2;

const { values } = parseArgs({
  options: { users: { type: "string", default: "1000" }, items: { type: "string", default: "100" }, places: { type: "string", default: "50" }, late: { type: "string" }, minutes: { type: "string" }, pace: { type: "string" }, folder: { type: "string" } },
});
const [users, items, places] = [Number(values.users), Number(values.items), Number(values.places)];
const late = Number(values.late ?? Math.floor(users / 10));
const seconds = values.minutes === undefined ? Infinity : Number(values.minutes) * 60;
const pace = values.pace === undefined ? Infinity : Number(values.pace);
const requestsPerSecond = 100;
const { parts, end } = await runCollections({ users, items, places, late, seconds, pace, requestsPerSecond, ...(values.folder !== undefined && { folder: values.folder }), log: console.log });
for (const [place, part] of parts.entries()) sayPart(part, { place, before: parts[place - 1]?.made ?? 0 });
if (!end) {
  console.log(`${parts.at(-1)?.made} of ${users * items} made; the same again goes on`);
  process.exit(0);
}
const { turns, breaches } = end;
console.log(`${turns.starts} starts in ${parts.reduce((sum, part) => sum + part.seconds, 0)} s`);
console.log(`most starts of one other while a user waited for theirs, from their request on: ${turns.most}; fewest starts of a user who came in time when half had begun: ${turns.fewestAtHalf} of ${items}`);
console.log(breaches.length === 0 ? "every rule holds" : JSON.stringify(breaches, null, 2));
const limitsHeld = parts.every(({ service }) => service.refusals === 0 && service.mostOpen <= places && service.mostInASecond <= requestsPerSecond);
process.exit(breaches.length === 0 && limitsHeld && turns.most <= MOST_BETWEEN ? 0 : 1);

function sayPart({ made, seconds: took, service, routes, memory, heap, processor }: RunPart, { place, before }: { place: number; before: number }): void {
  console.log(`part ${place + 1}: ${made - before} models in ${took} s (${((made - before) / took).toFixed(1)} a second), ${made} in all`);
  console.log(`most tasks open at the service: ${service.mostOpen} of ${places}; most requests in a second: ${service.mostInASecond} of ${requestsPerSecond}; refused ${service.refusals} times`);
  console.table(routes);
  console.table(Object.fromEntries(Object.entries(memory).map(([name, seen]) => [name, { "2nd quarter, MB": middleOf(seen, 2), "4th quarter, MB": middleOf(seen, 4), "most, MB": Math.max(...seen), ...objectsOf(heap[name] ?? []) }])));
  console.table(Object.fromEntries(Object.entries(processor).map(([name, ms]) => [name, { "processor for each model, ms": Math.round((ms / Math.max(1, made - before)) * 10) / 10 }])));
}

function objectsOf(seen: readonly number[]): Record<string, number> {
  return seen.length === 0 ? {} : { "objects, 2nd quarter": middleOf(seen, 2), "objects, 4th quarter": middleOf(seen, 4) };
}
