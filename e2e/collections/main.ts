// `npm run collections -- --users 1000 --items 100 --places 50`: ends with 1 if a rule did not hold.
import { parseArgs } from "node:util";
import { runCollections } from "./run-collections.ts";
import { middleOf } from "./watch-memory.ts";

const { values } = parseArgs({ options: { users: { type: "string", default: "1000" }, items: { type: "string", default: "100" }, places: { type: "string", default: "50" } } });
const [users, items, places] = [Number(values.users), Number(values.items), Number(values.places)];
const { breaches, turns, mostOpen, refusals, routes, memory, seconds } = await runCollections({ users, items, places, log: console.log });
console.log(`${turns.starts} starts in ${seconds} s (${(turns.starts / seconds).toFixed(1)} a second)`);
console.log(`most starts of one other between two of a user who waits: ${turns.most}; fewest starts of a user when half had begun: ${turns.fewestAtHalf} of ${items}`);
console.log(`most tasks open at the service: ${mostOpen} of ${places}; refused ${refusals} times`);
console.table(routes);
console.table(Object.fromEntries(Object.entries(memory).map(([name, seen]) => [name, { "2nd quarter, MB": middleOf(seen, 2), "4th quarter, MB": middleOf(seen, 4), "most, MB": Math.max(...seen) }])));
console.log(breaches.length === 0 ? "every rule holds" : JSON.stringify(breaches, null, 2));
process.exit(breaches.length === 0 && refusals === 0 && mostOpen <= places ? 0 : 1);
