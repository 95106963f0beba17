import { replayDelivery } from "../webhooks/webhook-service.ts";
import { CommandMistake, type Command } from "./command.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Hands a delivery to the running workers once more. Doing so twice does no harm. */
export const replayWebhookCommand: Command = {
  name: "webhooks replay",
  summary: "have the running workers work on a delivery once more",
  positionals: ["id"],
  flags: {},
  async run(call) {
    const [id = ""] = call.positionals;
    if (!UUID.test(id)) throw new CommandMistake(`${id} is not the id of a delivery; \`model-3d webhooks list\` shows them.`);
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    const entry = await replayDelivery({ database, clock, queue: await openQueue() }, id);
    if (!entry) throw new Error(`There is no delivery ${id}. It may have been forgotten: they are kept for a week after their end.`);
    call.print(`${entry.id} (${entry.provider}, ${entry.report === null ? "to be read again" : `task ${entry.taskId}, ${entry.report.status}`}) waits for a worker.`);
  },
};
