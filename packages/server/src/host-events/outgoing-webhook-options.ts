import { HOST_EVENT_TYPES, type HostEventType } from "@model-3d/contract";
import { isIP } from "node:net";
import { isPublicAddress } from "../files/judge-address.ts";
import { decodeWebhookSecret } from "./sign-webhook.ts";

/** An address of the host's that is told of events. */
export interface OutgoingWebhookEndpoint {
  /** Begins with `https:` and has no port of its own, unless its origin is one of `files.allowedOrigins`. */
  url: string;
  /** `whsec_` and 24 to 64 bytes in base64. With several each signs, so that one can be replaced without a gap. */
  secrets: readonly string[];
  /** Which events; all of them when left out. */
  events?: readonly HostEventType[];
}

/** Webhooks that the server sends to its host, by Standard Webhooks 1.0. Every process that runs workers has to be given the same endpoints. */
export interface OutgoingWebhookOptions {
  endpoints?: readonly OutgoingWebhookEndpoint[];
  /** How long an endpoint may take to answer. Default 20 seconds. */
  timeoutMs?: number;
  /** How often a worker looks for what is due again; news goes out at once. Default a second. */
  pollIntervalMs?: number;
  /** For how long events and what became of them are kept. Default 30 days. */
  historyMs?: number;
}

export interface ResolvedWebhookEndpoint {
  readonly url: string;
  readonly keys: readonly Buffer[];
  readonly events: ReadonlySet<HostEventType>;
}

export interface ResolvedOutgoingWebhookOptions {
  readonly endpoints: readonly ResolvedWebhookEndpoint[];
  readonly timeoutMs: number;
  readonly pollIntervalMs: number;
  readonly historyMs: number;
}

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

export const OUTGOING_WEBHOOK_DEFAULTS = { endpoints: [], timeoutMs: 20 * SECOND_MS, pollIntervalMs: SECOND_MS, historyMs: 30 * DAY_MS } as const satisfies Required<OutgoingWebhookOptions>;

/** A slot stays with its worker for longer than that; another would send the same again. */
const MAX_TIMEOUT_MS = 30 * SECOND_MS;
/** The last try is made about four days after the event. */
const MIN_HISTORY_MS = 5 * DAY_MS;

function mustBe(condition: boolean, what: string): void {
  if (!condition) throw new TypeError(`model-3d: ${what}`);
}

/**
 * Fills in the defaults and refuses what could never be delivered.
 *
 * @throws TypeError with one sentence that names the option; secrets are not repeated in it.
 */
export function resolveOutgoingWebhookOptions(options: OutgoingWebhookOptions = {}, allowedOrigins: readonly string[] = []): ResolvedOutgoingWebhookOptions {
  const { endpoints, timeoutMs, pollIntervalMs, historyMs } = { ...OUTGOING_WEBHOOK_DEFAULTS, ...options };
  mustBe(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS, `\`outgoingWebhooks.timeoutMs\` must be above 0 and at most ${MAX_TIMEOUT_MS}.`);
  mustBe(pollIntervalMs > 0, "`outgoingWebhooks.pollIntervalMs` must be above 0.");
  mustBe(historyMs >= MIN_HISTORY_MS, `\`outgoingWebhooks.historyMs\` must be at least ${MIN_HISTORY_MS} (5 days): deliveries are tried for four.`);
  const resolved = endpoints.map((endpoint, index) => resolveEndpoint(endpoint, `outgoingWebhooks.endpoints[${index}]`, new Set(allowedOrigins)));
  mustBe(new Set(resolved.map(({ url }) => url)).size === resolved.length, "`outgoingWebhooks.endpoints` must not have the same `url` twice; give it all of its secrets and events at once.");
  return { endpoints: resolved, timeoutMs, pollIntervalMs, historyMs };
}

function resolveEndpoint({ url, secrets, events = HOST_EVENT_TYPES }: OutgoingWebhookEndpoint, name: string, allowedOrigins: ReadonlySet<string>): ResolvedWebhookEndpoint {
  mustBe(typeof url === "string" && URL.canParse(url) && mayBeTold(new URL(url), allowedOrigins), `\`${name}.url\` must be a public address that begins with https: and has no port and no user name, or lie on one of \`files.allowedOrigins\`.`);
  mustBe(Array.isArray(secrets) && secrets.length > 0, `\`${name}.secrets\` must have at least one secret.`);
  const keys = secrets.map((secret) => decodeWebhookSecret(secret));
  mustBe(keys.every((key) => key !== null), `each of \`${name}.secrets\` must be \`whsec_\` and 24 to 64 random bytes in base64, such as \`echo whsec_$(openssl rand -base64 32)\` prints.`);
  const unknown = events.find((type) => !HOST_EVENT_TYPES.includes(type));
  mustBe(unknown === undefined, `\`${name}.events\` has "${unknown}", which is none of ${HOST_EVENT_TYPES.join(", ")}.`);
  return { url: new URL(url).href, keys: keys.filter((key) => key !== null), events: new Set(events) };
}

/** What can be told without looking a name up; where it leads is judged each time that something is sent. */
function mayBeTold(url: URL, allowedOrigins: ReadonlySet<string>): boolean {
  if (url.username !== "" || url.password !== "" || url.hash !== "") return false;
  if (allowedOrigins.has(url.origin)) return url.protocol === "https:" || url.protocol === "http:";
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  return url.protocol === "https:" && url.port === "" && !url.hostname.endsWith(".") && (isIP(literal) === 0 || isPublicAddress(literal));
}
