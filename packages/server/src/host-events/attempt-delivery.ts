import type { Readable } from "node:stream";
import type { HostEventPayload } from "@model-3d/contract";
import type { GuardedFetch } from "../files/guarded-fetch.ts";
import type { ResolvedWebhookEndpoint } from "./outgoing-webhook-options.ts";
import type { DeliveryResult } from "./plan-next-try.ts";
import { signWebhook } from "./sign-webhook.ts";

/** Of an endpoint's answer this much is kept for the history. */
export const MAX_ANSWER_CHARACTERS = 500;
const MAX_ANSWER_BYTES = 4 * MAX_ANSWER_CHARACTERS;

interface Attempt {
  endpoint: ResolvedWebhookEndpoint;
  eventId: string;
  payload: HostEventPayload;
  now: Date;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Sends one event to one endpoint, once. The address is judged anew each time and no redirect is followed. @throws the signal's reason. */
export async function attemptDelivery(guardedFetch: GuardedFetch, { endpoint, eventId, payload, now, timeoutMs, signal }: Attempt): Promise<DeliveryResult> {
  const body = JSON.stringify(payload);
  const headers = { "content-type": "application/json", ...signWebhook({ id: eventId, sentAt: now, body }, endpoint.keys) };
  try {
    // However long the answer is, no more than a piece of it is read, and its status counts.
    const request = { method: "POST", headers, body, maxBytes: Number.MAX_SAFE_INTEGER, redirects: 0, totalTimeoutMs: timeoutMs, signal } as const;
    const response = await guardedFetch(endpoint.url, request);
    return { kind: "answered", status: response.status, retryAfter: response.headers["retry-after"] ?? null, answer: await readStart(response.body) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

/** The beginning of an answer as one line of text, as far as it came. */
async function readStart(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (chunks.reduce((bytes, { length }) => bytes + length, 0) >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The status has been said; a body that breaks off changes nothing.
  } finally {
    body.destroy();
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES));
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, " ").trim().slice(0, MAX_ANSWER_CHARACTERS).toWellFormed();
}
