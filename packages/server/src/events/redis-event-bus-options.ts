/** Where the Redis is over which processes wake one another. */
export interface RedisEventBusOptions {
  /** `redis://user:password@host:6379`, or `rediss://` with TLS. The login needs `PUBLISH` and `SUBSCRIBE` on the channel, `PING`, `HELLO`, `CLIENT` and no key. */
  url: string;
  /** The channel of Redis' that all processes of this installation share, and others that use the same Redis do not. Default `model-3d`. */
  channel?: string;
}

export const REDIS_EVENT_BUS_DEFAULTS = { channel: "model-3d" } as const satisfies Partial<RedisEventBusOptions>;

/** @throws TypeError with one sentence that names the option and repeats no password. */
export function resolveRedisEventBusOptions(options: RedisEventBusOptions): Required<RedisEventBusOptions> {
  const { url, channel = REDIS_EVENT_BUS_DEFAULTS.channel } = options;
  const { protocol } = URL.parse(url) ?? {};
  if (protocol !== "redis:" && protocol !== "rediss:") throw new TypeError("createRedisEventBus: `url` must be an address such as redis://user:password@localhost:6379.");
  if (typeof channel !== "string" || channel === "") throw new TypeError("createRedisEventBus: `channel` must be a name.");
  return { url, channel };
}
