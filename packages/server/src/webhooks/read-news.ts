import { ApiError } from "../http/api-error.ts";
import type { ProviderWebhook, WebhookDelivery } from "../providers/provider.ts";
import { storedReportSchema, type StoredReport } from "./stored-report.ts";

/** Deeper than any service nests its news. */
const MAX_DEPTH = 64;
/** Any service's id; a NUL or half a character could not be stored. */
const TASK_ID = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

export interface DeliveryNews {
  taskId: string;
  report: StoredReport;
  /** The body as text. */
  body: string;
}

/** A body that nothing could be made of. */
export interface UnreadNews {
  taskId: null;
  body: string;
}

/**
 * What a proven delivery says; `null` when it says nothing at all, as the test of an address does. One that says something this version
 * cannot read is `unread`: the service may have changed its form.
 *
 * @throws ApiError `invalid_request` for a body that is no plain JSON in UTF-8.
 */
export function readNews(webhook: ProviderWebhook, delivery: WebhookDelivery): DeliveryNews | UnreadNews | null {
  const body = decode(delivery.rawBody);
  const value = parse(body);
  checkJson(value, 0);
  const news = readBy(webhook, delivery);
  if (news === null && !saysSomething(value)) return null;
  const report = storedReportSchema.safeParse(news?.report);
  return news && report.success && TASK_ID.test(news.taskId) ? { taskId: news.taskId, report: report.data, body } : { taskId: null, body };
}

const saysSomething = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length > 0;

function decode(bytes: Uint8Array): string {
  try {
    // A byte order mark stays where it is, and JSON does not take it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ApiError("invalid_request", "The body must be JSON in UTF-8.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError("invalid_request", "The body must be one JSON value.");
  }
}

/** So that no reader has to be afraid of depth or of keys that are more than keys. */
function checkJson(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= MAX_DEPTH) throw new ApiError("invalid_request", `The body is nested more than ${MAX_DEPTH} deep.`);
  if (Object.hasOwn(value, "__proto__")) throw new ApiError("invalid_request", "The body has a key called __proto__.");
  for (const item of Object.values(value)) checkJson(item, depth + 1);
}

function readBy(webhook: ProviderWebhook, delivery: WebhookDelivery): ReturnType<ProviderWebhook["read"]> {
  try {
    return webhook.read(delivery);
  } catch {
    return null;
  }
}
