import { replayDelivery, type InboxEntry } from "../webhooks/webhook-service.ts";
import type { Command } from "./command.ts";
import { CommandFailure, CommandMistake } from "./command-failure.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Hands a delivery to the running workers once more. Doing so twice does no harm. */
export const replayWebhookCommand: Command<{ delivery: InboxEntry }> = {
  name: "webhooks replay",
  summary: "have the running workers work on a delivery once more",
  example: "webhooks replay 0198c4a2-7c1e-7d3a-9b1f-2f6f0c9a4e11",
  changes: "the delivery: it waits for a worker again. Working on one twice does no harm",
  positionals: ["id"],
  flags: {},
  answer: {
    delivery: "as in `webhooks list`",
  },
  async run(call) {
    const [id = ""] = call.positionals;
    if (!UUID.test(id)) throw new CommandMistake(`${id} is not the id of a delivery; \`model-3d webhooks list\` shows them.`);
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    const entry = await replayDelivery({ database, clock, queue: await openQueue() }, id);
    if (!entry) throw new CommandFailure("not_found", `There is no delivery ${id}. It may have been forgotten: they are kept for a week after their end.`);
    return { delivery: entry };
  },
  *say({ delivery: { id, provider, taskId, report } }) {
    yield `${id} (${provider}, ${report === null ? "to be read again" : `task ${taskId}, ${report.status}`}) waits for a worker.`;
  },
};
