import type { HostEventType } from "@model-3d/contract";
import { createGuardedFetch } from "../files/guarded-fetch.ts";
import type { ServiceContext } from "../service-context.ts";
import { openHostEventHub, type HostEventListener } from "./host-event-hub.ts";
import { createHostEventSender, MAX_AT_ONCE_PER_ENDPOINT } from "./host-event-sender.ts";
import { enableWebhookEndpoint, listHostEvents, replayHostEvent, type HostEventQuery, type HostEventRecord } from "./host-event-service.ts";

/** The history of what the host was told by webhook, and the means to tell it again. */
export interface HostWebhooks {
  /** Events, newest first, each with what became of it at each endpoint. @throws RangeError for a filter that cannot be. */
  list(query?: HostEventQuery): Promise<HostEventRecord[]>;
  /**
   * Sends an event again under its own `webhook-id`: to the endpoint that is named, else to each that wants its type.
   * @returns the endpoints. @throws RangeError for an event or an endpoint that there is not, or one that is disabled.
   */
  replay(eventId: string, options?: { endpoint?: string }): Promise<string[]>;
  /** Sends to an endpoint again that answered 410 Gone or asked for a pause. @returns whether it had. */
  enable(endpoint: string): Promise<boolean>;
}

export interface HostEvents {
  readonly webhooks: HostWebhooks;
  on<T extends HostEventType | "*">(type: T, listener: HostEventListener<T>): () => void;
  /** Begins to send webhooks. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type HostEventContext = Pick<ServiceContext, "database" | "clock" | "logger" | "secrets" | "metrics"> & { options: Pick<ServiceContext["options"], "outgoingWebhooks" | "files"> };

/** All ways in which the host hears of events. Webhooks have a guarded fetch of their own, so that a slow endpoint keeps no photo waiting. */
export async function openHostEvents(context: HostEventContext): Promise<HostEvents> {
  const { database, logger, options } = context;
  const { endpoints, timeoutMs } = options.outgoingWebhooks;
  const maxConcurrent = Math.max(1, endpoints.length) * MAX_AT_ONCE_PER_ENDPOINT;
  const guardedFetch = createGuardedFetch({ allowedOrigins: options.files.allowedOrigins, firstByteTimeoutMs: timeoutMs, totalTimeoutMs: timeoutMs, maxConcurrent });
  const sender = createHostEventSender(context, guardedFetch);
  const hub = await openHostEventHub(database, logger);
  return {
    webhooks: {
      list: (query) => listHostEvents(context, query),
      replay: (eventId, where) => replayHostEvent(context, eventId, where),
      enable: (endpoint) => enableWebhookEndpoint(context, endpoint),
    },
    on: (type, listener) => hub.on(type, listener),
    start: () => sender.start(),
    async stop() {
      await Promise.all([sender.stop(), hub.close()]);
    },
  };
}
