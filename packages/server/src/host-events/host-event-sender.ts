import type { GuardedFetch } from "../files/guarded-fetch.ts";
import type { ServiceContext } from "../service-context.ts";
import { attemptDelivery } from "./attempt-delivery.ts";
import { claimDeliveries, disableEndpoint, fanOutEvents, handBackDelivery, markDelivered, markForRetry, markGivenUp, pauseEndpoint, type ClaimedDelivery } from "./delivery-repository.ts";
import { HOST_EVENTS_CHANNEL } from "./host-event-repository.ts";
import type { ResolvedWebhookEndpoint } from "./outgoing-webhook-options.ts";
import { planNextTry, type DeliveryResult } from "./plan-next-try.ts";

export interface HostEventSender {
  /** Begins to give events out and to send what is due, until it is stopped. */
  start(): Promise<void>;
  /** Lets requests that are under way end for a while, then hands them back. */
  stop(): Promise<void>;
}

/** A worker that has said nothing for this long is taken for dead; longer than any try can take. */
const LEASE_MS = 90_000;
export const MAX_AT_ONCE_PER_ENDPOINT = 4;
const FAN_OUT_PAGE = 200;
/** Without endpoints nothing is ever due; new events tell of themselves. */
const IDLE_INTERVAL_MS = 60_000;
const STOP_GRACE_MS = 3_000;

type SenderContext = Pick<ServiceContext, "database" | "clock" | "logger" | "secrets" | "metrics"> & { options: Pick<ServiceContext["options"], "outgoingWebhooks"> };

/**
 * Sends events to the host's endpoints, beside any number of other processes that do the same: rows say what is due, and each try is
 * claimed before it is made. Short transactions only; none is open while a request is.
 */
export function createHostEventSender(context: SenderContext, guardedFetch: GuardedFetch): HostEventSender {
  const { database, clock, logger } = context;
  const { endpoints, pollIntervalMs, timeoutMs } = context.options.outgoingWebhooks;
  const wanted = endpoints.flatMap(({ url, events }) => [...events].map((type) => ({ url, type })));
  const underWay = new Map(endpoints.map(({ url }) => [url, new Set<Promise<void>>()]));
  const stopping = new AbortController();
  let isRunning = false;
  let asked = false;
  let passing: Promise<void> | null = null;
  let stopListening = async () => {};
  let timer: NodeJS.Timeout | undefined;

  const wake = () => {
    asked = true;
    if (!isRunning) return;
    passing ??= pass()
      .catch((error: unknown) => logger.warn({ err: error }, "Events for the host could not be looked for; this is tried again"))
      .finally(() => {
        passing = null;
        if (asked) wake();
      });
  };

  const pass = async () => {
    while (asked && isRunning) {
      asked = false;
      const given = await database.statementAsService((trx) => fanOutEvents(trx, { wanted, now: clock.now(), limit: FAN_OUT_PAGE }));
      if (given === FAN_OUT_PAGE) asked = true;
      for (const endpoint of endpoints) await sendDue(endpoint);
    }
  };

  const sendDue = async (endpoint: ResolvedWebhookEndpoint) => {
    const running = underWay.get(endpoint.url) ?? new Set();
    const limit = MAX_AT_ONCE_PER_ENDPOINT - running.size;
    if (limit === 0 || !isRunning) return;
    const now = clock.now();
    const claimed = await database.statementAsService((trx) => claimDeliveries(trx, { endpoint: endpoint.url, now, leaseUntil: new Date(now.getTime() + LEASE_MS), limit }));
    for (const delivery of claimed) {
      const sending = send(endpoint, delivery)
        .catch((error: unknown) => logger.error({ err: error, event: delivery.event.id, endpoint: nameOf(endpoint) }, "What became of a webhook could not be written down; it is sent again"))
        .finally(() => {
          running.delete(sending);
          wake();
        });
      running.add(sending);
    }
  };

  const send = async (endpoint: ResolvedWebhookEndpoint, { event, attempts }: ClaimedDelivery) => {
    const delivery = { eventId: event.id, endpoint: endpoint.url, attempts };
    let result: DeliveryResult;
    try {
      result = await attemptDelivery(guardedFetch, { endpoint, eventId: event.id, payload: event.payload, now: clock.now(), timeoutMs, signal: stopping.signal });
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      return database.asService((trx) => handBackDelivery(trx, delivery, clock.now()));
    }
    await settle(delivery, result, { event: event.id, type: event.payload.type, endpoint: nameOf(endpoint), attempts });
  };

  const settle = async (delivery: { eventId: string; endpoint: string; attempts: number }, result: DeliveryResult, details: object) => {
    const now = clock.now();
    const plan = planNextTry(result, { ...delivery, now });
    const isAnswered = result.kind === "answered";
    const last = { lastStatus: isAnswered ? result.status : null, lastError: isAnswered ? null : context.secrets.text(result.error), lastAnswer: isAnswered ? context.secrets.text(result.answer) : null };
    await database.asService(async (trx) => {
      if (plan.kind === "delivered") return markDelivered(trx, delivery, last, now);
      if (plan.kind === "disabled") return disableEndpoint(trx, delivery, last, now);
      if (plan.pauseUntil) await pauseEndpoint(trx, delivery.endpoint, plan.pauseUntil);
      if (plan.kind === "retry") await markForRetry(trx, delivery, last, plan.nextTryAt);
      else await markGivenUp(trx, delivery, last);
    });
    const why = { ...details, status: last.lastStatus, reason: last.lastError };
    if (plan.kind === "given_up") logger.error(why, "A webhook was given up: the endpoint has not taken it in any of its tries");
    if (plan.kind === "disabled") logger.error(why, "An endpoint answered 410 Gone and is told nothing more until it is enabled again");
    if (plan.kind === "retry") logger.warn({ ...why, nextTryAt: plan.nextTryAt }, "An endpoint has not taken a webhook; it is tried again");
    context.metrics.count("host_event_deliveries", { result: plan.kind });
  };

  return {
    async start() {
      if (isRunning || stopping.signal.aborted) return;
      isRunning = true;
      stopListening = await database.listen(HOST_EVENTS_CHANNEL, wake, wake);
      timer = setInterval(wake, endpoints.length > 0 ? pollIntervalMs : IDLE_INTERVAL_MS);
      timer.unref();
      wake();
    },
    async stop() {
      isRunning = false;
      clearInterval(timer);
      await passing;
      const grace = setTimeout(() => stopping.abort(new Error("The process is stopping.")), STOP_GRACE_MS);
      await Promise.all([...underWay.values()].flatMap((running) => [...running]));
      clearTimeout(grace);
      stopping.abort();
      await stopListening();
    },
  };
}

/** Without the query, in which some keep a secret. */
function nameOf({ url }: ResolvedWebhookEndpoint): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
