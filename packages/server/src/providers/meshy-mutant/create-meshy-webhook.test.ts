import { describe, expect, it } from "vitest";
import type { WebhookDelivery } from "../provider.ts";
import { createMeshyWebhook } from "./create-meshy-webhook.ts";
import { recorded } from "./test/read-recorded-tasks.ts";

const OPTIONS = { fileOrigin: null, fileLifeMs: 1000 };
const SECRETS = ["the-new-secret", "the-old-secret-2025"];
const HEADER = "x-meshy-api-webhook-secret-key";

function open(acceptSecretInQuery = false) {
  const webhook = createMeshyWebhook({ webhookSecrets: SECRETS, acceptSecretInQuery }, OPTIONS);
  if (!webhook) throw new Error("There is no webhook.");
  return webhook;
}

function delivery({ headers = {}, query = "", body = "" }: { headers?: WebhookDelivery["headers"]; query?: string; body?: string | Uint8Array }): WebhookDelivery {
  return { headers, query: new URLSearchParams(query), rawBody: typeof body === "string" ? Buffer.from(body) : body, now: new Date(0) };
}

describe("the proof", () => {
  it("is any of the secrets, in the header", async () => {
    for (const secret of SECRETS) expect(await open().verify(delivery({ headers: { [HEADER]: secret } }))).toBe(true);
  });

  it("is nothing else", async () => {
    const wrong = [undefined, "", "the-new-secreT", "the-new-secret ", "the-new-secret, the-new-secret", "x".repeat(1024 * 1024), ["the-new-secret"], ["the-new-secret", "the-new-secret"], []];
    for (const webhook of [open(), open(true)]) {
      for (const secret of wrong) expect(await webhook.verify(delivery({ headers: { [HEADER]: secret } }))).toBe(false);
      expect(await webhook.verify(delivery({ headers: { "x-meshy-signature": "the-new-secret" } }))).toBe(false);
    }
  });

  it("may be in the address where the host says so, once, and not beside a wrong header", async () => {
    const inQuery = delivery({ query: "secret=the-new-secret" });
    expect(await open().verify(inQuery)).toBe(false);
    expect(await open(true).verify(inQuery)).toBe(true);
    for (const query of ["secret=", "secret=x", "secret=the-new-secret&secret=the-new-secret"]) expect(await open(true).verify(delivery({ query }))).toBe(false);
    expect(await open(true).verify({ ...inQuery, headers: { [HEADER]: "wrong" } })).toBe(false);
  });

  it("is not there without secrets", () => {
    expect(createMeshyWebhook({ webhookSecrets: [], acceptSecretInQuery: true }, OPTIONS)).toBeNull();
  });
});

describe("the body", () => {
  const read = (body: string | Uint8Array) => open().read(delivery({ body }));

  it("names the task and what is said of it, but no file", () => {
    const { id } = recorded("succeeded");
    expect(read(JSON.stringify(recorded("inProgress")))).toEqual({ taskId: id, report: { status: "IN_PROGRESS", progress: 73 } });
    expect(read(JSON.stringify(recorded("succeeded")))).toMatchObject({ taskId: id, report: { status: "SUCCEEDED", files: [] } });
    expect(read(`\uFEFF${JSON.stringify(recorded("pending"))}`)).toMatchObject({ taskId: id, report: { status: "PENDING" } });
    expect(read(JSON.stringify(recorded("unknownWord")))).toMatchObject({ report: { status: "IN_PROGRESS" } });
  });

  it("names no task when it is something else, and breaks nothing", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const nothing = ["", "null", "7", "[]", "{}", "{", '{"id":"a"}', '{"status":"SUCCEEDED"}', '{"id":"","status":"FAILED"}', '{"id":"../../x","status":"FAILED"}', '{"id":["a"],"status":"FAILED"}', `{"id":"${"a".repeat(200)}","status":"FAILED"}`, deep, `{"id":"a","status":"FAILED","x":"${"x".repeat(300_000)}"}`];
    for (const body of nothing) expect(read(body)).toBeNull();
    expect(read(Buffer.from(JSON.stringify(recorded("pending")), "utf16le"))).toBeNull();
    expect(read(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))).toBeNull();
  });

  it("does not reach what every object has", () => {
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"id":"task-1","status":"FAILED","task_error":{"type":"constructor","message":"x"}}';
    expect(read(body)).toMatchObject({ taskId: "task-1", report: { status: "FAILED", code: "failed" } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
