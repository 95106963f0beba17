/** So many requests may come at once, and as many again evenly over the window. */
export interface RateLimit {
  requests: number;
  windowMs: number;
}

/** How often users and addresses may ask; `false` lifts one limit. Counted over all processes on the same database. */
export interface RateLimitOptions {
  /** Of a user: every GET with a session, streams of events among them. Default 600 a minute. */
  reads?: RateLimit | false;
  /** Of a user: starting, activating and deleting models. Default 120 a minute. */
  writes?: RateLimit | false;
  /** Of a user: photos sent. Default 60 a minute. */
  uploads?: RateLimit | false;
  /** Of a user: files of other formats asked for. Default 60 a minute. */
  exports?: RateLimit | false;
  /** Of an address: stored files, by session or by link. Default 3,000 a minute. */
  files?: RateLimit | false;
  /** Of an address: files read through `/proxy-3d-model`. Default 1,200 a minute. */
  proxy?: RateLimit | false;
  /** Of an address: requests without a session or with a link that does not hold, and what anybody may ask (`/health`, `/openapi.json`, `/metrics`). Default 240 a minute. */
  strangers?: RateLimit | false;
  /** Of an address: deliveries to `/webhooks/:provider` without a proof; once used up, no delivery from there is looked at. Default 30 a minute. */
  webhooks?: RateLimit | false;
}

export type RateLimitGroup = keyof RateLimitOptions;
export type ResolvedRateLimits = Readonly<Record<RateLimitGroup, Readonly<RateLimit> | null>>;

const MINUTE_MS = 60_000;
const aMinute = (requests: number): RateLimit => ({ requests, windowMs: MINUTE_MS });

export const RATE_LIMIT_DEFAULTS = {
  reads: aMinute(600),
  writes: aMinute(120),
  uploads: aMinute(60),
  exports: aMinute(60),
  files: aMinute(3_000),
  proxy: aMinute(1_200),
  strangers: aMinute(240),
  webhooks: aMinute(30),
} as const satisfies Required<RateLimitOptions>;

export const RATE_LIMIT_GROUPS = Object.keys(RATE_LIMIT_DEFAULTS) as RateLimitGroup[];

const MAX_REQUESTS = 1_000_000;
const MIN_WINDOW_MS = 1_000;
const MAX_WINDOW_MS = 24 * 60 * MINUTE_MS;

const isWithin = (value: unknown, least: number, most: number) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

/** @throws TypeError with one sentence that names the option. */
export function resolveRateLimitOptions(options: RateLimitOptions | false = {}): ResolvedRateLimits {
  const given: Readonly<Record<string, unknown>> = options === false ? Object.fromEntries(RATE_LIMIT_GROUPS.map((group) => [group, false])) : { ...options };
  const unknown = Object.keys(given).find((name) => !(name in RATE_LIMIT_DEFAULTS));
  if (unknown !== undefined) throw new TypeError(`model-3d: \`rateLimits\` has no \`${unknown}\`; it takes ${RATE_LIMIT_GROUPS.join(", ")}.`);
  const limits = RATE_LIMIT_GROUPS.map((group) => [group, resolveLimit(group, given[group] ?? RATE_LIMIT_DEFAULTS[group])] as const);
  return Object.fromEntries(limits) as ResolvedRateLimits;
}

function resolveLimit(group: RateLimitGroup, given: unknown): RateLimit | null {
  if (given === false) return null;
  const { requests, windowMs } = (typeof given === "object" && given !== null ? given : {}) as Partial<RateLimit>;
  if (!isWithin(requests, 1, MAX_REQUESTS) || !isWithin(windowMs, MIN_WINDOW_MS, MAX_WINDOW_MS)) {
    throw new TypeError(`model-3d: \`rateLimits.${group}\` must be false, or { requests, windowMs } with 1 to 1,000,000 requests and a window of 1 second to a day.`);
  }
  return { requests: Number(requests), windowMs: Number(windowMs) };
}
