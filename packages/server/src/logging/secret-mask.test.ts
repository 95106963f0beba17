import fc from "fast-check";
import { pino, type Logger } from "pino";
import { describe, expect, it } from "vitest";
import { hideSecrets } from "./hide-secrets.ts";
import { createSecretMask } from "./secret-mask.ts";

/** What keys, passwords and webhook secrets are made of, the characters that JSON, addresses and regular expressions treat specially among them. */
const secretText = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-.+/=&%?#:;@!$'()*[]{}|\\^~\"<> "), minLength: 8, maxLength: 40 }).filter((text) => text.trim() === text && new Set(text).size > 5);

/** Lines as they are written, by a logger that is set up as a host would. */
function openLog(...secrets: string[]): { logger: Logger; bytes(): string } {
  const lines: string[] = [];
  const mask = createSecretMask();
  mask.add(...secrets);
  const host = pino({ level: "trace", redact: ["nothing.of.ours"] }, { write: (line: string) => void lines.push(line) });
  return { logger: hideSecrets(host, mask), bytes: () => lines.join("") };
}

class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly headers: Record<string, string>;

  constructor(message: string, headers: Record<string, string>, options?: ErrorOptions) {
    super(message, options);
    this.headers = headers;
  }
}

/** Every place in which a secret was ever found in a log. */
const PLACES: Readonly<Record<string, (secret: string) => unknown>> = {
  "the message of an error": (secret) => new Error(`refused: ${secret}`),
  "the cause of a cause": (secret) => new Error("outer", { cause: new Error("inner", { cause: new TypeError(`of ${secret}!`) }) }),
  "a cause that is no error": (secret) => new Error("outer", { cause: { request: { text: secret } } }),
  "one of several errors": (secret) => new AggregateError([new Error("first"), new Error(secret)], "all failed"),
  "a field of an error": (secret) => new ServiceError("refused", { "x-some-header": secret }),
  "the stack": (secret) => Object.assign(new Error("refused"), { stack: `Error: refused\n    at ${secret} (file.ts:1:1)` }),
  "the name of an error": (secret) => Object.assign(new Error("refused"), { name: secret }),
  "the name of a field": (secret) => ({ [secret]: 1 }),
  "a list in a map": (secret) => new Map([["items", [secret]]]),
  "a set": (secret) => new Set([secret]),
  "headers": (secret) => new Headers({ "x-key": encodeURIComponent(secret) }),
  "what turns itself into JSON": (secret) => ({ toJSON: () => ({ text: secret }) }),
  "a getter": (secret) => ({ get text() { return secret; } }),
  "JSON within a text": (secret) => `body ${JSON.stringify({ text: secret })}`,
  "JSON within JSON": (secret) => JSON.stringify({ body: JSON.stringify({ text: secret }) }),
  "the query of an address": (secret) => `GET https://api.example/v1/tasks?key=${encodeURIComponent(secret)}`,
  "the query of an address of its own": (secret) => new URL(`https://api.example/?${new URLSearchParams({ q: secret }).toString()}`),
  "the user part of an address": (secret) => `postgres://shop:${encodeURIComponent(secret)}@db.internal/shop`,
  "a header in base64": (secret) => ({ text: `x ${Buffer.from(secret).toString("base64")}` }),
  "bytes": (secret) => ({ body: Buffer.from(secret) }),
  "deep down": (secret) => ({ a: { b: { c: { d: { e: secret } } } } }),
};

describe("a secret that is known", () => {
  it.each(Object.entries(PLACES))("never reaches the bytes of the log in %s, which a list of paths to redact misses", (_place, plant) => {
    fc.assert(
      fc.property(secretText, fc.constantFrom("object", "error", "message", "child"), (secret, how) => {
        const { logger, bytes } = openLog(secret);
        const planted = plant(secret);
        if (how === "object") logger.error({ details: planted }, "failed");
        else if (how === "error") logger.warn({ err: planted }, "failed %s", planted);
        else if (how === "message") logger.info(planted as object);
        else logger.child({ planted }).fatal("failed");
        const written = bytes();
        expect(written.length).toBeGreaterThan(10);
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) expect(written).not.toContain(form);
      }),
      { numRuns: 60 },
    );
  });

  it("is hidden as soon as it is known, and what is left says what happened", () => {
    const { logger, bytes } = openLog("correct horse battery");
    logger.error({ err: new ServiceError("the key correct horse battery was refused", {}), modelId: "m-1", attempts: 3 }, "A request failed");
    const line = JSON.parse(bytes()) as { err: { type: string; message: string; stack: string }; modelId: string; attempts: number; msg: string };
    expect(line).toMatchObject({ modelId: "m-1", attempts: 3, msg: "A request failed", err: { type: "ServiceError", message: "the key [hidden] was refused" } });
    expect(line.err.stack).toContain("secret-mask.test.ts");
  });

  it("is not copied for a line below the level, and what can't be read loses no line", () => {
    const { logger, bytes } = openLog();
    const circular: Record<string, unknown> = { get broken(): string { throw new Error("no"); } };
    circular.self = circular;
    logger.error({ circular, big: 10n, call: () => 1 }, "failed");
    expect(JSON.parse(bytes())).toMatchObject({ circular: { broken: "[unreadable]", self: "[circular]" }, big: "10", call: "[function]" });
    let reads = 0;
    logger.level = "warn";
    logger.debug({ get costly() { reads += 1; return 1; } });
    expect(reads).toBe(0);
  });
});

describe("a secret that nobody told us of", () => {
  const text = (given: string) => createSecretMask().text(given);
  it.each([
    ["a signature in a link of ours", "/api/model-files/7/model.glb?expires=99&signature=Zm9vYmFy-_1", "Zm9vYmFy"],
    ["a signature of a bucket", "https://bucket.example/a.glb?X-Amz-Credential=AKIAX&X-Amz-Signature=0a1b2c3d", "0a1b2c3d"],
    ["a policy of a distribution", "see https://d1.example/a.glb?Policy=eyJTdGF0ZW1&Key-Pair-Id=K2", "eyJTdGF0ZW1"],
    ["a bearer token", "Authorization: Bearer abc.def-ghi", "abc.def-ghi"],
    ["a token without its header", "got Bearer abcdefgh1234 back", "abcdefgh1234"],
    ["a basic log-in", "authorization=Basic c2hvcDpwYXNz", "c2hvcDpwYXNz"],
    ["a cookie", 'cookie: "session=s%3Aabcdef; theme=dark"', "abcdef"],
    ["a password of a database", "connect ECONNREFUSED postgres://shop:hunter2@db/shop", "hunter2"],
    ["a password with an @", "postgres://shop:hun@ter2@db/shop", "ter2"],
    ["a field of JSON", '{"webhookSecret":"abc def"}', "abc def"],
    ["a key of Meshy", "key msy_0123456789abcdef refused", "0123456789abcdef"],
    ["a secret of Standard Webhooks", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "C2FVsBQ"],
    ["a token of a log-in", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def", "eyJzdWIiOiIxIn0"],
  ])("is hidden by its looks: %s", (_what, line, secret) => {
    expect(line).toContain(secret);
    expect(text(line)).not.toContain(secret);
    expect(text(line)).toContain("[hidden]");
    expect(text(text(line))).toBe(text(line));
  });

  it("is hidden by the name of its field, however it looks", () => {
    const hidden = createSecretMask().value({ authorization: "x", Cookie: ["a=b"], apiKey: "k", "x-meshy-api-webhook-secret-key": "s", password: { deep: 1 }, taskId: "t", key: "models/7" });
    expect(hidden).toEqual({ authorization: "[hidden]", Cookie: "[hidden]", apiKey: "[hidden]", "x-meshy-api-webhook-secret-key": "[hidden]", password: "[hidden]", taskId: "t", key: "models/7" });
  });

  it.each(["A model costs 10 tokens; none were spent", "The database client warns", "https://shop.example/products/7", "password authentication failed for user \"shop\"", "at run (/srv/app/src/a.ts:1:2)"])("leaves what is none alone: %s", (line) => {
    expect(text(line)).toBe(line);
  });
});
