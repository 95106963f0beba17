import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { publishEvent } from "../packages/server/src/events/event-service.ts";
import { createRedisEventBus } from "../packages/server/src/index.ts";
import { openDatabase, type Database } from "../packages/server/src/db/open-database.ts";
import { startRedis } from "../packages/server/test/scaling/start-redis.ts";
// @ts-expect-error -- a script of the repository, without types
import { ensureScalingServers } from "../scripts/ensure-scaling-servers.mjs";
import { measureInTurn, median } from "./in-turn.ts";
import type { HearNews, HearOrder } from "./hear-wakes.ts";

const WRITERS = 16;
const ROUND_MS = 1_500;
const ROUNDS = 5;
const USERS = 1_000;
const LISTENERS = [1, 4, 16];
const EVENT = { type: "credits.changed", balance: 100, held: 10, available: 90, low: false } as const;

(ensureScalingServers as () => void)();
const test = await createTestDatabase({ kind: "postgres" });
const redis = await startRedis();
const connection = String(test.connection);
const users = Array.from({ length: USERS }, () => randomUUID());

async function news<Kind extends HearNews["kind"]>(child: ChildProcess, kind: Kind): Promise<Extract<HearNews, { kind: Kind }>> {
  for (;;) {
    const [message] = (await once(child, "message")) as [HearNews];
    if (message.kind === kind) return message as Extract<HearNews, { kind: Kind }>;
  }
}

interface Side {
  writer: Database;
  listeners: ChildProcess;
}

/** All listeners are in one process beside this one: on two cores more processes would measure the machine's switching. */
async function openSide(redisUrl: string | null, listeners: number): Promise<Side> {
  const child = fork(fileURLToPath(new URL("./hear-wakes.ts", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send({ kind: "open", connection, redisUrl, listeners } satisfies HearOrder);
  await news(child, "ready");
  return { writer: await openDatabase({ connection, poolSize: WRITERS, eventBus: redisUrl ? createRedisEventBus({ url: redisUrl }) : null }), listeners: child };
}

interface Figures {
  /** Events a second from the first transaction until all listeners were woken for the last. */
  rate: number;
  /** From the end of a transaction until the last listener was woken for its event, in milliseconds; the middle one. */
  delayMs: number;
}

/** Each event in a transaction of its own, durable, so many writers at once. */
async function measure({ writer, listeners }: Side): Promise<Figures> {
  const begin = Date.now();
  let sent = 0;
  const delays: number[] = [];
  const goOn = async () => {
    while (Date.now() - begin < ROUND_MS) {
      await writer.asService((trx) => publishEvent(trx, users[sent++ % USERS] ?? "", EVENT));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, goOn));
  const marker = randomUUID();
  const committed = Date.now();
  const heard = news(listeners, "heard");
  listeners.send({ kind: "await", userId: marker } satisfies HearOrder);
  await writer.asService((trx) => publishEvent(trx, marker, EVENT));
  const { at } = await heard;
  delays.push(at - committed);
  return { rate: sent / ((at - begin) / 1_000), delayMs: median(delays) };
}

for (const count of LISTENERS) {
  const [notify, bus] = [await openSide(null, count), await openSide(redis.url, count)];
  const { ours: overRedis, other: overPostgres } = await measureInTurn(ROUNDS, () => measure(bus), () => measure(notify));
  const told = (figures: readonly Figures[]) => `${median(figures.map(({ rate }) => rate)).toFixed(0)} a second, the last heard after ${median(figures.map(({ delayMs }) => delayMs)).toFixed(0)} ms`;
  const ratios = overRedis.map(({ rate }, round) => rate / (overPostgres[round]?.rate ?? Number.NaN));
  console.log(`events to ${count} ${count === 1 ? "process that listens" : "processes that listen"}: ${told(overPostgres)} over LISTEN/NOTIFY; ${told(overRedis)} over Redis, ${median(ratios).toFixed(2)} of it (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ROUNDS} rounds)`);
  for (const { writer, listeners } of [notify, bus]) {
    listeners.disconnect();
    await writer.close();
  }
}
const { rows } = await test.database.knex.raw<{ rows: [{ fsync: string }] }>("select current_setting('fsync') as fsync");
console.log(`each event in a transaction of its own, ${WRITERS} at once, fsync ${rows[0].fsync}`);
await redis.stop();
await test.remove();
