import { replayFromHistory } from "../host-events/host-event-service.ts";
import type { Command } from "./command.ts";

/** Has the running workers send an event again, under its own `webhook-id`. */
export const replayEventCommand: Command<{ id: string; endpoints: readonly string[] }> = {
  name: "events replay",
  summary: "have the running workers tell the host's endpoints of an event again",
  example: "events replay 0198c4a2-7c1e-7d3a-9b1f-2f6f0c9a4e11",
  changes: "the event's deliveries: they wait for a worker again",
  positionals: ["id"],
  flags: { endpoint: { value: "url", help: "only this one of those that it was sent to" } },
  answer: {
    id: "the event",
    endpoints: "where it is sent again; none where it was sent nowhere yet",
  },
  async run(call) {
    const [id = ""] = call.positionals;
    const endpoint = call.flag("endpoint");
    const { database, clock, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    const endpoints = await replayFromHistory({ database, clock }, id, typeof endpoint === "string" ? { endpoint } : {});
    return { id, endpoints };
  },
  *say({ id, endpoints }) {
    yield endpoints.length > 0 ? `${id} waits for a worker, for ${endpoints.join(", ")}.` : `${id} was sent nowhere yet; a worker gives it to the endpoints that want its type.`;
  },
};
