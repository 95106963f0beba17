import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebhookHost, type WebhookHost } from "./test/start-webhook-host.ts";

let web: WebhookHost;
beforeAll(async () => {
  web = await startWebhookHost({ withoutWorkers: true });
});
afterAll(() => web.close());

describe("a delivery without proof is not even read, so that nobody learns from the answer how it would be", () => {
  it.each([
    ["no JSON", "{"],
    ["nested 100,000 deep", "[".repeat(100_000)],
    ["no UTF-8", Uint8Array.from([0xff, 0xfe, 0x7b])],
    ["of no task", JSON.stringify({ id: "\u0000" })],
  ])("%s: 401 with a wrong secret, 400 or 202 with the right one", async (_what, body) => {
    const before = await web.inbox();
    expect((await web.deliver(body, { secret: "wrong" })).status).toBe(401);
    expect((await web.deliver(body, { secret: null })).status).toBe(401);
    expect(await web.inbox()).toEqual(before);
    expect([200, 202, 400]).toContain((await web.deliver(body)).status);
  });
});
