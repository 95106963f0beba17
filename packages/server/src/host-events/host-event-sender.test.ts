import { randomUUID } from "node:crypto";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { hostEventPayloadSchema, type HostEvent } from "@model-3d/contract";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { claimDeliveries } from "./delivery-repository.ts";
import { enableFromHistory, publishHostEvent, replayFromHistory } from "./host-event-service.ts";
import { RETRY_DELAYS_MS } from "./plan-next-try.ts";
import { failedModel, openEventBench, type EventBench, type EventProcess } from "./test/open-event-bench.ts";
import { answerWith, makeSecret, startReceiver, type ReceivedWebhook, type Receiver } from "./test/start-receiver.ts";

const secret = makeSecret();

/** By the receivers' own library, whose tolerance of five minutes is for the time at which it was sent. */
function verify({ body, headers }: ReceivedWebhook, key = secret): unknown {
  vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1000);
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers as Record<string, string>;
  return new Webhook(key).verify(body, { "webhook-id": id ?? "", "webhook-timestamp": timestamp ?? "", "webhook-signature": signature ?? "" });
}

describe.each(DATABASE_KINDS)("webhooks to the host, on %s", (kind) => {
  let bench: EventBench;
  let receiver: Receiver;
  let running: EventProcess;
  let path: string;
  let url: string;

  beforeAll(async () => {
    bench = await openEventBench(kind);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await bench?.close();
    await receiver?.close();
  });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    path = `/${randomUUID()}`;
    url = receiver.origin + path;
    receiver.answer = answerWith(204);
    bench.log.length = 0;
  });
  afterEach(async () => {
    vi.useRealTimers();
    await running?.stop();
  });

  const open = async (endpoints: { url: string; secrets?: string[]; events?: HostEvent["type"][] }[] = [{ url }]) => {
    running = await bench.open({ allowedOrigins: [receiver.origin], endpoints: endpoints.map((endpoint) => ({ secrets: [secret], ...endpoint })) });
    await running.start();
    return running;
  };
  const got = (at = path) => receiver.received.filter((webhook) => webhook.path === at);
  const history = async (eventId?: string) => (await running.webhooks.list()).filter(({ id }) => eventId === undefined || id === eventId);
  const deliveryOf = async (eventId: string, endpoint = url) => (await history(eventId))[0]?.deliveries.find((delivery) => delivery.endpoint === endpoint);
  const publishOne = async (event: HostEvent = failedModel()) => {
    await bench.publish(event);
    return (await history())[0]?.id ?? "";
  };
  /** The log tells of a try after it was written down. */
  const untilTried = (eventId: string, attempts: number, endpoint = url) =>
    until(`try ${attempts} is over`, () => bench.log.some((line) => line.event === eventId && line.attempts === attempts && line.endpoint === endpoint) && deliveryOf(eventId, endpoint));

  it("are sent once to each endpoint that wants the type, signed, in the form of the contract", async () => {
    const other = `${path}-deleted`;
    await open([{ url }, { url: receiver.origin + other, events: ["model.deleted"] }]);
    const event = failedModel("Ugly \u0000 \ud83d\ude80 \u2028 “text”");
    const id = await publishOne(event);
    await bench.publish({ ...failedModel(), type: "model.deleted" });
    await until("both came", () => got().length === 2 && got(other).length === 1);
    await until("both are written down", async () => (await history()).slice(0, 2).every(({ deliveries }) => deliveries.every(({ state }) => state === "delivered")));
    const [webhook] = got().filter(({ headers }) => headers["webhook-id"] === id);
    if (!webhook) throw new Error("not there");
    expect(webhook.headers["content-type"]).toBe("application/json");
    expect(hostEventPayloadSchema.parse(verify(webhook))).toEqual({ ...event, timestamp: expect.any(String) });
    expect(await deliveryOf(id)).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 204, lastError: null, nextTryAt: null, deliveredAt: bench.now });
    expect(await running.metrics()).toContain('model_3d_host_event_deliveries_total{result="delivered"} 3');
  });

  it("verify whatever is in them", async () => {
    await open();
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 200 }), 20);
    for (const text of texts) await bench.publish(failedModel(text));
    await until("all came", () => got().length === texts.length);
    expect(got().map((webhook) => (verify(webhook) as { data: { taskError: string } }).data.taskError).sort()).toEqual(texts.sort());
  });

  it("are tried again on the schedule, the same under the same id, signed anew, and given up after the last", async () => {
    await open();
    receiver.answer = answerWith(500, {}, `a\u0000\u202eb${"é".repeat(2_000)}`);
    const id = await publishOne();
    for (let attempts = 1; attempts < RETRY_DELAYS_MS.length; attempts++) {
      const { nextTryAt } = await untilTried(id, attempts);
      const delayMs = (nextTryAt?.getTime() ?? 0) - bench.now.getTime();
      expect(delayMs).toBeGreaterThanOrEqual(RETRY_DELAYS_MS[attempts] ?? Number.NaN);
      bench.pass(delayMs);
    }
    const given = await until("it is given up", async () => (await deliveryOf(id))?.state === "given_up" && deliveryOf(id));
    expect(given).toMatchObject({ attempts: 10, lastStatus: 500, nextTryAt: null, lastAnswer: `a b${"é".repeat(497)}` });
    expect(got()).toHaveLength(10);
    expect(new Set(got().map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size).toBe(1);
    expect(new Set(got().map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
    for (const webhook of got()) verify(webhook);
    expect(bench.log.at(-1)).toMatchObject({ level: 50, event: id, attempts: 10, msg: expect.stringContaining("given up") });
    expect(await running.metrics()).toContain('model_3d_host_event_deliveries_total{result="given_up"} 1');
    // And again by hand, from the start.
    receiver.answer = answerWith(200);
    expect((await running.webhooks.list({ state: "given_up", type: "model.failed" })).map((event) => event.id)).toEqual([id]);
    expect(await running.webhooks.replay(id)).toEqual([url]);
    await until("it is delivered", async () => (await deliveryOf(id))?.state === "delivered");
    expect(got()).toHaveLength(11);
    expect(await deliveryOf(id)).toMatchObject({ attempts: 1 });
    expect(await running.webhooks.list({ state: "given_up" })).toEqual([]);
  });

  it("stop at an endpoint that is gone, until it is enabled again", async () => {
    await open();
    receiver.answer = answerWith(410);
    const id = await publishOne();
    await until("it is noted", async () => (await deliveryOf(id))?.state === "disabled");
    expect(bench.log.at(-1)).toMatchObject({ level: 50, status: 410 });
    receiver.answer = answerWith(204);
    const later = await publishOne();
    await until("the later one is written down, unsent", async () => (await deliveryOf(later))?.state === "disabled");
    await expect(running.webhooks.replay(id)).rejects.toThrow(/410 Gone/);
    expect(got()).toHaveLength(1);
    expect([await running.webhooks.enable(url), await running.webhooks.enable(url)]).toEqual([true, false]);
    await running.webhooks.replay(later);
    await until("it came", () => got().length === 2);
    await until("it is delivered", async () => (await deliveryOf(later))?.state === "delivered");
  });

  it("wait for as long as an endpoint that has too much asks for, all of them", async () => {
    const other = `${path}-other`;
    await open([{ url, events: ["model.failed"] }, { url: receiver.origin + other, events: ["model.deleted"] }]);
    receiver.answer = answerWith(429, { "retry-after": "600" });
    const id = await publishOne();
    expect((await untilTried(id, 1)).nextTryAt).toEqual(new Date(bench.now.getTime() + 600_000));
    receiver.answer = answerWith(204);
    const next = await publishOne();
    await until("it is given out", () => deliveryOf(next));
    bench.pass(599_000);
    await bench.publish({ ...failedModel(), type: "model.deleted" });
    await until("the worker has looked since", () => got(other).length === 1);
    expect(await deliveryOf(next)).toMatchObject({ state: "waiting", attempts: 0 });
    bench.pass(1_000);
    await until("both are delivered", async () => (await deliveryOf(id))?.state === "delivered" && (await deliveryOf(next))?.state === "delivered");
    expect(got()).toHaveLength(3);
  });

  it("go on after a restart: what failed, what nobody has given out, what a dead worker had in hand", async () => {
    await open();
    receiver.answer = answerWith(500);
    const failed = await publishOne();
    await untilTried(failed, 1);
    await running.stop();
    await bench.publish(failedModel());
    receiver.answer = answerWith(204);
    const claim = { endpoint: url, now: new Date(bench.now.getTime() + 6_000), leaseUntil: new Date(bench.now.getTime() + 90_000), limit: 1 };
    expect(await bench.database.asService((trx) => claimDeliveries(trx, claim))).toHaveLength(1);
    bench.pass(6_000);
    await open();
    await until("the new one came", () => got().length === 2);
    expect(await deliveryOf(failed)).toMatchObject({ state: "waiting", attempts: 2 });
    bench.pass(90_000);
    await until("the other is delivered", async () => (await deliveryOf(failed))?.state === "delivered");
    expect(await deliveryOf(failed)).toMatchObject({ attempts: 3 });
  });

  it("are signed with each secret while one is being replaced", async () => {
    const next = makeSecret();
    await open([{ url, secrets: [next, secret] }]);
    await publishOne();
    const webhook = await until("it came", () => got()[0]);
    for (const key of [secret, next]) expect(verify(webhook, key)).toMatchObject({ type: "model.failed" });
    expect(() => verify(webhook, makeSecret())).toThrow();
  });

  it("do not go where they must not, follow no redirect, and believe no endless answer", async () => {
    const inside = "https://localhost/hooks";
    const moved = `${url}-moved`;
    await open([{ url }, { url: inside }, { url: moved }]);
    receiver.answer = (response, webhook) => {
      if (webhook.path !== path) return answerWith(307, { location: `${url}-elsewhere` })(response);
      const drip = () => response.write("x".repeat(10_000), () => response.destroyed || setImmediate(drip));
      response.writeHead(200);
      drip();
    };
    const id = await publishOne();
    expect((await untilTried(id, 1, inside)).lastError).toMatch(/cannot be fetched from here/);
    expect(await untilTried(id, 1, moved)).toMatchObject({ state: "waiting", lastStatus: 307 });
    expect(await until("the endless one is delivered", async () => (await deliveryOf(id))?.state === "delivered" && deliveryOf(id))).toMatchObject({ lastAnswer: "x".repeat(500) });
    expect(got(`${path}-elsewhere`)).toEqual([]);
  });

  // Stopping waits for a while, once is enough.
  if (kind === "postgres") {
    it("are not held up by an endpoint that does not answer, and are taken back from it when the process stops", async () => {
      const slow = `${path}-slow`;
      await open([{ url: receiver.origin + slow }, { url }]);
      receiver.answer = (response, webhook) => (webhook.path === slow ? undefined : answerWith(204)(response));
      for (let i = 0; i < 12; i++) await bench.publish(failedModel());
      await until("the other has them all", () => got().length === 12);
      expect(got(slow).length).toBeLessThanOrEqual(4);
      await running.stop();
      receiver.answer = answerWith(204);
      await open([{ url: receiver.origin + slow }]);
      await until("it has them all", async () => (await history()).slice(0, 12).every(({ deliveries }) => deliveries.every(({ state, attempts }) => state === "delivered" && attempts === 1)));
    });
  }

  it("tell nothing of what was undone, and nothing of before an endpoint was there", async () => {
    await open([]);
    const before = await publishOne();
    await until("it is given out to nobody", async () => (await bench.database.asService((trx) => trx("host_events").where({ id: before }).whereNotNull("fanned_out_at"))).length === 1);
    await running.stop();
    await open();
    const undone = bench.database.asService(async (trx) => {
      await publishHostEvent(trx, failedModel("undone"));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await publishOne(failedModel("done"));
    await until("it came", () => got().length === 1);
    expect(JSON.parse(got()[0]?.body ?? "")).toMatchObject({ data: { taskError: "done" } });
  });

  it("can be replayed and enabled by one who does not know the endpoints", async () => {
    await open([]);
    const id = await publishOne();
    await until("it is given out to nobody", async () => (await bench.database.asService((trx) => trx("host_events").where({ id }).whereNotNull("fanned_out_at"))).length === 1);
    await running.stop();
    await open();
    const context = { database: bench.database, clock: { now: () => bench.now } };
    await expect(replayFromHistory(context, randomUUID())).rejects.toThrow(/There is no event/);
    await expect(replayFromHistory(context, id, { endpoint: url })).rejects.toThrow(/never sent to .* or anywhere else/);
    // It was sent to nobody: the worker finds out who wants it.
    expect(await replayFromHistory(context, id)).toEqual([]);
    await until("it is delivered", async () => (await deliveryOf(id))?.state === "delivered");
    receiver.answer = answerWith(410);
    expect(await replayFromHistory(context, id, { endpoint: url })).toEqual([url]);
    await until("it is refused for good", async () => (await deliveryOf(id))?.state === "disabled");
    await expect(replayFromHistory(context, id)).rejects.toThrow(/410 Gone/);
    expect(await enableFromHistory(context, url)).toBe(true);
    receiver.answer = answerWith(204);
    expect(await replayFromHistory(context, id)).toEqual([url]);
    await until("it is delivered again", async () => (await deliveryOf(id))?.state === "delivered");
    expect(got()).toHaveLength(3);
  });

  it("refuse a replay that cannot be, and a filter that cannot be", async () => {
    await open([{ url, events: ["model.deleted"] }]);
    const id = await publishOne();
    await expect(running.webhooks.replay(randomUUID())).rejects.toThrow(/There is no event/);
    await expect(running.webhooks.replay("' or 1=1")).rejects.toThrow(/There is no event/);
    await expect(running.webhooks.replay(id)).rejects.toThrow(/No endpoint .* wants "model\.failed"/);
    await expect(running.webhooks.replay(id, { endpoint: "https://elsewhere.example/" })).rejects.toThrow(/none of `outgoingWebhooks\.endpoints`: http/);
    expect(await running.webhooks.replay(id, { endpoint: url })).toEqual([url]);
    await until("it came", () => got().length === 1);
    for (const query of [{ limit: 0 }, { limit: 5_000 }, { state: "lost" as never }, { type: "x" as never }, { before: "1" }]) await expect(running.webhooks.list(query)).rejects.toThrow(RangeError);
    const [newest, second] = await running.webhooks.list({ limit: 2 });
    expect((await running.webhooks.list({ limit: 1, before: newest?.id ?? "" }))[0]).toEqual(second);
  });
});

describe("several workers on one Postgres", () => {
  it("send each event once between them", async () => {
    const bench = await openEventBench("postgres");
    const receiver = await startReceiver();
    const options = { allowedOrigins: [receiver.origin], endpoints: [{ url: `${receiver.origin}/hooks`, secrets: [secret] }] };
    const workers = await Promise.all([bench.open(options), bench.open(options), bench.open(options)]);
    await Promise.all(workers.map((worker) => worker.start()));
    await Promise.all(Array.from({ length: 60 }, () => bench.publish(failedModel())));
    await until("all are delivered", async () => (await bench.database.asService((trx) => trx("host_event_deliveries").where("state", "delivered"))).length === 60);
    expect(receiver.received).toHaveLength(60);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(60);
    await bench.close();
    await receiver.close();
  });
});
