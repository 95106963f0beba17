import { HOST_EVENT_TYPES, type HostEvent, type HostEventPayload, type HostEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { DELIVERY_STATES, enableEndpoint, restartDeliveries, selectDeliveries, selectDisabledEndpoints, type DeliveryState, type HostEventDelivery } from "./delivery-repository.ts";
import { insertHostEvent, pruneHostEvents, reopenHostEvent, selectHostEvent, selectHostEvents, type StoredHostEvent } from "./host-event-repository.ts";
import type { ResolvedWebhookEndpoint } from "./outgoing-webhook-options.ts";

export { DELIVERY_STATES, type DeliveryState } from "./delivery-repository.ts";

/**
 * Tells the host something as part of the transaction that did it: its listeners in every process and its webhook endpoints hear of it
 * when, and only when, the transaction commits.
 */
export async function publishHostEvent(trx: Knex.Transaction, event: HostEvent): Promise<void> {
  await insertHostEvent(trx, event);
}

export interface HostEventQuery {
  /** Only events of which some delivery is in this state. */
  state?: DeliveryState;
  type?: HostEventType;
  /** Only events older than the one with this id: the last of the page before. */
  before?: string;
  /** 1 to 1,000; 50 when left out. */
  limit?: number;
}

/** An event and what became of it at each endpoint that wants its type. */
export type HostEventRecord = HostEventPayload & { id: string; deliveries: Omit<HostEventDelivery, "eventId">[] };

/** What is enough to work with the history: a command has no more. */
export type HistoryContext = Pick<ServiceContext, "database" | "clock">;
type EventContext = HistoryContext & { options: { outgoingWebhooks: { endpoints: readonly ResolvedWebhookEndpoint[]; historyMs: number } } };

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The history, newest first. @throws RangeError for a filter that cannot be. */
export async function listHostEvents({ database }: Pick<ServiceContext, "database">, { state, type, before, limit = DEFAULT_LIMIT }: HostEventQuery = {}): Promise<HostEventRecord[]> {
  if (state !== undefined && !DELIVERY_STATES.includes(state)) throw new RangeError(`The state is one of ${DELIVERY_STATES.join(", ")}, not "${state}".`);
  if (type !== undefined && !HOST_EVENT_TYPES.includes(type)) throw new RangeError(`The type is one of ${HOST_EVENT_TYPES.join(", ")}, not "${type}".`);
  if (!(Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) throw new RangeError(`The limit is a whole number from 1 to ${MAX_LIMIT}.`);
  if (before !== undefined && !UUID.test(before)) throw new RangeError("`before` is the id of an event.");
  const filter = { limit, ...(state && { state }), ...(type && { type }), ...(before && { before }) };
  return database.asService(async (trx) => {
    const events = await selectHostEvents(trx, filter);
    const deliveries = Map.groupBy(await selectDeliveries(trx, events.map(({ id }) => id)), ({ eventId }) => eventId);
    return events.map(({ id, payload }) => ({ ...payload, id, deliveries: (deliveries.get(id) ?? []).map(({ eventId: _, ...delivery }) => delivery) }));
  });
}

/**
 * Sends an event again, with the same `webhook-id` and all tries before it: to the endpoint that is named, whether it wants the type or
 * not, else to each that does. @returns the endpoints. @throws RangeError for an event or an endpoint that there is not, and for one that is disabled.
 */
export async function replayHostEvent({ database, clock, options }: EventContext, eventId: string, { endpoint }: { endpoint?: string } = {}): Promise<string[]> {
  const configured = options.outgoingWebhooks.endpoints;
  const url = endpoint === undefined ? undefined : endpointUrl(configured, endpoint);
  return database.asService(async (trx) => {
    const event = await findEvent(trx, eventId);
    const urls = url === undefined ? configured.filter(({ events }) => events.has(event.payload.type)).map((known) => known.url) : [url];
    if (urls.length === 0) throw new RangeError(`No endpoint in \`outgoingWebhooks.endpoints\` wants "${event.payload.type}". Name the one to send it to.`);
    await refuseDisabled(trx, urls);
    await restartDeliveries(trx, eventId, urls, clock.now());
    return urls;
  });
}

/**
 * The same by one who does not know the endpoints: to the one that is named, which has to be one that it was sent to before, else to all
 * that it was sent to; then the running workers also look which of their endpoints want it and have not had it.
 * @returns the endpoints that are known already. @throws RangeError as above.
 */
export async function replayFromHistory({ database, clock }: HistoryContext, eventId: string, { endpoint }: { endpoint?: string } = {}): Promise<string[]> {
  return database.asService(async (trx) => {
    await findEvent(trx, eventId);
    const known = (await selectDeliveries(trx, [eventId])).map((delivery) => delivery.endpoint);
    if (endpoint !== undefined && !known.includes(endpoint)) throw new RangeError(`The event was never sent to "${endpoint}"${known.length > 0 ? `, but to ${known.join(", ")}` : " or anywhere else"}.`);
    const urls = endpoint === undefined ? known : [endpoint];
    await refuseDisabled(trx, urls);
    await restartDeliveries(trx, eventId, urls, clock.now());
    if (endpoint === undefined) await reopenHostEvent(trx, eventId);
    return urls;
  });
}

async function findEvent(trx: Knex.Transaction, eventId: string): Promise<StoredHostEvent> {
  const event = UUID.test(eventId) ? await selectHostEvent(trx, eventId) : null;
  if (!event) throw new RangeError(`There is no event "${eventId}"; it may be older than the history that is kept.`);
  return event;
}

async function refuseDisabled(trx: Knex.Transaction, urls: readonly string[]): Promise<void> {
  const disabled = await selectDisabledEndpoints(trx);
  const gone = urls.find((url) => disabled.has(url));
  if (gone) throw new RangeError(`${gone} answered 410 Gone at ${disabled.get(gone)?.toISOString()} and is told nothing more. Enable it first.`);
}

/** The same by one who does not know the endpoints. */
export async function enableFromHistory({ database }: HistoryContext, endpoint: string): Promise<boolean> {
  const url = URL.canParse(endpoint) ? new URL(endpoint).href : endpoint;
  return database.asService((trx) => enableEndpoint(trx, url));
}

/** Lets an endpoint that answered 410 Gone, or asked for a pause, be told things again. What it missed can be replayed. @returns whether it was disabled or paused. */
export async function enableWebhookEndpoint({ database, options }: EventContext, endpoint: string): Promise<boolean> {
  const url = endpointUrl(options.outgoingWebhooks.endpoints, endpoint);
  return database.asService((trx) => enableEndpoint(trx, url));
}

function endpointUrl(configured: readonly ResolvedWebhookEndpoint[], endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint).href : endpoint;
  if (configured.some((known) => known.url === url)) return url;
  throw new RangeError(`"${endpoint}" is none of \`outgoingWebhooks.endpoints\`${configured.length > 0 ? `: ${configured.map((known) => known.url).join(", ")}` : ", which has none"}.`);
}

export async function forgetOldHostEvents(trx: Knex.Transaction, { clock, options }: EventContext): Promise<void> {
  await pruneHostEvents(trx, new Date(clock.now().getTime() - options.outgoingWebhooks.historyMs));
}
