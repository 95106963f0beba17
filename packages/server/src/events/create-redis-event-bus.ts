import type { EventBus, EventBusEars, OpenEventBus, Wake } from "../db/event-bus.ts";
import { passwordsIn } from "../logging/passwords-in.ts";
import { loadRedis } from "./load-redis.ts";
import { resolveRedisEventBusOptions, type RedisEventBusOptions } from "./redis-event-bus-options.ts";

/** For so long start and end wait for a Redis that does not answer; a start goes on without, and hears it when it comes. */
const PATIENCE_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** After this a Redis that does not let a process hear is asked again, on the same connection. */
const REFUSED_PAUSE_MS = 5_000;
/** A connection that neither side has closed and nothing goes through any more is noticed by this. */
const PING_INTERVAL_MS = 5_000;
const SILENCE_MS = 15_000;
/** Wakes that wait while others are sent; beyond that they are dropped, and processes look by themselves. */
const MAX_WAITING = 10_000;

/**
 * Has processes wake one another over Redis in place of Postgres' notifications, which all transactions that notify wait in line for. Only that
 * there is something to read goes over Redis, by ids; the events stay rows, so nothing is lost with it. Needs the package `redis`.
 *
 * @example
 * const model3d = await createModel3D({ authenticate, events: { bus: createRedisEventBus({ url: process.env.REDIS_URL }) } });
 *
 * @throws TypeError for an address that is none.
 */
export function createRedisEventBus(given: RedisEventBusOptions): EventBus {
  const { url, channel } = resolveRedisEventBusOptions(given);
  return { secrets: () => passwordsIn(url), open: (ears) => openBus(url, channel, ears) };
}

async function openBus(url: string, channel: string, { onWakes, onHeard, logger }: EventBusEars): Promise<OpenEventBus> {
  const { createClient } = await loadRedis();
  const open = (told: "wakes are sent" | "wakes are heard") => {
    const reconnectStrategy = (failures: number) => Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
    // What waits for a Redis that is away would be told late and for nothing.
    const client = createClient({ url, disableOfflineQueue: told === "wakes are sent", pingInterval: PING_INTERVAL_MS, maintNotifications: "disabled", socket: { reconnectStrategy, socketTimeout: SILENCE_MS } });
    let isAway = false;
    client.on("error", (error: unknown) => {
      if (!isAway) logger.warn({ err: error, over: told }, "Redis does not answer; events come when processes look by themselves, until it does");
      isAway = true;
    });
    const noteAnswer = () => {
      if (isAway) logger.warn({ over: told }, "Redis answers again");
      isAway = false;
    };
    return { client, noteAnswer };
  };
  const { client: publisher, noteAnswer: notePublisher } = open("wakes are sent");
  const { client: subscriber, noteAnswer: noteSubscriber } = open("wakes are heard");
  let isClosed = false;
  let isSubscribed = false;
  let isRefused = false;
  let nextTry: NodeJS.Timeout | undefined;
  let noteTried = () => {};
  // A Redis that is away is waited for; a login that may not subscribe is not.
  const tried = new Promise<void>((resolve) => (noteTried = resolve));
  const listen = (message: string) => onWakes(readWakes(message));
  const hear = async () => {
    try {
      // What has held once the library renews by itself, before it says that it is ready; what never held it forgets.
      if (!isSubscribed) await subscriber.subscribe(channel, listen);
    } catch (error) {
      // A connection that broke over it is followed by another, which asks anew.
      if (isClosed || !subscriber.isReady) return;
      if (!isRefused) logger.warn({ err: error }, "Redis does not let this process hear events; they come when it looks by itself");
      isRefused = true;
      noteTried();
      clearTimeout(nextTry);
      nextTry = setTimeout(() => void hear(), REFUSED_PAUSE_MS).unref();
      return;
    }
    isSubscribed = true;
    if (isRefused) logger.warn({ over: "wakes are heard" }, "Redis lets this process hear events now");
    isRefused = false;
    noteSubscriber();
    noteTried();
    onHeard();
  };
  publisher.on("ready", notePublisher);
  subscriber.on("ready", () => void hear());
  // They fail only when they are closed meanwhile.
  await withinPatience(Promise.all([publisher.connect(), subscriber.connect(), tried]).then(() => undefined, () => undefined));

  const waiting: Wake[] = [];
  let sending: Promise<void> | null = null;
  const send = async () => {
    while (waiting.length > 0 && publisher.isReady) await publisher.publish(channel, writeWakes(waiting.splice(0))).catch(() => undefined);
    waiting.length = 0;
  };
  return {
    publish(wakes) {
      if (!publisher.isReady || waiting.length > MAX_WAITING) return;
      waiting.push(...wakes);
      // One message is under way; what comes meanwhile goes together in the next.
      sending ??= send().finally(() => (sending = null));
    },
    async close() {
      isClosed = true;
      clearTimeout(nextTry);
      await withinPatience(sending ?? Promise.resolve());
      for (const client of [publisher, subscriber]) client.destroy();
    },
  };
}

/** Until the work has ended, or patience has. */
async function withinPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

const writeWakes = (wakes: readonly Wake[]): string => JSON.stringify([...new Map(wakes.map(({ channel, payload }) => [`${channel} ${payload}`, [channel, payload]])).values()]);

/** Whatever else is said on the channel is nobody's wake. */
function readWakes(message: string): Wake[] {
  try {
    const read: unknown = JSON.parse(message);
    if (!Array.isArray(read)) return [];
    return read.flatMap((pair: unknown) => {
      const [channel, payload]: unknown[] = Array.isArray(pair) ? pair : [];
      return typeof channel === "string" && typeof payload === "string" ? [{ channel, payload }] : [];
    });
  } catch {
    return [];
  }
}
