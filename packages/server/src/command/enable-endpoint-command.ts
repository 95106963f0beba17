import { enableFromHistory } from "../host-events/host-event-service.ts";
import type { Command } from "./command.ts";

/** Lets an endpoint be told things again that answered 410 Gone, or asked for a pause. */
export const enableEndpointCommand: Command = {
  name: "events enable",
  summary: "tell an endpoint of the host's things again that answered 410 Gone",
  positionals: ["url"],
  flags: {},
  async run(call) {
    const [url = ""] = call.positionals;
    const { database, clock, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    if (!(await enableFromHistory({ database, clock }, url))) throw new Error(`${url} is not disabled. \`model-3d events list --state disabled\` shows those that are.`);
    call.print(`${url} is told things again. What it missed can be replayed: model-3d events list --state disabled`);
  },
};
