import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { HOST_EVENT_TYPES, hostEventPayloadSchema } from "@model-3d/contract";
import express from "express";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { OUTGOING_WEBHOOK_DEFAULTS } from "../src/host-events/outgoing-webhook-options.ts";
import { PAUSE_MS, RETRY_DELAYS_MS } from "../src/host-events/plan-next-try.ts";
import { decodeWebhookSecret, signWebhook } from "../src/host-events/sign-webhook.ts";
import { makeSecret } from "../src/host-events/test/start-receiver.ts";

const guide = readFileSync(new URL("../../../docs/guides/webhooks-to-your-app.md", import.meta.url), "utf8");
const blocks = (language: string) => [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, code]) => code ?? "");
const UNITS_MS: Record<string, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 };

describe("the guide to webhooks", () => {
  it("lists every event there is", () => {
    expect([...guide.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map(([, type]) => type)).toEqual([...HOST_EVENT_TYPES]);
  });

  it("shows payloads in the form of the contract, one of each form", () => {
    const shown = blocks("json").map((json) => JSON.parse(json));
    for (const payload of shown) expect(hostEventPayloadSchema.parse(payload)).toEqual(payload);
    const forms = new Set(HOST_EVENT_TYPES.map((type) => shown.findIndex(({ data }) => hostEventPayloadSchema.safeParse({ type, timestamp: "2026-03-02T09:00:00.000Z", userId: null, data }).success)));
    expect(forms).toEqual(new Set(shown.keys()));
  });

  it("tells the delays, the time-out and the history as they are", () => {
    const delays = [...guide.matchAll(/^\| \d+ \| (?:(\d+) (\w+)|at once) \|/gm)].map(([, count, unit]) => Number(count ?? 0) * (UNITS_MS[unit ?? ""] ?? 0));
    expect(delays).toEqual([...RETRY_DELAYS_MS]);
    expect(guide).toContain(`within ${OUTGOING_WEBHOOK_DEFAULTS.timeoutMs / 1_000} seconds (\`timeoutMs\`)`);
    expect(guide).toContain(`nothing at all for ${PAUSE_MS / 1_000} seconds`);
    expect(guide).toContain(`kept for ${OUTGOING_WEBHOOK_DEFAULTS.historyMs / 86_400_000} days (\`historyMs\`)`);
  });

  it("has a receiver that takes what is signed and nothing else", async () => {
    const secret = makeSecret();
    const queued: unknown[] = [];
    const code = (blocks("js")[0] ?? "").replace(/^import .*$/gm, "").replace("export const hooks", "const hooks");
    const hooks = new Function("express", "Webhook", "process", "enqueue", `${code}\nreturn hooks;`)(express, Webhook, { env: { MODEL_3D_WEBHOOK_SECRET: secret } }, async (...entry: unknown[]) => queued.push(entry));
    const server = createServer(express().use(hooks));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const body = (blocks("json")[0] ?? "").trim();
    const post = async (key: Buffer | null) => {
      const headers = signWebhook({ id: randomUUID(), sentAt: new Date(), body }, key ? [key] : []);
      return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/model-3d`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body })).status;
    };
    expect([await post(decodeWebhookSecret(secret)), await post(decodeWebhookSecret(makeSecret())), await post(null)]).toEqual([204, 400, 400]);
    expect(queued).toEqual([[expect.any(String), JSON.parse(body)]]);
    server.close();
  });
});
