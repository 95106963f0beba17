import { replayFromHistory } from "../host-events/host-event-service.ts";
import type { Command } from "./command.ts";

/** Has the running workers send an event again, under its own `webhook-id`. */
export const replayEventCommand: Command = {
  name: "events replay",
  summary: "have the running workers tell the host's endpoints of an event again",
  positionals: ["id"],
  flags: { endpoint: { value: "url", help: "only this one of those that it was sent to" } },
  async run(call) {
    const [id = ""] = call.positionals;
    const endpoint = call.flag("endpoint");
    const { database, clock, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    const endpoints = await replayFromHistory({ database, clock }, id, typeof endpoint === "string" ? { endpoint } : {});
    call.print(endpoints.length > 0 ? `${id} waits for a worker, for ${endpoints.join(", ")}.` : `${id} was sent nowhere yet; a worker gives it to the endpoints that want its type.`);
  },
};
