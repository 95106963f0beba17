import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { hearReads } from "./hear-reads.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { openTestConnection, type TestConnection } from "./test-connection.ts";

const HEARTBEAT_MS = 15_000;
/** Together far more than a connection holds by itself, and no more than is read at once. */
const BIG_EVENTS = 190;
const BIG_EVENT_BYTES = 80_000;

describe("event streams whose clients are slow or have gone", () => {
  let host: TestHost;
  let connection: TestConnection;
  let sql: pg.Client;

  beforeAll(async () => {
    connection = await openTestConnection("postgres");
    host = await startTestHost({ database: connection.database, withoutWorkers: true });
    sql = new pg.Client({ connectionString: String(connection.database) });
    await sql.connect();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await sql.end();
    await host.stop();
    await connection.close();
  });

  const ask = (user: string): { socket: Socket; text(): string } => {
    const socket = connect(Number(new URL(host.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.write(`GET /api/model-events HTTP/1.1\r\nHost: localhost\r\nX-User: ${user}\r\n\r\n`);
    return { socket, text: () => text };
  };
  /** A client that has got the begin of its stream and takes nothing more yet. */
  const open = async (user: string) => {
    const { socket, text } = ask(user);
    await until("the stream is open", () => text().includes("stream.open"));
    socket.pause();
    return { socket, ids: () => [...text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)) };
  };
  const append = async (user: string, count: number, bytes: number) => {
    await sql.query("begin");
    const { rows } = await sql.query("insert into model_event_streams as stream values ($1, $2) on conflict (user_id) do update set last_event_id = stream.last_event_id + $2 returning last_event_id::integer as last", [user, count]);
    await sql.query("insert into model_events (user_id, event_id, type, data) select $1, n, 'credits.changed', jsonb_build_object('filler', repeat('x', $2::integer)) from generate_series($3::integer, $4::integer) as n", [user, bytes, rows[0].last - count + 1, rows[0].last]);
    await sql.query("select pg_notify('model_3d_events', $1)", [user]);
    await sql.query("commit");
  };

  it("waits for a client that takes nothing for a while and gives it the rest, once and in order, and keeps no other of the user waiting", async () => {
    const user = randomUUID();
    const [slow, quick] = [await open(user), await open(user)];
    quick.socket.resume();
    await append(user, BIG_EVENTS, BIG_EVENT_BYTES);
    await until("the other one has all", () => quick.ids().at(-1) === BIG_EVENTS);
    expect(slow.ids()).toEqual([0]);
    slow.socket.resume();
    await append(user, 1, 1);
    await until("it has all", () => slow.ids().at(-1) === BIG_EVENTS + 1);
    expect(slow.ids()).toEqual(Array.from({ length: BIG_EVENTS + 2 }, (_, index) => index));
    slow.socket.destroy();
    quick.socket.destroy();
  });

  it("cuts off a client that takes nothing for a minute, and no other", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const user = randomUUID();
    const [slow, quick] = [await open(user), await open(user)];
    const ends: string[] = [];
    slow.socket.on("close", () => ends.push("slow"));
    quick.socket.on("close", () => ends.push("quick"));
    quick.socket.resume();
    await append(user, BIG_EVENTS, BIG_EVENT_BYTES);
    await until("the other one has all", () => quick.ids().at(-1) === BIG_EVENTS);
    for (let beat = 0; beat < 4; beat += 1) vi.advanceTimersByTime(HEARTBEAT_MS);
    slow.socket.resume();
    await until("it is cut off", () => ends.length > 0);
    expect(ends).toEqual(["slow"]);
    expect(slow.ids().length).toBeLessThan(BIG_EVENTS);
    quick.socket.destroy();
  });

  it("reads nothing for a client that left while its place was being looked for", async () => {
    const [gone, there] = [randomUUID(), randomUUID()];
    const other = await open(there);
    other.socket.resume();
    await sql.query("begin");
    await sql.query("lock table model_event_streams in access exclusive mode");
    const { socket } = ask(gone);
    const isWaiting = async () => (await sql.query("select from pg_locks where relation = 'model_event_streams'::regclass and not granted")).rowCount === 1;
    await until("its place is looked for", isWaiting);
    socket.resetAndDestroy();
    // The server hears of that before what comes after it.
    await host.call("GET", "/api/health");
    await sql.query("commit");
    const { messages } = await hearReads(async () => {
      await append(gone, 1, 1);
      await append(there, 1, 1);
      await until("the other one has its event", () => other.ids().at(-1) === 1);
    });
    expect(messages.some((text) => text.includes(there))).toBe(true);
    expect(messages.filter((text) => text.includes(gone))).toEqual([]);
    other.socket.destroy();
  });
});
