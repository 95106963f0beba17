import { DELIVERY_STATES, listDeliveries, type InboxEntry } from "../webhooks/webhook-service.ts";
import { readCount, readWord, type Command } from "./command.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

const sayReport = ({ report }: InboxEntry) => (report === null ? "UNREAD" : report.status === "IN_PROGRESS" ? `${report.status} ${report.progress}%` : report.status);

function sayEntry(entry: InboxEntry): string {
  const { id, receivedAt, state, provider, taskId, attempts, outcome, reason } = entry;
  return [id, receivedAt.toISOString(), state, provider, taskId ?? "-", sayReport(entry), `${attempts} ${attempts === 1 ? "try" : "tries"}`, outcome ?? reason ?? ""].join("  ").trimEnd();
}

/** Shows what services have told, the newest first. */
export const listWebhooksCommand: Command = {
  name: "webhooks list",
  summary: "show what services have told by webhook, the newest first",
  positionals: [],
  flags: {
    state: { value: DELIVERY_STATES.join("|"), help: "only those in this state" },
    provider: { value: "name", help: "only those of this provider" },
    limit: { value: "n", help: `how many at most (default ${DEFAULT_LIMIT})` },
    json: { help: "one JSON object a line" },
  },
  async run(call) {
    const provider = call.flag("provider");
    const filter = { state: readWord(call, "state", DELIVERY_STATES), provider: typeof provider === "string" ? provider : null, limit: readCount(call, "limit", { otherwise: DEFAULT_LIMIT, max: MAX_LIMIT }) };
    const { database, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    const entries = await listDeliveries({ database }, filter);
    for (const entry of entries) call.print(call.flag("json") ? JSON.stringify(entry) : sayEntry(entry));
    if (entries.length === 0 && !call.flag("json")) call.print("There are none.");
  },
};
