import { applyTaskReport } from "../generations/apply-task-report.ts";
import { askTask, type AskOutcome } from "../generations/ask-task.ts";
import { isUnderWay } from "../providers/is-under-way.ts";
import { ProviderError } from "../providers/provider-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { readNews, type DeliveryNews } from "./read-news.ts";
import { beginDelivery, endDelivery, noteFailedTry, readAgain, type ReadEntry, type UnreadDelivery } from "./webhook-service.ts";

/**
 * Works on one delivery of the inbox. That a task goes on is believed; that it has ended is only a reason to ask its service, and what that
 * says is applied. Can be run any number of times.
 *
 * @throws when it has to be tried again: the service is away, the database is, or the provider is not among the host's.
 */
export async function processDelivery(context: ServiceContext, inboxId: string, signal: AbortSignal): Promise<void> {
  const entry = (await beginDelivery(context, inboxId)) ?? (await beginUnread(context, inboxId));
  if (!entry) return;
  try {
    const outcome = await apply(context, entry, signal);
    if (outcome.kind === "away") throw outcome.error;
    if (outcome.kind === "unknown") throw new ProviderError(`The provider "${entry.provider}" is not among \`providers\`, or does not know this task any more.`, { actor: "host", code: "unknown_provider", retryable: true });
    // The service says that the task has ended and, asked, that it goes on: it will say the same to both in a moment.
    if (outcome.kind === "unchanged" && !isUnderWay(entry.report)) throw new ProviderError("The provider has told the end of a task, and does not know of it yet when it is asked.", { actor: "provider", code: "not_ended_yet", retryable: true });
    await endDelivery(context, inboxId, outcome.kind);
    context.metrics.observe("webhook_work", Math.max(0, context.clock.now().getTime() - entry.receivedAt.getTime()) / 1000, { provider: entry.provider, outcome: outcome.kind });
  } catch (error) {
    // Only what was made to be read is kept; anything else may hold what is nobody's business.
    const isSaid = error instanceof ProviderError;
    if (!isSaid && !signal.aborted) context.logger.warn({ err: error, inboxId, provider: entry.provider }, "A webhook delivery could not be worked on");
    const reason = isSaid ? context.secrets.text(error.message) : "It could not be worked on; the log says why.";
    await noteFailedTry(context, inboxId, reason).catch(() => undefined);
    throw error;
  }
}

/** Few are unread, and none that was begun is. */
async function beginUnread(context: ServiceContext, inboxId: string): Promise<ReadEntry | null> {
  await readAgain(context, inboxId, (unread) => readUnread(context, unread));
  return beginDelivery(context, inboxId);
}

/** The proof was given when it came, so that only the body is needed. */
function readUnread({ providers }: ServiceContext, { provider, body, headers, receivedAt }: UnreadDelivery): DeliveryNews | null {
  const webhook = providers.findAsynchronous(provider)?.webhook;
  const news = webhook ? readNews(webhook, { headers, query: new URLSearchParams(), rawBody: new TextEncoder().encode(body), now: receivedAt }) : null;
  return news !== null && news.taskId !== null ? news : null;
}

function apply(context: ServiceContext, { provider, taskId, report }: ReadEntry, signal: AbortSignal): Promise<AskOutcome> {
  if (isUnderWay(report)) return applyTaskReport(context, { provider, taskId }, report, "webhook");
  return askTask(context, { provider, taskId }, { via: "webhook", signal });
}
