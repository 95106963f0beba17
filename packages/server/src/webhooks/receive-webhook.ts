import type { Request } from "express";
import { ApiError } from "../http/api-error.ts";
import { readRawBody } from "../http/read-raw-body.ts";
import type { AsynchronousProvider, ProviderWebhook, WebhookDelivery } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { readNews } from "./read-news.ts";
import { keepUnread, type TakenDelivery } from "./webhook-service.ts";

/** Far above what any service tells of a task. */
export const MAX_WEBHOOK_BYTES = 256 * 1024;
/** Headers that are kept beside the body for the operator; none of them is ever a secret. */
const KEPT_HEADERS = ["user-agent", "webhook-id", "x-request-id"];
const MAX_HEADER_CHARACTERS = 300;
const UTF_8 = /^utf-?8$/i;

/** `ignored`: proven, and says nothing; `unread`: kept for the operator, since this version cannot read it. */
export type ReceivedWebhook = { taken: TakenDelivery; taskId: string } | { taken: "ignored" | "unread" };

interface ReceiveRequest {
  provider: string;
  request: Request;
}

/**
 * Takes a delivery: its form first, then its proof, only then what it says; and that is written down before it is acknowledged. Nothing is asked
 * of any service on the way.
 *
 * @throws ApiError `payload_too_large`, `unsupported_media_type`, `not_found`, `unauthorized`, `invalid_request`; what the database throws.
 */
export async function receiveWebhook(context: ServiceContext, { provider: name, request }: ReceiveRequest): Promise<ReceivedWebhook> {
  checkForm(request);
  const provider = context.options.tasks.news.webhooks ? context.providers.findAsynchronous(name) : null;
  if (!provider?.webhook) throw new ApiError("not_found", "No provider of this server hears of its tasks under this address.");
  const now = context.clock.now();
  const rawBody = await readRawBody(request, { maxBytes: MAX_WEBHOOK_BYTES, isExact: provider.webhook.needsRawBody });
  const delivery: WebhookDelivery = { headers: request.headers, query: queryOf(request), rawBody, now };
  if (!(await isProven(context, provider, provider.webhook, delivery))) {
    context.metrics.count("webhook_refused", { provider: provider.name });
    throw new ApiError("unauthorized", "The proof that this delivery is the service's own is missing or wrong. Check the webhook's secret on both sides.");
  }
  const news = readNews(provider.webhook, delivery);
  if (news === null) {
    context.metrics.count("webhook_deliveries", { provider: provider.name, result: "ignored" });
    return { taken: "ignored" };
  }
  if (news.taskId === null) {
    const inboxId = context.ids.uuid();
    await keepUnread(context, { id: inboxId, provider: provider.name, body: news.body, headers: keptHeaders(request), receivedAt: now });
    context.metrics.count("webhook_deliveries", { provider: provider.name, result: "unread" });
    context.logger.error({ inboxId, provider: provider.name, bytes: rawBody.byteLength }, "A proven webhook delivery cannot be read: has the provider changed its form? It is kept, and `model-3d webhooks replay` reads it again");
    return { taken: "unread" };
  }
  const taken = await context.deliveries.take({ id: context.ids.uuid(), provider: provider.name, ...news, headers: keptHeaders(request), receivedAt: now });
  context.metrics.count("webhook_deliveries", { provider: provider.name, result: taken });
  return { taken, taskId: news.taskId };
}

function checkForm(request: Request): void {
  if (Number(request.headers["content-length"] ?? 0) > MAX_WEBHOOK_BYTES) throw new ApiError("payload_too_large", undefined, { limit: MAX_WEBHOOK_BYTES });
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") throw new ApiError("unsupported_media_type", "Send JSON that is not compressed.");
  const [type = "", ...parameters] = (request.headers["content-type"] ?? "").split(";").map((part) => part.trim());
  if (!/^application\/(?:[\w.-]+\+)?json$/i.test(type)) throw new ApiError("unsupported_media_type", "Send JSON with `Content-Type: application/json`.");
  for (const parameter of parameters) {
    const [, charset] = /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter) ?? [];
    if (charset !== undefined && !UTF_8.test(charset)) throw new ApiError("unsupported_media_type", "Send JSON in UTF-8.");
  }
}

function queryOf(request: Request): URLSearchParams {
  const start = request.originalUrl.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : request.originalUrl.slice(start + 1));
}

/** A proof that fails with an error proves nothing. */
async function isProven({ logger }: ServiceContext, { name }: AsynchronousProvider, webhook: ProviderWebhook, delivery: WebhookDelivery): Promise<boolean> {
  try {
    return (await webhook.verify(delivery)) === true;
  } catch (error) {
    logger.error({ err: error, provider: name }, "The proof of a webhook delivery failed with an error");
    return false;
  }
}

function keptHeaders(request: Request): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (typeof request.headers[name] === "string" ? [[name, request.headers[name].slice(0, MAX_HEADER_CHARACTERS)]] : [])));
}
