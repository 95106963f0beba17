import { randomUUID } from "node:crypto";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, until } from "../../test/start-test-host.ts";
import { createStubAsyncProvider, failedBecause, serviceIsAway } from "../../test/stub-async-provider.ts";
import { openJobSender, type JobSender } from "../queue/open-job-sender.ts";
import { isWantedAgain } from "./plan-answer.ts";
import { playWebhooks, startWebhookHost, WEBHOOKS_ONLY, type WebhookHost } from "./test/start-webhook-host.ts";
import { resolveWebhookOptions } from "./webhook-options.ts";
import { giveUpDelivery, listDeliveries, pruneInbox, replayDelivery, sweepInbox, type InboxContext } from "./webhook-service.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NEVER = new AbortController().signal;

/** A clock that the test moves. */
function createTestClock(): { now(): Date; move(ms: number): void } {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), move: (ms) => void (ahead += ms) };
}

describe("a task that no model has", () => {
  let web: WebhookHost;
  const clock = createTestClock();
  let sender: JobSender;
  let inbox: InboxContext;
  beforeAll(async () => {
    web = await startWebhookHost({ withoutWorkers: true, clock });
    sender = await openJobSender(web.test.database, pino({ level: "silent" }));
    inbox = { database: web.test.database, queue: sender, clock };
  });
  afterAll(async () => {
    await sender.close();
    await web.close();
  });
  const say = async (taskId: string) => (await web.tell(taskId, { status: "IN_PROGRESS", progress: 1 })).status;
  const of = async (taskId: string) => (await web.inbox()).filter((entry) => entry.taskId === taskId);

  it("is told again four times at most", async () => {
    const statuses = [];
    for (let delivery = 0; delivery < 7; delivery += 1) statuses.push(await say("often"));
    expect(statuses).toEqual([404, 404, 404, 404, 202, 202, 202]);
    expect(await web.tell("often", { status: "SUCCEEDED" })).toMatchObject({ status: 202, body: { success: true } });
  });

  it("is told again for ten minutes at most", async () => {
    expect(await say("rarely")).toBe(404);
    clock.move(9 * MINUTE_MS);
    expect(await say("rarely")).toBe(404);
    clock.move(2 * MINUTE_MS);
    expect(await say("rarely")).toBe(202);
    expect(await say("another")).toBe(404);
  });

  it("keeps its newest twenty deliveries, also when all come at once", async () => {
    for (const round of [1, 2, 3]) await Promise.all(Array.from({ length: 10 }, () => web.tell("flood", { status: "IN_PROGRESS", progress: round })));
    const kept = await of("flood");
    expect(kept).toHaveLength(20);
    expect(kept.filter(({ report }) => report?.status === "IN_PROGRESS" && report.progress === 1)).toEqual([]);
  });

  it("is given up with a reason after a day, and forgotten a week later", async () => {
    expect(await sweepInbox(inbox, NEVER)).toMatchObject({ foreign: 0 });
    clock.move(DAY_MS + MINUTE_MS);
    await say("young");
    expect((await sweepInbox(inbox, NEVER)).foreign).toBeGreaterThan(20);
    expect(await of("flood")).toMatchObject(Array(20).fill({ state: "given_up", reason: expect.stringContaining("on the same account") }));
    expect(await of("young")).toMatchObject([{ state: "waiting" }]);
    expect(await say("flood")).toBe(202);
    await pruneInbox(inbox);
    expect((await of("flood")).length).toBe(20);
    clock.move(7 * DAY_MS + MINUTE_MS);
    await pruneInbox(inbox);
    expect((await of("flood")).map(({ state }) => state)).toEqual(["waiting"]);
  });

  it("is accepted from the start where the host wants it so, and kept all the same", async () => {
    const accepting = await startTestHost({ database: web.test.connection, providers: [web.stub], withoutWorkers: true, tasks: WEBHOOKS_ONLY, webhooks: { unknownTask: "accept" } });
    const answer = await playWebhooks(accepting, web.stub).tell("accepted", { status: "SUCCEEDED" });
    expect([answer.status, answer.body]).toEqual([202, { success: true }]);
    expect(await of("accepted")).toMatchObject([{ state: "waiting" }]);
    await accepting.stop();
    expect(() => resolveWebhookOptions({ unknownTask: "drop" as "retry" })).toThrow('`webhooks.unknownTask` must be "retry" or "accept"');
  });

  it("is wanted again exactly while it is young and rare", () => {
    const now = new Date("2026-01-01T00:10:00Z");
    const wanted = (count: number, ageMs: number) => isWantedAgain({ count, firstAt: new Date(now.getTime() - ageMs) }, now, { unknownTask: "retry" });
    expect([wanted(1, 0), wanted(4, 10 * MINUTE_MS - 1), wanted(4, 10 * MINUTE_MS), wanted(5, 0)]).toEqual([true, true, false, false]);
  });
});

describe("the inbox", () => {
  let web: WebhookHost;
  const clock = createTestClock();
  let sender: JobSender;
  let inbox: InboxContext;
  beforeAll(async () => {
    web = await startWebhookHost({ clock });
    sender = await openJobSender(web.test.database, pino({ level: "silent" }));
    inbox = { database: web.test.database, queue: sender, clock };
  });
  afterAll(async () => {
    await sender.close();
    await web.close();
  });
  const entriesOf = async (taskId: string) => (await listDeliveries(web.test, { state: null, provider: web.stub.name, limit: 100 })).filter((entry) => entry.taskId === taskId);
  const untilEntry = (what: string, taskId: string, fits: (entry: Awaited<ReturnType<typeof entriesOf>>[number]) => boolean) => until(what, async () => (await entriesOf(taskId)).find(fits));

  it("has a delivery before it is acknowledged: a process that dies right after loses nothing", async () => {
    const dying = await startWebhookHost({ withoutWorkers: true });
    const { task, user } = await dying.start();
    dying.stub.tell(task.taskId, failedBecause("no"));
    expect((await dying.tell(task.taskId, { status: "FAILED" })).status).toBe(200);
    expect(await dying.inbox()).toMatchObject([{ state: "waiting", attempts: 0, taskId: task.taskId, report: { status: "FAILED" } }]);
    const next = await startTestHost({ database: dying.test.connection, providers: [dying.stub], tasks: WEBHOOKS_ONLY });
    await until("it was worked on", async () => (await next.call("GET", `/api/generate-3d-model?taskId=${task.taskId}`, { user })).body.status === "FAILED");
    await until("it says so", async () => (await dying.inbox())[0]?.state === "applied");
    expect(await dying.inbox()).toMatchObject([{ attempts: 1, outcome: "applied" }]);
    await next.stop();
    await dying.close();
  });

  it("keeps why a try failed, is given up by its last one, and a replay brings it back", async () => {
    const { task, state } = await web.start();
    web.stub.tell(task.taskId, failedBecause("The photos show nothing."));
    web.stub.before = () => {
      throw serviceIsAway();
    };
    await web.tell(task.taskId, { status: "FAILED" });
    const failed = await untilEntry("a try failed", task.taskId, ({ reason }) => reason !== null);
    expect(failed).toMatchObject({ state: "waiting", reason: "The service does not answer." });
    expect(await giveUpDelivery(inbox, failed.id)).toMatchObject({ state: "given_up", reason: "The service does not answer." });
    expect(await giveUpDelivery(inbox, failed.id)).toBeNull();
    web.stub.before = null;
    expect(await replayDelivery(inbox, failed.id)).toMatchObject({ state: "waiting", reason: null });
    await until("the replay was applied", async () => (await state()).status === "FAILED");
    await untilEntry("it says so", task.taskId, (entry) => entry.state === "applied");
    await replayDelivery(inbox, failed.id);
    await untilEntry("a second replay changed nothing", task.taskId, ({ state: now, outcome }) => now === "applied" && outcome === "ended");
    expect(await replayDelivery(inbox, randomUUID())).toBeNull();
  });

  it("sends a delivery again whose job was lost", async () => {
    const { task, state } = await web.start();
    // What is left when the queue's tables were emptied.
    const entry = { id: randomUUID(), provider: web.stub.name, task_id: task.taskId, report: JSON.stringify({ status: "IN_PROGRESS", progress: 21 }), body: "{}", received_at: clock.now(), queued_at: clock.now() };
    await web.test.database.asService((trx) => trx("webhook_inbox").insert(entry));
    expect(await sweepInbox(inbox, NEVER)).toEqual({ sentAgain: 0, foreign: 0 });
    clock.move(16 * MINUTE_MS);
    expect(await sweepInbox(inbox, NEVER)).toEqual({ sentAgain: 1, foreign: 0 });
    await until("it was applied", async () => (await state()).progress === 21);
    await untilEntry("it says so", task.taskId, (entry) => entry.state === "applied");
  });

  it("is closed to users", async () => {
    await expect(web.test.database.asUser(randomUUID(), (trx) => trx("webhook_inbox"))).rejects.toThrow("permission denied");
  });
});

/** Stands between a host and its database, and can cut the two apart. */
async function startRelay(target: { host: string; port: number }): Promise<{ port: number; cut(): void; mend(): void; close(): void }> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const upstream = connect(target.port, target.host);
    for (const [one, other] of [[socket, upstream], [upstream, socket]] as const) {
      sockets.add(one);
      one.on("error", () => undefined).on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, cut, mend: () => void (isCut = false), close: () => void (cut(), server.close()) };
}

describe("while the database is away", () => {
  it("every delivery is answered 503 with Retry-After, so that it comes again, and is taken then", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const address = new URL(String(test.connection));
    const relay = await startRelay({ host: address.hostname, port: Number(address.port) });
    address.hostname = "127.0.0.1";
    address.port = String(relay.port);
    const stub = createStubAsyncProvider();
    const host = await startTestHost({ database: address.href, providers: [stub], withoutWorkers: true, tasks: WEBHOOKS_ONLY });
    const { tell, start } = playWebhooks(host, stub);
    const { task } = await start();
    relay.cut();
    const away = await Promise.all(Array.from({ length: 30 }, () => tell(task.taskId, { status: "IN_PROGRESS", progress: 5 })));
    expect(away.map(({ status, body, headers }) => [status, body.code, headers.get("retry-after")])).toEqual(Array(30).fill([503, "service_unavailable", "5"]));
    expect((await playWebhooks(host, stub).deliver("{}", { secret: "wrong" })).status).toBe(401);
    relay.mend();
    await until("it is taken", async () => (await tell(task.taskId, { status: "IN_PROGRESS", progress: 6 })).status === 200);
    expect((await listDeliveries(test, { state: null, provider: null, limit: 10 })).map(({ report }) => report)).toEqual([{ status: "IN_PROGRESS", progress: 6 }]);
    await host.stop();
    relay.close();
    await test.remove();
  });
});
