import { enableFromHistory } from "../host-events/host-event-service.ts";
import type { Command } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";

/** Lets an endpoint be told things again that answered 410 Gone, or asked for a pause. */
export const enableEndpointCommand: Command<{ url: string }> = {
  name: "events enable",
  summary: "tell an endpoint of the host's things again that answered 410 Gone",
  example: "events enable https://shop.example/hooks",
  changes: "the endpoint's row: it is told things again from now on",
  positionals: ["url"],
  flags: {},
  answer: {
    url: "the endpoint",
  },
  async run(call) {
    const [url = ""] = call.positionals;
    const { database, clock, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    if (!(await enableFromHistory({ database, clock }, url))) throw new CommandFailure("not_found", `${url} is not disabled. \`model-3d events list --state disabled\` shows those that are.`);
    return { url };
  },
  *say({ url }) {
    yield `${url} is told things again. What it missed can be replayed: model-3d events list --state disabled`;
  },
};
