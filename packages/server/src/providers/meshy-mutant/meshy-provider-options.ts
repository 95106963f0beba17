import { isLoopbackAddress } from "../../files/judge-address.ts";
import type { ProviderLimits } from "../provider.ts";
import { checkCreateOptions, MESHY_CREATE_DEFAULTS, type MeshyCreateOptions, type ResolvedMeshyCreateOptions } from "./meshy-create-options.ts";

export interface MeshyProviderOptions {
  /** The key of Meshy's dashboard, `msy_…`. */
  apiKey: string;
  /** Origin of the API. `http:` on this machine only, for the simulator. Default `https://api.meshy.ai`. */
  baseUrl?: string;
  /** Secrets of the webhook, as Meshy's dashboard shows them; several while one is replaced by another. Without any there is no webhook. */
  webhookSecrets?: readonly string[];
  /** Take the secret from `?secret=` of the webhook's address where the header is missing. Addresses end up in logs, so: default false. */
  acceptSecretInQuery?: boolean;
  /** Pinned, since Meshy's `latest` changes within a year, in price and result. Default `meshy-7.1`. */
  aiModel?: string;
  /** What the account's plan allows. Default that of the smallest plan: 20 requests a second, 10 open tasks. */
  limits?: Partial<ProviderLimits>;
  /** For how long Meshy keeps files where a task does not say so itself. Default 3 days. */
  fileLifeMs?: number;
  /**
   * How Meshy gets the photos: within the request, by signed links to this server, or by links wherever there are public ones. WebP,
   * which Meshy does not take, always goes within the request, as JPEG or PNG. Default `auto`.
   */
  images?: "inline" | "link" | "auto";
  /** What a task is created with, unless the request says otherwise. */
  create?: MeshyCreateOptions;
  /** From the call to the answer of a create request, photos included. Default 30,000. */
  createTimeoutMs?: number;
  /** From the call to the answer of every other request. Default 15,000. */
  readTimeoutMs?: number;
  /** Longest silence of an event stream, which Meshy breaks about every 10 s. Default 60,000. */
  streamIdleTimeoutMs?: number;
}

export interface ResolvedMeshyProviderOptions extends Required<Omit<MeshyProviderOptions, "limits" | "create">> {
  readonly limits: ProviderLimits;
  readonly create: ResolvedMeshyCreateOptions;
}

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

export const MESHY_PROVIDER_DEFAULTS = {
  baseUrl: "https://api.meshy.ai",
  webhookSecrets: [],
  acceptSecretInQuery: false,
  aiModel: "meshy-7.1",
  limits: { requestsPerSecond: 20, openTasks: 10 },
  fileLifeMs: 3 * DAY_MS,
  images: "auto",
  create: MESHY_CREATE_DEFAULTS,
  createTimeoutMs: 30 * SECOND_MS,
  readTimeoutMs: 15 * SECOND_MS,
  streamIdleTimeoutMs: 60 * SECOND_MS,
} as const satisfies Omit<ResolvedMeshyProviderOptions, "apiKey">;

/** What a header can carry. */
const VISIBLE = /^[\x21-\x7e]+$/;
const MODEL_NAME = /^[a-z0-9][a-z0-9.-]{0,39}$/;
const IMAGE_WAYS: readonly unknown[] = ["inline", "link", "auto"];
const KEY_CHARACTERS = [8, 256] as const;
const MIN_SECRET_CHARACTERS = 8;
const MAX_SECRET_CHARACTERS = 512;

/**
 * Fills in the defaults and refuses what can't work.
 *
 * @throws TypeError with one sentence that names the option, and neither the key nor a secret.
 */
export function resolveMeshyProviderOptions(options: MeshyProviderOptions): ResolvedMeshyProviderOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as MeshyProviderOptions;
  const filled = { ...MESHY_PROVIDER_DEFAULTS, ...given };
  const limits = { ...MESHY_PROVIDER_DEFAULTS.limits, ...given.limits };
  const { apiKey, aiModel, webhookSecrets } = filled;
  mustBe(typeof apiKey === "string" && VISIBLE.test(apiKey) && apiKey.length >= KEY_CHARACTERS[0] && apiKey.length <= KEY_CHARACTERS[1], "`apiKey` must be the key of Meshy's dashboard, msy_…, without spaces.");
  mustBe(isBaseUrl(filled.baseUrl), "`baseUrl` must be an origin such as https://api.meshy.ai, without a path; http only for this machine, such as http://127.0.0.1:4010.");
  mustBe(typeof aiModel === "string" && MODEL_NAME.test(aiModel), "`aiModel` must be the name of a model of Meshy's, such as meshy-7.1.");
  mustBe(IMAGE_WAYS.includes(filled.images), "`images` must be inline, link or auto.");
  mustBe(typeof filled.acceptSecretInQuery === "boolean", "`acceptSecretInQuery` must be true or false.");
  checkSecrets(webhookSecrets, isLoopbackUrl(filled.baseUrl));
  mustBe(Number.isFinite(limits.requestsPerSecond) && limits.requestsPerSecond > 0, "`limits.requestsPerSecond` must be a number above 0.");
  mustBe(Number.isSafeInteger(limits.openTasks) && limits.openTasks > 0, "`limits.openTasks` must be a whole number above 0.");
  for (const name of ["fileLifeMs", "createTimeoutMs", "readTimeoutMs", "streamIdleTimeoutMs"] as const) {
    mustBe(Number.isSafeInteger(filled[name]) && filled[name] > 0, `\`${name}\` must be a whole number of milliseconds above 0.`);
  }
  return { ...filled, baseUrl: new URL(filled.baseUrl).origin, limits, create: checkCreateOptions(given.create ?? {}, aiModel, mustBe) };
}

/** Whether an address leads to this machine by its host alone, no name server asked. */
export function isLoopbackUrl(text: string): boolean {
  const host = URL.parse(text)?.hostname.replace(/^\[(.*)\]$/, "$1");
  return host !== undefined && (host === "localhost" || isLoopbackAddress(host));
}

function isBaseUrl(text: unknown): boolean {
  const url = typeof text === "string" ? URL.parse(text) : null;
  if (!url || url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackUrl(url.href));
}

/** A secret that can be guessed lets anybody make us ask Meshy; the simulator's may be as short as one likes. */
function checkSecrets(secrets: unknown, isSimulator: boolean): void {
  const min = isSimulator ? 1 : MIN_SECRET_CHARACTERS;
  const isSecret = (secret: unknown) => typeof secret === "string" && VISIBLE.test(secret) && secret.length >= min && secret.length <= MAX_SECRET_CHARACTERS;
  mustBe(Array.isArray(secrets) && secrets.every(isSecret), `each of \`webhookSecrets\` must have ${MIN_SECRET_CHARACTERS} to ${MAX_SECRET_CHARACTERS} characters and no spaces.`);
}

function mustBe(condition: boolean, what: string): void {
  if (!condition) throw new TypeError(`model-3d: the Meshy provider's options: ${what}`);
}
