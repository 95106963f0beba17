import { SYSTEM_CLOCK, type Clock } from "./clock.ts";
import { isFaultName, type FaultName } from "./faults/faults.ts";
import { PHOTO_MAKER_DEFAULTS, type PhotoMakerOptions } from "./models/create-photo-maker.ts";
import type { MakeModel } from "./models/make-model.ts";

/** An address that the account has told Meshy. */
export interface WebhookTarget {
  url: string;
  /** Sent as it is, in `x-meshy-api-webhook-secret-key`. */
  secret: string;
  /** Sent in `x-meshy-api-webhook-user-id`. Default: the account's user. */
  userId?: string;
}

/** How hard webhooks are tried. What Meshy does is not known; these are guesses that can be changed. */
export interface WebhookPolicy {
  /** Real milliseconds until a delivery without an answer counts as failed. Default 10,000. */
  timeoutMs?: number;
  /** Waiting times before each further try, in Meshy's time. Default 30 s, 2, 10, 30 minutes. */
  retryDelaysMs?: readonly number[];
  /** Failed tries in a row after which the webhook is disabled. Default 20. */
  disableAfter?: number;
  /** Tells every step of progress; otherwise changes of status alone, which are fewer messages where many tasks run. Default true. */
  tellsProgress?: boolean;
}

/** What the account's plan allows. */
export interface AccountLimits {
  /** API requests in any second; more are answered 429 RateLimitExceeded. Default 20. */
  requestsPerSecond?: number;
  /** Tasks that are not done, the ones being made included; more are answered 429. Default 10. */
  queuedTasks?: number;
  /** Tasks that are made at the same time; the others are PENDING. Default 5. */
  concurrentTasks?: number;
}

export interface MeshySimulatorOptions {
  /** 0 takes a free one. Default 0. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Origin in the links to files, if it is reached by another than its own. Without a slash at the end. */
  publicUrl?: string;
  /** Keys that are accepted, all of one account. Default `["msy_simulator"]`. */
  apiKeys?: readonly string[];
  /** The account's user. Default: a UUID drawn from the seed. */
  userId?: string;
  /** Every id, duration and random fault follows from it. Default 1. */
  seed?: number;
  /** Default: the system's. With another one time also passes by {@link MeshySimulator.advance}. */
  clock?: Clock;
  /** Divides every duration of Meshy's: 120 makes a task of 4 minutes in 2 seconds. Not the life of files nor the rate limit. Default 1. */
  speed?: number;
  /** Meshy credits at the start. Default 10,000. */
  balance?: number;
  limits?: AccountLimits;
  /** How long files and tasks live after the end. Default 3 days. */
  fileLifeMs?: number;
  /** At most five. */
  webhooks?: readonly WebhookTarget[];
  webhookPolicy?: WebhookPolicy;
  /** Faults that happen at random, each with its probability, 0 to 1. Default none. */
  faults?: Partial<Record<FaultName, number>>;
  /** Refuse fields that Meshy does not document with 400. What Meshy does is not known. Default false. */
  rejectUnknownFields?: boolean;
  /** Instead of the generator. */
  makeModel?: MakeModel;
  /** Of the generator that makes the models from the photos. */
  generator?: PhotoMakerOptions;
  /** Hears of every request, status and delivery, a line each. Default: nobody. */
  log?: (line: string) => void;
}

export interface ResolvedMeshySimulatorOptions extends Required<Omit<MeshySimulatorOptions, "publicUrl" | "userId" | "makeModel" | "limits" | "webhookPolicy" | "generator">> {
  publicUrl: string | undefined;
  userId: string | undefined;
  makeModel: MakeModel | undefined;
  limits: Required<AccountLimits>;
  webhookPolicy: Required<WebhookPolicy>;
  generator: Required<PhotoMakerOptions>;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const MAX_WEBHOOKS = 5;

export const MESHY_SIMULATOR_DEFAULTS = {
  port: 0,
  host: "127.0.0.1",
  publicUrl: undefined,
  apiKeys: ["msy_simulator"],
  userId: undefined,
  seed: 1,
  clock: SYSTEM_CLOCK,
  speed: 1,
  balance: 10_000,
  limits: { requestsPerSecond: 20, queuedTasks: 10, concurrentTasks: 5 },
  fileLifeMs: 3 * DAY_MS,
  webhooks: [],
  webhookPolicy: { timeoutMs: 10 * SECOND_MS, retryDelaysMs: [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS], disableAfter: 20, tellsProgress: true },
  faults: {},
  rejectUnknownFields: false,
  makeModel: undefined,
  generator: PHOTO_MAKER_DEFAULTS,
  log: () => undefined,
} as const satisfies ResolvedMeshySimulatorOptions;

/** Fills in the defaults. Throws a `RangeError` that names the option that is out of its range. */
export function resolveMeshySimulatorOptions(options: MeshySimulatorOptions = {}): ResolvedMeshySimulatorOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as MeshySimulatorOptions;
  const resolved: ResolvedMeshySimulatorOptions = {
    ...MESHY_SIMULATOR_DEFAULTS,
    ...given,
    limits: { ...MESHY_SIMULATOR_DEFAULTS.limits, ...given.limits },
    webhookPolicy: { ...MESHY_SIMULATOR_DEFAULTS.webhookPolicy, ...given.webhookPolicy },
    generator: { ...PHOTO_MAKER_DEFAULTS, ...given.generator },
  };
  const { port, seed, speed, balance, limits, fileLifeMs, webhookPolicy, apiKeys, faults } = resolved;
  wholeNumber("port", port, 0, 65_535);
  wholeNumber("seed", seed, 0, Number.MAX_SAFE_INTEGER);
  wholeNumber("balance", balance, 0, Number.MAX_SAFE_INTEGER);
  wholeNumber("limits.requestsPerSecond", limits.requestsPerSecond, 1, 100_000);
  wholeNumber("limits.queuedTasks", limits.queuedTasks, 1, 100_000);
  wholeNumber("limits.concurrentTasks", limits.concurrentTasks, 1, 100_000);
  wholeNumber("webhookPolicy.timeoutMs", webhookPolicy.timeoutMs, 1, DAY_MS);
  wholeNumber("webhookPolicy.disableAfter", webhookPolicy.disableAfter, 1, 100_000);
  if (!(speed > 0)) throw new RangeError(`speed must be a number above 0, not ${speed}.`);
  if (!(fileLifeMs >= 0)) throw new RangeError(`fileLifeMs must be a number from 0, not ${fileLifeMs}.`);
  if (apiKeys.length === 0) throw new RangeError("apiKeys must name at least one key.");
  checkWebhooks(resolved.webhooks);
  for (const [name, probability] of Object.entries(faults)) {
    if (!isFaultName(name)) throw new RangeError(`There is no fault called ${name}.`);
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`The probability of ${name} must be from 0 to 1, not ${probability}.`);
  }
  return resolved;
}

/** Throws a `RangeError` for more than five, or an address that is none. */
export function checkWebhooks(webhooks: readonly WebhookTarget[]): void {
  if (webhooks.length > MAX_WEBHOOKS) throw new RangeError(`An account has at most ${MAX_WEBHOOKS} webhooks, not ${webhooks.length}.`);
  for (const { url } of webhooks) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) throw new RangeError(`A webhook needs an http or https address, not ${url}.`);
  }
}

function wholeNumber(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}.`);
}
