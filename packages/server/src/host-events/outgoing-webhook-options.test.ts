import { HOST_EVENT_TYPES } from "@model-3d/contract";
import { describe, expect, it } from "vitest";
import { OUTGOING_WEBHOOK_DEFAULTS, resolveOutgoingWebhookOptions, type OutgoingWebhookEndpoint } from "./outgoing-webhook-options.ts";
import { makeSecret } from "./test/start-receiver.ts";

const secrets = [makeSecret()];
const resolve = (endpoint: Partial<OutgoingWebhookEndpoint>, allowedOrigins: string[] = []) => resolveOutgoingWebhookOptions({ endpoints: [{ url: "https://shop.example/hooks", secrets, ...endpoint }] }, allowedOrigins);

describe("the options of outgoing webhooks", () => {
  it("have no endpoint when nothing is said, and tell each one everything", () => {
    expect(resolveOutgoingWebhookOptions()).toEqual(OUTGOING_WEBHOOK_DEFAULTS);
    expect([...(resolve({}).endpoints[0]?.events ?? [])]).toEqual([...HOST_EVENT_TYPES]);
    expect(resolve({ events: ["model.failed"] }).endpoints[0]?.events).toEqual(new Set(["model.failed"]));
  });

  it.each([
    "http://shop.example/hooks",
    "https://shop.example:8443/hooks",
    "https://ann:secret@shop.example/hooks",
    "https://shop.example./hooks",
    "https://127.0.0.1/hooks",
    "https://2130706433/hooks",
    "https://[::1]/hooks",
    "https://169.254.169.254/latest",
    "https://[::ffff:10.0.0.1]/hooks",
    "ftp://shop.example/hooks",
    "shop.example",
    "",
  ])("refuse the address %j at once", (url) => expect(() => resolve({ url })).toThrow(/^model-3d: `outgoingWebhooks\.endpoints\[0\]\.url` must be a public address/));

  it("take a listed origin as it is, and no other port of it", () => {
    expect(resolve({ url: "http://127.0.0.1:3000/hooks" }, ["http://127.0.0.1:3000"]).endpoints[0]?.url).toBe("http://127.0.0.1:3000/hooks");
    expect(() => resolve({ url: "http://127.0.0.1:3001/hooks" }, ["http://127.0.0.1:3000"])).toThrow(TypeError);
  });

  it("refuse secrets that are none, without repeating them", () => {
    expect(() => resolve({ secrets: [] })).toThrow(/at least one secret/);
    expect(() => resolve({ secrets: [...secrets, "hunter2"] })).toThrow(/`whsec_` and 24 to 64 random bytes/);
    expect(() => resolve({ secrets: ["hunter2"] })).not.toThrow(/hunter2/);
  });

  it("refuse unknown events, an address twice, and times that cannot be", () => {
    expect(() => resolve({ events: ["model.exploded" as never] })).toThrow(/model\.exploded/);
    const twice = { url: "https://shop.example/hooks", secrets };
    expect(() => resolveOutgoingWebhookOptions({ endpoints: [twice, { ...twice, url: "https://SHOP.example:443/hooks" }] })).toThrow(/twice/);
    for (const bad of [{ timeoutMs: 0 }, { timeoutMs: 60_000 }, { pollIntervalMs: 0 }, { historyMs: 1 }, { timeoutMs: Number.NaN }]) expect(() => resolveOutgoingWebhookOptions(bad)).toThrow(TypeError);
  });
});
