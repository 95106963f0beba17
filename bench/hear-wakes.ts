import { createRedisEventBus } from "../packages/server/src/index.ts";
import { MODEL_EVENTS_CHANNEL } from "../packages/server/src/events/event-repository.ts";
import { openDatabase, type Database } from "../packages/server/src/db/open-database.ts";

/** What the process of the listeners is told. */
export type HearOrder = { kind: "open"; connection: string; redisUrl: string | null; listeners: number } | { kind: "await"; userId: string };
/** What it tells: `at` by the clock of the machine, when the last listener was woken for this user. */
export type HearNews = { kind: "ready" } | { kind: "heard"; at: number };

const tell = (news: HearNews) => process.send?.(news);
const databases: Database[] = [];
let awaited: string | null = null;
let left = 0;

process.on("message", (order: HearOrder) => {
  if (order.kind === "await") [awaited, left] = [order.userId, databases.length];
  else void open(order);
});
process.on("disconnect", () => process.exit());

/** Each with a connection of its own, as processes have. */
async function open({ connection, redisUrl, listeners }: Extract<HearOrder, { kind: "open" }>): Promise<void> {
  for (let index = 0; index < listeners; index += 1) {
    const database = await openDatabase({ connection, poolSize: 1, eventBus: redisUrl ? createRedisEventBus({ url: redisUrl }) : null });
    await database.listen(MODEL_EVENTS_CHANNEL, (userId) => {
      if (userId !== awaited) return;
      left -= 1;
      if (left === 0) tell({ kind: "heard", at: Date.now() });
    });
    databases.push(database);
  }
  tell({ kind: "ready" });
}
