// `npm run test:rolling -- --before 0031 --models 12`: ends with 1 if a rule did not hold.
import { parseArgs } from "node:util";
import { runRolling } from "./run-rolling.ts";

const { values } = parseArgs({ options: { before: { type: "string" }, models: { type: "string", default: "12" } } });
const { breaches, wrong, retries, made } = await runRolling({ before: values.before, perStep: Number(values.models), log: console.log });
console.log(`${made.join(", ")} models were made by the old version, by both and by the new one; ${retries} requests were asked to come again`);
const faults = [...breaches.map((breach) => JSON.stringify(breach)), ...wrong];
console.log(faults.length === 0 ? "every rule holds" : faults.join("\n"));
process.exit(faults.length === 0 ? 0 : 1);
