import { DELIVERY_STATES, listDeliveries, type InboxEntry } from "../webhooks/webhook-service.ts";
import type { Command } from "./command.ts";
import { readCount } from "./read-count.ts";
import { readWord } from "./read-word.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

const sayReport = ({ report }: InboxEntry) => (report === null ? "UNREAD" : report.status === "IN_PROGRESS" ? `${report.status} ${report.progress}%` : report.status);

function sayEntry(entry: InboxEntry): string {
  const { id, receivedAt, state, provider, taskId, attempts, outcome, reason } = entry;
  return [id, receivedAt.toISOString(), state, provider, taskId ?? "-", sayReport(entry), `${attempts} ${attempts === 1 ? "try" : "tries"}`, outcome ?? reason ?? ""].join("  ").trimEnd();
}

/** Shows what services have told, the newest first. */
export const listWebhooksCommand: Command<{ deliveries: InboxEntry[] }> = {
  name: "webhooks list",
  summary: "show what services have told by webhook, the newest first",
  example: "webhooks list --state given_up",
  changes: "nothing",
  positionals: [],
  flags: {
    state: { value: DELIVERY_STATES.join("|"), help: "only those in this state" },
    provider: { value: "name", help: "only those of this provider" },
    limit: { value: "n", help: `how many at most (default ${DEFAULT_LIMIT})` },
  },
  answer: {
    deliveries: "each: `id`, `provider`, `taskId`, `state`, `report`, `attempts`, `outcome`, `reason`, `receivedAt`, `settledAt`",
  },
  async run(call) {
    const provider = call.flag("provider");
    const filter = { state: readWord(call, "state", DELIVERY_STATES), provider: typeof provider === "string" ? provider : null, limit: readCount(call, "limit", { otherwise: DEFAULT_LIMIT, max: MAX_LIMIT }) };
    const { database, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    return { deliveries: await listDeliveries({ database }, filter) };
  },
  *say({ deliveries }) {
    yield* deliveries.map(sayEntry);
    if (deliveries.length === 0) yield "There are none.";
  },
};
