import type { Request } from "express";
import type { Knex } from "knex";
import type { Logger } from "pino";
import { RANDOM_IDS, SYSTEM_CLOCK, type Clock, type IdSource } from "./clock.ts";
import { BATCHES_DEFAULTS, resolveBatchesOptions, type BatchesOptions, type ResolvedBatchesOptions } from "./batches/batches-options.ts";
import { resolveGlbLimits, type GlbLimits } from "./files/validate-glb.ts";
import { DOOR_DEFAULTS, resolveDoorOptions, type DoorOptions, type ResolvedDoorOptions } from "./http/door-options.ts";
import { CREDIT_DEFAULTS, resolveCreditOptions, type CreditOptions, type ResolvedCreditOptions } from "./credits/credit-options.ts";
import { DERIVATIVES_DEFAULTS, resolveDerivativesOptions, type DerivativesOptions, type ResolvedDerivativesOptions } from "./derivatives/derivatives-options.ts";
import { ARCHIVES_DEFAULTS, resolveArchivesOptions, type ArchivesOptions, type ResolvedArchivesOptions } from "./archives/archives-options.ts";
import { EXPORTS_DEFAULTS, resolveExportsOptions, type ExportsOptions, type ResolvedExportsOptions } from "./exports/exports-options.ts";
import type { EventBus } from "./db/event-bus.ts";
import type { StorageOptions } from "./files/open-storage.ts";
import { PROXY_DEFAULTS, resolveProxyOptions, type ProxyOptions, type ResolvedProxyOptions } from "./files/proxy-options.ts";
import type { AuthorizeOperator } from "./http/operator.ts";
import { resolveOutgoingWebhookOptions, type OutgoingWebhookOptions, type ResolvedOutgoingWebhookOptions } from "./host-events/outgoing-webhook-options.ts";
import type { OnError } from "./logging/report-errors.ts";
import type { ChooseProvider } from "./providers/provider-set.ts";
import type { Provider } from "./providers/provider.ts";
import { resolveWebhookOptions, WEBHOOK_DEFAULTS, type ResolvedWebhookOptions, type WebhookOptions } from "./webhooks/webhook-options.ts";
import { resolveTaskOptions, type ResolvedTaskOptions, type TaskOptions } from "./providers/task-options.ts";

/** What a host says when it creates model-3d. Only `authenticate` has to be given. */
export interface Model3DOptions extends DoorOptions {
  /** Who is asking, by the host's own log-in: its user, or `null` when nobody is signed in. */
  authenticate: (request: Request) => Promise<{ userId: string } | null> | { userId: string } | null;
  /**
   * Who of the host's staff may use the `/admin` routes and `<model-3d-admin>`: asked for each of their requests, `null` for everybody else, to whom
   * they do not exist. Without it there are none.
   */
  authorizeOperator?: AuthorizeOperator;
  /**
   * Switches everything off and keeps it: no database is opened and no migration runs, every route answers 503, workers do not start. Tables and
   * files stay as they are. Default false.
   */
  disabled?: boolean;
  /** A Postgres URL, a Knex instance of the host (which stays the host's to close), or a folder for the embedded database. */
  database?: string | Knex | { folder: string };
  /** A Postgres URL that leads to the server itself, where `database` leads through a pooler in transaction mode (PgBouncer, Supavisor): events are heard over it. */
  directDatabaseUrl?: string;
  /** How processes hear of one another's events. */
  events?: {
    /** In place of Postgres' `LISTEN` and `NOTIFY`, such as `createRedisEventBus({ url })`; the same in every process. */
    bus?: EventBus;
  };
  /** Who makes the models, the first choice first; when nothing is said, Meshy where `MESHY_API_KEY` is set and the local generator elsewhere. */
  providers?: readonly Provider[];
  /** Chooses for each request; without it the request's own wish, else the first of `providers`, the next when one is not available. */
  chooseProvider?: ChooseProvider;
  /** Where files are kept: a folder, or an S3 bucket. */
  storage?: StorageOptions;
  /** Origin under which users reach this server, such as `https://shop.example`; without it links start with a slash. */
  publicUrl?: string;
  /** Where the host mounts the router; with `publicUrl` it makes the addresses that services are told. */
  mountPath?: string;
  /** How tasks of services (not of the local generator) are submitted and followed. */
  tasks?: TaskOptions;
  /** How what services send to `/webhooks/:provider` is answered. */
  webhooks?: WebhookOptions;
  /** Signs the links to files; several are accepted, the first one signs. Without it one is made and kept in the database. */
  linkSecrets?: string[];
  /** For how long a link to a file works, at least. */
  linkLifeMs?: number;
  /** What generations cost, limits, and what happens when credits run out. */
  credits?: CreditOptions;
  generation?: {
    /** A generation that has not ended by then is given up as EXPIRED, and its hold is released. */
    deadlineMs?: number;
    /** How many generations this process works on at once. */
    concurrency?: number;
    /** How many generations of one user may be under way at once, waiting ones among them. Default 20. */
    maxPerUser?: number;
  };
  files?: {
    /** Origins besides `https:` ones that source images may be fetched from; for development, such as `http://127.0.0.1:3000`. */
    allowedOrigins?: string[];
    /** An uploaded photo that no model uses is removed after this time. */
    unusedImageLifeMs?: number;
    /** Largest file of a model that is copied from a service. Default 512 MB. */
    maxModelFileBytes?: number;
    /** Photos that one user may send to this process at once; three times as many wait for their turn. Default 4. */
    uploadsPerUser?: number;
    /** What a GLB from a service may ask of this server and of browsers; the defaults are twice what the largest results have. */
    glbLimits?: Partial<GlbLimits>;
  };
  /** How many generations that are asked for together are held, dealt out and told of. */
  batches?: BatchesOptions;
  /** How files of models in other formats are made. */
  exports?: ExportsOptions;
  /** How archives that are stored, so that their download can go on where it broke off, are made and kept. */
  archives?: ArchivesOptions;
  /** What is made of each model after its success: a report, lighter GLBs, a USDZ, pictures. `false` for nothing. */
  derivatives?: DerivativesOptions | false;
  /** How `/proxy-3d-model` passes files on that still lie with the service that made them. */
  proxy?: ProxyOptions;
  /** Addresses of the host's that are told of events by signed webhooks (Standard Webhooks 1.0). */
  outgoingWebhooks?: OutgoingWebhookOptions;
  /** Serves figures for Prometheus under `/metrics`, to anyone who can reach the router. Default false. */
  metrics?: boolean;
  /** Takes from pages how long their viewers loaded and why some failed, for the figures: needs `<model-3d-provider report-viewers>`. Default false. */
  viewerReports?: boolean;
  /** `uuid`, or `text` where the host's user ids are no UUIDs. Decides the type of the columns when they are created. */
  userIdType?: "uuid" | "text";
  /** The host's table of users (`auth.users`): its users' models go with them when they are deleted. */
  userTable?: string;
  /**
   * For how long `stop()` waits, for requests that are under way and for jobs that run, before it leaves the ones and hands the others back to be done
   * again by another process or after the next start, in milliseconds; 1,000 at least. Default 20 s.
   */
  stopTimeoutMs?: number;
  /**
   * Where lines about the program's work go: a pino logger. At `info` there is one for each request: its id, route, status, time, the user under
   * a keyed hash and the model that it names. Default: pino at `warn`.
   */
  logger?: Logger;
  /** Told of every error that is logged, with the request, the model and the user's hash: `Sentry.captureException` fits as it is. */
  onError?: OnError;
  /** For tests. Without one, the machine's as long as it is within a minute of the database's, and the database's otherwise. */
  clock?: Clock;
  ids?: IdSource;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const MODEL_3D_DEFAULTS = {
  ...DOOR_DEFAULTS,
  database: { folder: ".model-3d/database" },
  storage: { kind: "folder", directory: ".model-3d/files" },
  linkLifeMs: DAY_MS,
  mountPath: "/api",
  credits: CREDIT_DEFAULTS,
  generation: { deadlineMs: 30 * MINUTE_MS, concurrency: 1, maxPerUser: 20 },
  files: { allowedOrigins: [], unusedImageLifeMs: DAY_MS, maxModelFileBytes: 512 * 1024 * 1024, uploadsPerUser: 4 },
  metrics: false,
  viewerReports: false,
  batches: BATCHES_DEFAULTS,
  exports: EXPORTS_DEFAULTS,
  archives: ARCHIVES_DEFAULTS,
  derivatives: DERIVATIVES_DEFAULTS,
  proxy: PROXY_DEFAULTS,
  webhooks: WEBHOOK_DEFAULTS,
  userIdType: "uuid",
  stopTimeoutMs: 20_000,
  clock: SYSTEM_CLOCK,
  ids: RANDOM_IDS,
} as const satisfies Partial<Model3DOptions> | { files: { allowedOrigins: readonly string[] } };

export interface ResolvedModel3DOptions extends ResolvedDoorOptions {
  readonly providers: readonly Provider[] | null;
  readonly chooseProvider: ChooseProvider | null;
  readonly authenticate: Model3DOptions["authenticate"];
  readonly authorizeOperator: AuthorizeOperator | null;
  readonly database: string | Knex | { folder: string };
  readonly directDatabaseUrl: string | null;
  readonly events: { readonly bus: EventBus | null };
  readonly storage: StorageOptions;
  readonly publicUrl: string | null;
  readonly mountPath: string;
  readonly tasks: ResolvedTaskOptions;
  readonly webhooks: ResolvedWebhookOptions;
  readonly linkSecrets: readonly string[];
  readonly linkLifeMs: number;
  readonly credits: ResolvedCreditOptions;
  readonly generation: { readonly deadlineMs: number; readonly concurrency: number; readonly maxPerUser: number };
  readonly files: { readonly allowedOrigins: readonly string[]; readonly unusedImageLifeMs: number; readonly maxModelFileBytes: number; readonly uploadsPerUser: number; readonly glbLimits: GlbLimits };
  readonly batches: ResolvedBatchesOptions;
  readonly exports: ResolvedExportsOptions;
  readonly archives: ResolvedArchivesOptions;
  readonly derivatives: ResolvedDerivativesOptions;
  readonly proxy: ResolvedProxyOptions;
  readonly outgoingWebhooks: ResolvedOutgoingWebhookOptions;
  readonly metrics: boolean;
  readonly viewerReports: boolean;
  readonly userIdType: "uuid" | "text";
  readonly userTable: string | null;
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const MIN_SECRET_CHARACTERS = 16;

function mustBe(condition: boolean, what: string): void {
  if (!condition) throw new TypeError(`model-3d: ${what}`);
}

/**
 * Fills in the defaults and refuses what can't work.
 *
 * @throws TypeError with one sentence that names the option.
 */
export function resolveModel3DOptions(options: Model3DOptions): ResolvedModel3DOptions {
  const generation = { ...MODEL_3D_DEFAULTS.generation, ...options.generation };
  const linkSecrets = options.linkSecrets ?? [];
  mustBe(typeof options.authenticate === "function", "`authenticate` must be a function that returns { userId } or null.");
  mustBe(options.authorizeOperator === undefined || typeof options.authorizeOperator === "function", "`authorizeOperator` must be a function that returns { operatorId } or null.");
  mustBe(generation.deadlineMs > 0 && generation.deadlineMs <= DAY_MS, "`generation.deadlineMs` must be above 0 and at most a day.");
  mustBe(Number.isSafeInteger(generation.concurrency) && generation.concurrency > 0, "`generation.concurrency` must be a whole number above 0.");
  mustBe(Number.isSafeInteger(generation.maxPerUser) && generation.maxPerUser > 0, "`generation.maxPerUser` must be a whole number above 0.");
  const uploadsPerUser = options.files?.uploadsPerUser ?? MODEL_3D_DEFAULTS.files.uploadsPerUser;
  mustBe(Number.isSafeInteger(uploadsPerUser) && uploadsPerUser > 0, "`files.uploadsPerUser` must be a whole number above 0.");
  const maxModelFileBytes = options.files?.maxModelFileBytes ?? MODEL_3D_DEFAULTS.files.maxModelFileBytes;
  mustBe(Number.isSafeInteger(maxModelFileBytes) && maxModelFileBytes > 0, "`files.maxModelFileBytes` must be a whole number above 0.");
  const stopTimeoutMs = options.stopTimeoutMs ?? MODEL_3D_DEFAULTS.stopTimeoutMs;
  mustBe(Number.isSafeInteger(stopTimeoutMs) && stopTimeoutMs >= 1_000, "`stopTimeoutMs` must be a whole number of milliseconds, 1,000 or more.");
  mustBe(linkSecrets.every((secret) => secret.length >= MIN_SECRET_CHARACTERS), `each of \`linkSecrets\` must have at least ${MIN_SECRET_CHARACTERS} characters.`);
  mustBe(options.publicUrl === undefined || isOrigin(options.publicUrl), "`publicUrl` must be an origin such as https://shop.example, without a path.");
  mustBe(options.mountPath === undefined || /^(\/[^/?#]+)*$/.test(options.mountPath), "`mountPath` must be a path such as /api, without a slash at its end.");
  mustBe(options.events?.bus === undefined || typeof options.events.bus.open === "function", "`events.bus` must be a bus, such as `createRedisEventBus({ url })` makes.");
  const credits = resolveCreditOptions(options.credits);
  return {
    ...resolveDoorOptions(options),
    authenticate: options.authenticate,
    authorizeOperator: options.authorizeOperator ?? null,
    providers: options.providers ?? null,
    chooseProvider: options.chooseProvider ?? null,
    database: options.database ?? MODEL_3D_DEFAULTS.database,
    directDatabaseUrl: options.directDatabaseUrl ?? null,
    events: { bus: options.events?.bus ?? null },
    storage: options.storage ?? MODEL_3D_DEFAULTS.storage,
    publicUrl: options.publicUrl ? new URL(options.publicUrl).origin : null,
    mountPath: options.mountPath ?? MODEL_3D_DEFAULTS.mountPath,
    tasks: resolveTaskOptions(options.tasks),
    webhooks: resolveWebhookOptions(options.webhooks),
    linkSecrets,
    linkLifeMs: options.linkLifeMs ?? MODEL_3D_DEFAULTS.linkLifeMs,
    credits,
    generation,
    files: { ...MODEL_3D_DEFAULTS.files, ...options.files, maxModelFileBytes, uploadsPerUser, glbLimits: resolveGlbLimits(options.files?.glbLimits) },
    derivatives: resolveDerivativesOptions(options.derivatives),
    batches: resolveBatchesOptions(options.batches, { hasLedger: credits.ledger !== null, concurrency: generation.concurrency }),
    exports: resolveExportsOptions(options.exports),
    archives: resolveArchivesOptions(options.archives),
    proxy: resolveProxyOptions(options.proxy),
    outgoingWebhooks: resolveOutgoingWebhookOptions(options.outgoingWebhooks, options.files?.allowedOrigins),
    metrics: options.metrics ?? MODEL_3D_DEFAULTS.metrics,
    viewerReports: options.viewerReports ?? MODEL_3D_DEFAULTS.viewerReports,
    userIdType: options.userIdType ?? MODEL_3D_DEFAULTS.userIdType,
    userTable: options.userTable ?? null,
    stopTimeoutMs,
    clock: options.clock ?? MODEL_3D_DEFAULTS.clock,
    ids: options.ids ?? MODEL_3D_DEFAULTS.ids,
  };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "https:" || url.protocol === "http:") && url.pathname === "/" && url.search === "" && url.hash === "";
}
