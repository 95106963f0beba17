import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookDelivery } from "../provider.ts";
import { ed25519Proof } from "./ed25519-proof.ts";
import { sharedSecretHeader } from "./shared-secret-header.ts";
import { standardWebhooksProof } from "./standard-webhooks-proof.ts";
import { timestampedHmac } from "./timestamped-hmac.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const SECONDS = NOW.getTime() / 1000;
const BODY = '{"id":"t1", "status":"SUCCEEDED"}';

function delivery(headers: WebhookDelivery["headers"], { body = BODY as string | Uint8Array, query = "", now = NOW } = {}): WebhookDelivery {
  return { headers, query: new URLSearchParams(query), rawBody: typeof body === "string" ? new TextEncoder().encode(body) : body, now };
}

const hmacKey = Buffer.from("0123456789abcdef0123456789abcdef");
const WHSEC = `whsec_${hmacKey.toString("base64")}`;
const pair = generateKeyPairSync("ed25519");
const publicKey = Buffer.from(String(pair.publicKey.export({ format: "jwk" }).x), "base64url");
const hashOf = (body: string) => createHash("sha256").update(body).digest("hex");

const tripo = timestampedHmac({ header: "Tripo-Webhook-Signature", secrets: ["new-secret", "old-secret"] });
const tripoHeader = (t: number | string, secret = "new-secret", body = BODY) => ({ "tripo-webhook-signature": `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}` });
const replicate = standardWebhooksProof({ secrets: [WHSEC] });
const replicateHeaders = (t: number | string, body = BODY, id = "msg_1") => ({ "webhook-id": id, "webhook-timestamp": String(t), "webhook-signature": `v1,${createHmac("sha256", hmacKey).update(`${id}.${t}.${body}`).digest("base64")}` });
const fal = ed25519Proof({ keys: () => [Buffer.alloc(32, 1), publicKey] });
const falHeaders = (t: number | string, body = BODY) => ({
  "x-fal-webhook-request-id": "r1",
  "x-fal-webhook-user-id": "u1",
  "x-fal-webhook-timestamp": String(t),
  "x-fal-webhook-signature": sign(null, Buffer.from(["r1", "u1", t, hashOf(body)].join("\n")), pair.privateKey).toString("hex"),
});

describe("a shared secret in a header", () => {
  const verify = sharedSecretHeader({ header: "X-Secret", secrets: ["right-secret", "older-secret"] });

  it.each(["right-secret", "older-secret"])("is taken when it is one of those known: %s", (secret) => {
    expect(verify(delivery({ "x-secret": secret }))).toBe(true);
  });

  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["a wrong one", "wrong"],
    ["a wrong one of the same length", "right-secreT"],
    ["the start of it", "right"],
    ["more than it", "right-secret "],
    ["it doubled, as Node joins headers", "right-secret, right-secret"],
    ["an array", ["right-secret", "right-secret"]],
    ["an array of one", ["right-secret"]],
    ["1 MB of it", "right-secret".repeat(90_000)],
  ])("is refused, without an error: %s", (_what, given) => {
    expect(verify(delivery({ "x-secret": given }))).toBe(false);
  });

  it("is looked for in the address only where that is allowed, once, and only when there is no header", () => {
    const withQuery = sharedSecretHeader({ header: "X-Secret", secrets: ["right-secret"], queryParameter: "secret" });
    expect(verify(delivery({}, { query: "secret=right-secret" }))).toBe(false);
    expect(withQuery(delivery({}, { query: "secret=right-secret" }))).toBe(true);
    expect(withQuery(delivery({}, { query: "secret=right-secret&secret=right-secret" }))).toBe(false);
    expect(withQuery(delivery({ "x-secret": "wrong" }, { query: "secret=right-secret" }))).toBe(false);
  });

  it("can't be made without one, nor with one that no header carries", () => {
    expect(() => sharedSecretHeader({ header: "x", secrets: [] })).toThrow(TypeError);
    for (const secret of ["", "with space", "ümlaut", "a\nb"]) expect(() => sharedSecretHeader({ header: "x", secrets: [secret] })).toThrow(TypeError);
  });
});

describe("a timestamped HMAC", () => {
  it("is taken within five minutes either way, by each secret, in any case, also as one of several signatures", () => {
    for (const t of [SECONDS, SECONDS - 300, SECONDS + 300]) expect(tripo(delivery(tripoHeader(t)))).toBe(true);
    expect(tripo(delivery(tripoHeader(SECONDS, "old-secret")))).toBe(true);
    const { "tripo-webhook-signature": right } = tripoHeader(SECONDS);
    expect(tripo(delivery({ "tripo-webhook-signature": right.replace(/v1=.*/, (part) => part.toUpperCase()) }))).toBe(true);
    expect(tripo(delivery({ "tripo-webhook-signature": right.replace(",", ",v1=00ff, v0=1,") }))).toBe(true);
  });

  it("is over the raw bytes, whatever they are", () => {
    const body = Uint8Array.from([0xff, 0x00, 0xfe, 0x7b]);
    const signature = createHmac("sha256", "new-secret").update(`${SECONDS}.`).update(body).digest("hex");
    expect(tripo(delivery({ "tripo-webhook-signature": `t=${SECONDS},v1=${signature}` }, { body }))).toBe(true);
  });

  it.each([
    ["an old one", tripoHeader(SECONDS - 301)],
    ["one from the future", tripoHeader(SECONDS + 301)],
    ["another secret's", tripoHeader(SECONDS, "guessed")],
    ["one of another body", tripoHeader(SECONDS, "new-secret", "{}")],
    ["one of another time", { "tripo-webhook-signature": tripoHeader(SECONDS)["tripo-webhook-signature"].replace(String(SECONDS), String(SECONDS + 1)) }],
    ["two times", { "tripo-webhook-signature": `t=${SECONDS},${tripoHeader(SECONDS)["tripo-webhook-signature"]}` }],
    ["no time", { "tripo-webhook-signature": tripoHeader(SECONDS)["tripo-webhook-signature"].replace(/t=\d+,/, "") }],
    ["a time that is no number", tripoHeader("1e9")],
    ["no signature", { "tripo-webhook-signature": `t=${SECONDS}` }],
    ["a cut signature", { "tripo-webhook-signature": tripoHeader(SECONDS)["tripo-webhook-signature"].slice(0, -2) }],
    ["nothing", {}],
    ["an array", { "tripo-webhook-signature": [tripoHeader(SECONDS)["tripo-webhook-signature"]] }],
  ])("is refused: %s", (_what, headers: WebhookDelivery["headers"]) => {
    expect(tripo(delivery(headers))).toBe(false);
  });

  it("can't be made without a secret", () => {
    expect(() => timestampedHmac({ header: "x", secrets: [] })).toThrow(TypeError);
    expect(() => timestampedHmac({ header: "x", secrets: [""] })).toThrow(TypeError);
  });
});

describe("Standard Webhooks", () => {
  it("takes the specification's own example", () => {
    const example = standardWebhooksProof({ secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] });
    const headers = { "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330", "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" };
    expect(example(delivery(headers, { body: '{"test": 2432232314}', now: new Date(1_614_265_330_000) }))).toBe(true);
  });

  it("takes one signature of several, and another prefix", () => {
    const headers = replicateHeaders(SECONDS);
    expect(replicate(delivery({ ...headers, "webhook-signature": `v1a,xyz v1,AAAA ${headers["webhook-signature"]}` }))).toBe(true);
    const svix = standardWebhooksProof({ secrets: [WHSEC], prefix: "Svix" });
    expect(svix(delivery(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace("webhook", "svix"), value]))))).toBe(true);
  });

  it.each([
    ["an old one", replicateHeaders(SECONDS - 301)],
    ["one from the future", replicateHeaders(SECONDS + 301)],
    ["one of another body", replicateHeaders(SECONDS, "{}")],
    ["one of another id", { ...replicateHeaders(SECONDS), "webhook-id": "msg_2" }],
    ["another version", { ...replicateHeaders(SECONDS), "webhook-signature": replicateHeaders(SECONDS)["webhook-signature"].replace("v1", "v2") }],
    ["no id", { ...replicateHeaders(SECONDS), "webhook-id": undefined }],
    ["no time", { ...replicateHeaders(SECONDS), "webhook-timestamp": undefined }],
    ["nothing", {}],
  ])("refuses %s", (_what, headers: WebhookDelivery["headers"]) => {
    expect(replicate(delivery(headers))).toBe(false);
  });

  it("can't be made without a secret, nor with one that is no base64", () => {
    expect(() => standardWebhooksProof({ secrets: [] })).toThrow(TypeError);
    expect(() => standardWebhooksProof({ secrets: ["whsec_"] })).toThrow(TypeError);
    expect(() => standardWebhooksProof({ secrets: ["whsec_not base64!"] })).toThrow(TypeError);
  });
});

describe("Ed25519", () => {
  it("takes a signature by any of the keys", async () => {
    expect(await fal(delivery(falHeaders(SECONDS)))).toBe(true);
  });

  it.each([
    ["an old one", falHeaders(SECONDS - 301)],
    ["one of another body", falHeaders(SECONDS, "{}")],
    ["one of another user", { ...falHeaders(SECONDS), "x-fal-webhook-user-id": "u2" }],
    ["one that is no hex", { ...falHeaders(SECONDS), "x-fal-webhook-signature": "zz".repeat(64) }],
    ["one that is too long", { ...falHeaders(SECONDS), "x-fal-webhook-signature": `${falHeaders(SECONDS)["x-fal-webhook-signature"]}00` }],
    ["nothing", {}],
  ])("refuses %s", async (_what, headers: WebhookDelivery["headers"]) => {
    expect(await fal(delivery(headers))).toBe(false);
  });

  it("refuses, without an error, when the keys can't be had or are none", async () => {
    for (const keys of [() => Promise.reject(new Error("away")), () => { throw new Error("away"); }, () => [], () => [Buffer.from("short")]]) {
      expect(await ed25519Proof({ keys })(delivery(falHeaders(SECONDS)))).toBe(false);
    }
  });
});

it("no proof throws, or passes, for anything that a stranger may send", async () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined), fc.constantFrom(String(SECONDS), `t=${SECONDS},v1=`, "v1,", "00".repeat(64)));
  const names = ["x-secret", "tripo-webhook-signature", "webhook-id", "webhook-timestamp", "webhook-signature", "x-fal-webhook-request-id", "x-fal-webhook-user-id", "x-fal-webhook-timestamp", "x-fal-webhook-signature"];
  const headers = fc.record(Object.fromEntries(names.map((name) => [name, value])));
  const secret = sharedSecretHeader({ header: "x-secret", secrets: ["a-secret-that-is-long"], queryParameter: "secret" });
  await fc.assert(
    fc.asyncProperty(headers, fc.uint8Array(), fc.string(), async (sent, body, query) => {
      const strange = delivery(sent, { body, query });
      expect([secret(strange), tripo(strange), replicate(strange), await fal(strange)]).toEqual([false, false, false, false]);
    }),
    { numRuns: 200 },
  );
});
