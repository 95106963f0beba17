import type { EventBus, OpenEventBus, Wake } from "./event-bus.ts";
import type { DatabaseLogger } from "./database-options.ts";
import type { Listener, OnPayload } from "./listener.ts";

interface Subscription {
  onPayload: OnPayload;
  onReconnect: (() => void) | undefined;
}

/** Hears over a bus in place of the database. */
export class BusListener implements Listener {
  readonly #bus: OpenEventBus;
  readonly #channels: Map<string, Set<Subscription>>;

  private constructor(bus: OpenEventBus, channels: Map<string, Set<Subscription>>) {
    this.#bus = bus;
    this.#channels = channels;
  }

  /** @throws Error in one line when the bus can't be opened, however long one waits. */
  static async open(bus: EventBus, logger: DatabaseLogger): Promise<BusListener> {
    const channels = new Map<string, Set<Subscription>>();
    const subscriptionsOf = (channel: string) => [...(channels.get(channel) ?? [])];
    const opened = await bus.open({
      logger,
      onWakes: (wakes) => wakes.forEach(({ channel, payload }) => subscriptionsOf(channel).forEach(({ onPayload }) => onPayload(payload))),
      onHeard: () => [...channels.keys()].flatMap(subscriptionsOf).forEach(({ onReconnect }) => onReconnect?.()),
    });
    return new BusListener(opened, channels);
  }

  publish(wakes: readonly Wake[]): void {
    if (wakes.length > 0) this.#bus.publish(wakes);
  }

  async listen(channel: string, onPayload: OnPayload, onReconnect?: () => void): Promise<() => Promise<void>> {
    const subscription = { onPayload, onReconnect };
    const subscriptions = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, subscriptions.add(subscription));
    return async () => void subscriptions.delete(subscription);
  }

  async close(): Promise<void> {
    this.#channels.clear();
    await this.#bus.close();
  }
}
