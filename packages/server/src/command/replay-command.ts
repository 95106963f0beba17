import { replayFromHistory } from "../host-events/host-event-service.ts";
import { replayDelivery } from "../webhooks/webhook-service.ts";
import type { Command } from "./command.ts";
import { CommandFailure, CommandMistake } from "./command-failure.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface ReplayAnswer {
  id: string;
  kind: "delivery" | "event";
  endpoints: readonly string[];
}

/** `webhooks replay` or `events replay`, whichever has the id. */
export const replayCommand: Command<ReplayAnswer> = {
  name: "replay",
  summary: "replay a service's delivery or an event of the host's, whichever has this id",
  example: "replay 0198c4a2-7c1e-7d3a-9b1f-2f6f0c9a4e11",
  changes: "as webhooks replay, or as events replay: what has this id waits for a worker again",
  positionals: ["id"],
  flags: {},
  answer: {
    id: "what is replayed",
    kind: "`delivery` of a service, or `event` for the host's endpoints",
    endpoints: "of an event: where it is sent again",
  },
  async run(call) {
    const [id = ""] = call.positionals;
    if (!UUID.test(id)) throw new CommandMistake(`${id} is no id; \`model-3d webhooks list\` and \`model-3d events list\` show them.`);
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    if (await replayDelivery({ database, clock, queue: await openQueue() }, id)) return { id, kind: "delivery", endpoints: [] };
    const endpoints = await replayFromHistory({ database, clock }, id).catch((error: unknown) => Promise.reject(error instanceof RangeError && error.message.startsWith("There is no event") ? new CommandFailure("not_found", `Neither a delivery nor an event has the id ${id}; it may have been forgotten.`) : error));
    return { id, kind: "event", endpoints };
  },
  *say({ id, kind, endpoints }) {
    yield `The ${kind} ${id} waits for a worker${endpoints.length > 0 ? `, for ${endpoints.join(", ")}` : ""}.`;
  },
};
