import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { decodeWebhookSecret, signWebhook } from "./sign-webhook.ts";

const toSecret = (key: Uint8Array) => `whsec_${Buffer.from(key).toString("base64")}`;
const anyKey = fc.uint8Array({ minLength: 24, maxLength: 64 });

describe("signing", () => {
  it("is what the receivers' library verifies, whatever the body and the key", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }), anyKey, fc.uuid(), (value, key, id) => {
        const body = JSON.stringify(value);
        const headers = signWebhook({ id, sentAt: new Date(), body }, [Buffer.from(key)]);
        expect(new Webhook(toSecret(key)).verify(body, headers)).toEqual(JSON.parse(body));
      }),
      { numRuns: 50 },
    );
  });

  it("does not hold for another body, id, time or key", () => {
    const [key, other] = [Buffer.alloc(24, 1), Buffer.alloc(24, 2)];
    const headers = signWebhook({ id: "a", sentAt: new Date(), body: "{}" }, [key]);
    const webhook = new Webhook(toSecret(key));
    expect(webhook.verify("{}", headers)).toEqual({});
    expect(() => webhook.verify("{ }", headers)).toThrow();
    expect(() => webhook.verify("{}", { ...headers, "webhook-id": "b" })).toThrow();
    expect(() => webhook.verify("{}", { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) - 1) })).toThrow();
    expect(() => new Webhook(toSecret(other)).verify("{}", headers)).toThrow();
  });

  it("signs with each key, so that old and new receivers verify while a secret is replaced", () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const headers = signWebhook({ id: "a", sentAt: new Date(), body: "{}" }, keys);
    expect(headers["webhook-signature"].split(" ")).toHaveLength(2);
    for (const key of keys) expect(new Webhook(toSecret(key)).verify("{}", headers)).toEqual({});
  });
});

describe("a secret", () => {
  it("gives its key back", () => {
    fc.assert(fc.property(anyKey, (key) => void expect(decodeWebhookSecret(toSecret(key))).toEqual(Buffer.from(key))));
  });

  it.each(["", "whsec_", "whsec_AAAA", toSecret(Buffer.alloc(23)), toSecret(Buffer.alloc(65)), toSecret(Buffer.alloc(32)).slice(6), `${toSecret(Buffer.alloc(32)).slice(0, -1)}`, `${toSecret(Buffer.alloc(24))} `, `whsec_${"*".repeat(32)}`])(
    "%j is none",
    (secret) => expect(decodeWebhookSecret(secret)).toBeNull(),
  );
});
