import { describe, expect, it } from "vitest";
import { create, get, MINUTE_MS, openReceiver, openSimulator } from "./test/open-simulator.ts";

const SECRET = "whs_0123456789";
const target = (url: string) => ({ url, secret: SECRET });

describe("webhooks", () => {
  it("carry the bare task, the secret itself and the user, and no signature, time or delivery id", async () => {
    const { url, received } = await openReceiver();
    const simulator = await openSimulator({ webhooks: [target(url)] });
    const id = await create(simulator);
    await simulator.finishAll();
    const last = received.at(-1);
    expect(last?.body).toEqual(await get(simulator, id));
    expect(last?.headers).toMatchObject({ "content-type": "application/json", "x-meshy-api-webhook-secret-key": SECRET, "x-meshy-api-webhook-user-id": simulator.userId });
    expect(Object.keys(last?.headers ?? {}).filter((name) => /signature|timestamp|delivery|idempotency/.test(name))).toEqual([]);
  });

  it("tell of every status update, in order", async () => {
    const { url, received } = await openReceiver();
    const simulator = await openSimulator({ webhooks: [target(url)] });
    await create(simulator);
    await simulator.finishAll();
    const statuses = received.map(({ body }) => body.status);
    expect([...new Set(statuses)]).toEqual(["PENDING", "IN_PROGRESS", "SUCCEEDED"]);
    expect(received.map(({ body }) => body.progress)).toEqual([0, 0, 8, 21, 34, 47, 60, 73, 86, 95, 97, 99, 100]);
    expect(simulator.deliveries).toHaveLength(received.length);
  });

  it("tell every webhook of the account of every task, with the user's own id where one is set", async () => {
    const [one, two] = [await openReceiver(), await openReceiver()];
    const simulator = await openSimulator({ apiKeys: ["msy_shop", "msy_staging"], webhooks: [target(one.url), { ...target(two.url), userId: "another" }] });
    await create(simulator);
    const foreign = await create({ ...simulator, apiKey: "msy_staging" });
    await simulator.finishAll();
    expect(new Set(one.received.map(({ body }) => body.id)).size).toBe(2);
    expect(one.received.some(({ body }) => body.id === foreign)).toBe(true);
    expect(two.received).toHaveLength(one.received.length);
    expect(two.received[0]?.headers["x-meshy-api-webhook-user-id"]).toBe("another");
  });

  it("are at most five, and can be set while it runs", async () => {
    const { url, received } = await openReceiver();
    const five = Array.from({ length: 5 }, () => target(url));
    await expect(openSimulator({ webhooks: [...five, target(url)] })).rejects.toThrow("at most 5 webhooks, not 6");
    const simulator = await openSimulator();
    expect(() => simulator.setWebhooks([...five, target(url)])).toThrow(RangeError);
    simulator.setWebhooks([target(url)]);
    await create(simulator);
    await simulator.settle();
    expect(received).toHaveLength(1);
  });

  it.each([200, 202, 302, 399])("take %i as success", async (status) => {
    const { url, received } = await openReceiver(() => status);
    const simulator = await openSimulator({ webhooks: [target(url)] });
    await create(simulator);
    await simulator.advance(0);
    expect(simulator.deliveries).toMatchObject([{ outcome: "delivered", answer: status, attempt: 1 }]);
    expect(received).toHaveLength(1);
  });

  it.each([400, 404, 500, 0])("try again later after %i (0: no answer), with the same body, when newer news has passed", async (status) => {
    const { url, received } = await openReceiver((count) => (count === 1 ? status : 200));
    const simulator = await openSimulator({ webhooks: [target(url)] });
    await create(simulator);
    await simulator.advance(MINUTE_MS);
    expect(simulator.deliveries[0]).toMatchObject({ outcome: "failed", answer: status || null, attempt: 1 });
    const retry = received.findIndex(({ body }, i) => i > 0 && body.status === "PENDING");
    expect(received[retry]?.body).toEqual(received[0]?.body);
    expect(received.slice(1, retry).map(({ body }) => body.status)).toContain("IN_PROGRESS");
  });

  it("are disabled for the account after so many failures in a row, until somebody switches them on again", async () => {
    let status = 500;
    const { url, received } = await openReceiver(() => status);
    const simulator = await openSimulator({ webhooks: [target(url)], webhookPolicy: { disableAfter: 4 } });
    await create(simulator);
    await simulator.finishAll();
    expect(received).toHaveLength(4);
    expect(simulator.webhooks).toMatchObject([{ isDisabled: true, failuresInARow: 4 }]);
    status = 200;
    await create(simulator);
    await simulator.settle();
    expect(received).toHaveLength(4);
    simulator.enableWebhook(url);
    await simulator.finishAll();
    expect(received.length).toBeGreaterThan(10);
    expect(simulator.webhooks).toMatchObject([{ isDisabled: false, failuresInARow: 0 }]);
  });

  it("forget failures after a success", async () => {
    const { url } = await openReceiver((count) => (count % 3 === 0 ? 200 : 500));
    const simulator = await openSimulator({ webhooks: [target(url)], webhookPolicy: { disableAfter: 3 } });
    for (let i = 0; i < 3; i++) await create(simulator);
    await simulator.finishAll();
    expect(simulator.webhooks).toMatchObject([{ isDisabled: false }]);
  });

  it("give up on a host that does not answer in time", async () => {
    const { url } = await openReceiver();
    const simulator = await openSimulator({ webhooks: [target("http://192.0.2.1:9/hook"), target(url)], webhookPolicy: { timeoutMs: 1_000, retryDelaysMs: [] } });
    await create(simulator);
    await simulator.settle();
    expect(simulator.deliveries.map(({ outcome }) => outcome)).toEqual(["failed", "delivered"]);
  });
});

describe("webhook faults", () => {
  async function play(name: Parameters<Awaited<ReturnType<typeof openSimulator>>["fault"]>[0], repeats?: number) {
    const { url, received } = await openReceiver();
    const simulator = await openSimulator({ webhooks: [target(url)] });
    simulator.fault(name, { repeats });
    const id = await create(simulator);
    await simulator.finishAll();
    await simulator.advance(15 * MINUTE_MS);
    await simulator.settle();
    return { simulator, received, id, progress: received.map(({ body }) => body.progress) };
  }

  it("webhook-duplicated: sends a delivery twice", async () => {
    const { received, progress } = await play("webhook-duplicated", 1);
    expect(progress.slice(0, 3)).toEqual([0, 0, 0]);
    expect(received[1]?.body).toEqual(received[0]?.body);
    expect(progress).toHaveLength(14);
  });

  it("webhook-reordered: sends a delivery after the next one", async () => {
    const { received, progress } = await play("webhook-reordered");
    expect(received.slice(0, 2).map(({ body }) => body.status)).toEqual(["IN_PROGRESS", "PENDING"]);
    expect(progress.toSorted((a, b) => a - b)).not.toEqual(progress);
    expect(progress).toHaveLength(13);
  });

  it("webhook-dropped: sends nothing and says so", async () => {
    const { received, simulator, id } = await play("webhook-dropped");
    expect(received).toEqual([]);
    expect(simulator.deliveries.map(({ outcome }) => outcome)).toEqual(Array(13).fill("dropped"));
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("webhook-delayed: sends a delivery minutes late", async () => {
    const { simulator, received } = await play("webhook-delayed", 1);
    const late = received.findIndex(({ body }) => body.status === "PENDING");
    expect(late).toBeGreaterThan(0);
    expect((simulator.deliveries[late]?.at ?? 0) - (simulator.tasks[0]?.createdAt ?? 0)).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it("webhook-without-secret: leaves the header out", async () => {
    const { received } = await play("webhook-without-secret");
    expect(received.every(({ headers }) => !("x-meshy-api-webhook-secret-key" in headers))).toBe(true);
  });

  it("webhook-wrong-secret: sends another of the same length", async () => {
    const { received } = await play("webhook-wrong-secret", 1);
    const [wrong, right] = received.map(({ headers }) => String(headers["x-meshy-api-webhook-secret-key"]));
    expect([wrong?.length, wrong === SECRET, right]).toEqual([SECRET.length, false, SECRET]);
  });

  it("webhook-disabled: switches the account's webhook off", async () => {
    const { simulator, received } = await play("webhook-disabled");
    expect([received.length, simulator.webhooks[0]?.isDisabled]).toEqual([0, true]);
  });
});
