import { HOST_EVENT_TYPES } from "@model-3d/contract";
import { DELIVERY_STATES, listHostEvents, type HostEventRecord } from "../host-events/host-event-service.ts";
import type { Command } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readCount } from "./read-count.ts";
import { readWord } from "./read-word.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function sayEvent({ id, timestamp, type, userId, deliveries }: HostEventRecord): string {
  const lines = deliveries.map(({ endpoint, state, attempts, lastStatus, lastError, nextTryAt }) => {
    const when = nextTryAt ? `next at ${nextTryAt.toISOString()}` : "";
    return ["  ", endpoint, state, `${attempts} ${attempts === 1 ? "try" : "tries"}`, lastError ?? lastStatus ?? "", when].filter((part) => part !== "").join("  ");
  });
  return [[id, timestamp, type, userId ?? "nobody's"].join("  "), ...lines].join("\n");
}

/** Shows what the host was told, and what became of it at each of its endpoints; the newest first. */
export const listEventsCommand: Command<{ events: HostEventRecord[] }> = {
  name: "events list",
  summary: "show what the host's endpoints were told, the newest first",
  example: "events list --state given_up --type credits.low",
  changes: "nothing",
  positionals: [],
  flags: {
    state: { value: DELIVERY_STATES.join("|"), help: "only those that are in this state at some endpoint" },
    type: { value: "name", help: `only those of this type: ${HOST_EVENT_TYPES.join(", ")}` },
    before: { value: "id", help: "only those before this one: the next page" },
    limit: { value: "n", help: `how many at most (default ${DEFAULT_LIMIT})` },
  },
  answer: {
    events: "each: `id`, `timestamp`, `type`, `userId`, `data`, `deliveries` (of each endpoint: `state`, `attempts`, `lastStatus`, `lastError`, `nextTryAt`)",
  },
  async run(call) {
    const [state, type, before] = [readWord(call, "state", DELIVERY_STATES), readWord(call, "type", HOST_EVENT_TYPES), call.flag("before")];
    if (before !== undefined && !(typeof before === "string" && UUID.test(before))) throw new CommandMistake(`--before must be the id of an event, not ${before}.`);
    const query = { limit: readCount(call, "limit", { otherwise: DEFAULT_LIMIT, max: MAX_LIMIT }), ...(state && { state }), ...(type && { type }), ...(typeof before === "string" && { before }) };
    const { database, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    return { events: await listHostEvents({ database }, query) };
  },
  *say({ events }) {
    yield* events.map(sayEvent);
    if (events.length === 0) yield "There are none.";
  },
};
