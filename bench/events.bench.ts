import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { appendEvent } from "../packages/server/src/events/event-repository.ts";
import { formatEvent } from "../packages/server/src/events/event-texts.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import type { StreamsNews, StreamsOrder } from "./read-streams.ts";
import type { ServeNews, ServeOrder } from "./serve-streams.ts";

const CLIENTS = Number(process.argv[2] ?? 10_000);
const USERS = CLIENTS / 10;
const ROUNDS = 9;
const EVENTS_A_ROUND = 5;
const GOAL_RATIO = 0.8;
const GOAL_KB = 15;

const start = (file: string) => fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
async function hear<News extends { kind: string }>(child: ChildProcess, kind: News["kind"]): Promise<News> {
  for (;;) {
    const [news] = (await once(child, "message")) as [News];
    if (news.kind === kind) return news;
  }
}

interface Side {
  server: ChildProcess;
  readers: ChildProcess;
  /** Bytes for each client. */
  heapBytes: number;
  residentBytes: number;
  /** Events that each stream has got. */
  each: number;
}

async function memoryOf(server: ChildProcess): Promise<Extract<ServeNews, { kind: "memory" }>> {
  server.send({ kind: "memory" } satisfies ServeOrder);
  return hear(server, "memory");
}

/** A serving process with all of its readers. */
async function open(order: ServeOrder, users: string[]): Promise<Side> {
  const [server, readers] = [start("./serve-streams.ts"), start("./read-streams.ts")];
  server.send(order);
  const { port } = await hear<Extract<ServeNews, { kind: "ready" }>>(server, "ready");
  const before = await memoryOf(server);
  readers.send({ port, users } satisfies StreamsOrder);
  await hear<StreamsNews>(readers, "open");
  const after = await memoryOf(server);
  const perClient = (name: "heapBytes" | "residentBytes") => (after[name] - before[name]) / users.length;
  return { server, readers, heapBytes: perClient("heapBytes"), residentBytes: perClient("residentBytes"), each: 0 };
}

/** Until every stream has got so many more. */
async function untilAllHave(side: Side, more: number): Promise<void> {
  const wanted = side.each + more;
  while (side.each < wanted) side.each = (await hear<Extract<StreamsNews, { kind: "events" }>>(side.readers, "events")).each;
}

const test = await createTestDatabase({ kind: "postgres" });
const event = { type: "credits.changed", balance: 100, held: 10, available: 90, low: false } as const;
const text = formatEvent(1, event.type, event);
/** Writes an event for each user, all in one transaction. @returns when it was about to end. */
const append = (users: readonly string[]) =>
  test.database.asService(async (trx) => {
    for (const user of users) await appendEvent(trx, user, event);
    return performance.now();
  });

/** Events a second over all streams, from the end of the transaction that wrote them; the next are written when all have the ones before. */
async function rateOf(side: Side, tell: () => Promise<number>): Promise<number> {
  let spentMs = 0;
  for (let number = 0; number < EVENTS_A_ROUND; number += 1) {
    const [, begin] = await Promise.all([untilAllHave(side, 1), tell()]);
    spentMs += performance.now() - begin;
  }
  return (CLIENTS * EVENTS_A_ROUND) / (spentMs / 1000);
}

const database = String(test.connection);
async function compare(who: string, users: readonly string[], goal: number): Promise<void> {
  const all = Array.from({ length: CLIENTS }, (_, index) => users[index % users.length] ?? "");
  const ours = await open({ kind: "ours", database }, all);
  const bare = await open({ kind: "bare" }, all);
  const { rows } = await test.database.knex.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from pg_stat_activity where datname = current_database() and query ilike 'listen %'");
  const write = async () => {
    bare.server.send({ kind: "write", texts: [text] } satisfies ServeOrder);
    return performance.now();
  };
  const rates = await measureInTurn(ROUNDS, () => rateOf(ours, () => append(users)), () => rateOf(bare, write));
  for (const { server, readers } of [ours, bare]) for (const child of [server, readers]) child.disconnect();
  if (rows[0].count !== 1) throw new Error(`${rows[0].count} connections listen; one should.`);
  const kb = (bytes: number) => (bytes / 1024).toFixed(1);
  console.log(
    `events to ${CLIENTS} streams of ${who}: ${describeRatio(rates.ours, rates.other, { of: "a bare write loop to as many", goal })}; ${median(rates.ours).toFixed(0)} against ${median(rates.other).toFixed(0)} a second in all, over ${rows[0].count} connection that listens`,
  );
  console.log(`memory of the server for each: ${kb(ours.heapBytes)} KB of heap, ${kb(ours.residentBytes)} KB resident (goal ${GOAL_KB}), against ${kb(bare.heapBytes)} and ${kb(bare.residentBytes)} KB`);
}

await compare("one user", [randomUUID()], GOAL_RATIO);
await compare(`${USERS} users`, Array.from({ length: USERS }, () => randomUUID()), GOAL_RATIO);
await test.remove();
