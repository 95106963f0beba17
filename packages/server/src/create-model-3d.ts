import { randomBytes } from "node:crypto";
import type { Router } from "express";
import { pino } from "pino";
import type { CheckOptions } from "./check/check-options.ts";
import { checkInvariants } from "./check/check-service.ts";
import type { CheckReport } from "./check/findings.ts";
import { createModelCredits } from "./credits/model-credits.ts";
import { openHostCredits, type HostCredits } from "./credits/open-host-credits.ts";
import { noteLedgerInUse } from "./credits/external/ledger-in-use.ts";
import { createDatabaseClock, type DatabaseClock } from "./database-clock.ts";
import { migrate } from "./db/migrate.ts";
import { readMigrationStatus } from "./db/read-migration-status.ts";
import { readUserReferences } from "./db/user-references.ts";
import { findHostTableFaults } from "./db/host-table.ts";
import { openDatabase } from "./db/open-database.ts";
import { assertRolesAreSafe } from "./db/assert-roles-are-safe.ts";
import { ensureSecret } from "./db/secret-repository.ts";
import { openEventHub } from "./events/event-hub.ts";
import { openHostEvents, type HostEvents, type HostWebhooks } from "./host-events/open-host-events.ts";
import { createConverter } from "./exports/conversion/create-converter.ts";
import { createFileProxy } from "./files/file-proxy.ts";
import { createFileService } from "./files/file-service.ts";
import { createPhotoLimit, MAX_PHOTO_FETCHES } from "./files/limit-photo-fetches.ts";
import { createUploadLimit } from "./files/limit-uploads.ts";
import { createGuardedFetch } from "./files/guarded-fetch.ts";
import { createTaskFollower } from "./generations/follow-tasks.ts";
import { renewFileAddresses } from "./generations/renew-file-addresses.ts";
import { openStorage } from "./files/open-storage.ts";
import { retryRefusedFiles } from "./files/retry-files.ts";
import { createGlbValidator } from "./files/validate-glb.ts";
import { createRequestGate } from "./http/create-request-gate.ts";
import { createKeyRelease } from "./http/free-keys.ts";
import { createUserHash } from "./logging/create-user-hash.ts";
import { createSecretMask } from "./logging/secret-mask.ts";
import { hideSecrets } from "./logging/hide-secrets.ts";
import { reportErrors } from "./logging/report-errors.ts";
import { quietOutages } from "./logging/quiet-outages.ts";
import { secretsOf } from "./logging/secrets-of.ts";
import { createMetrics } from "./metrics/create-metrics.ts";
import { startAtZero } from "./metrics/start-at-zero.ts";
import { resolveModel3DOptions, type Model3DOptions } from "./model-3d-options.ts";
import { findNewerUsdz } from "./models/find-newer-usdz.ts";
import { ownModelFiles } from "./models/own-model-files.ts";
import { createProviderSet } from "./providers/provider-set.ts";
import { providersFromEnvironment } from "./providers/providers-from-environment.ts";
import { createRateLimiter } from "./rate-limits/rate-limiter.ts";
import { createJobQueue } from "./queue/job-queue.ts";
import { createRouter } from "./router.ts";
import type { ServiceContext } from "./service-context.ts";
import { createSwitchedOff } from "./start-up/create-switched-off.ts";
import { assertSetUpIsSafe } from "./start-up/assert-set-up-is-safe.ts";
import { stopOnSignals } from "./start-up/stop-on-signals.ts";
import { createDeliveryIntake } from "./webhooks/delivery-intake.ts";
import { JOBS } from "./worker.ts";

export interface Model3D {
  /** To be mounted by the host: `app.use("/api", model3d.router)`. */
  readonly router: Router;
  /** The path under which the router is to be mounted, as it was given: `/api`. */
  readonly mountPath: string;
  /** Movements of credits that the host decides, and what there is to read about them. */
  readonly credits: HostCredits;
  /**
   * Verifies everything that has to hold, on the database at work: credits, versions, deliveries and files. With `repair` it puts right what
   * needs nobody's decision. See `docs/guides/operate.md` for what each finding means.
   *
   * @throws RangeError for a `limit` that is none, the signal's reason.
   */
  check(options?: CheckOptions): Promise<CheckReport>;
  readonly files: {
    /**
     * Has the workers copy the refused files of a model once more, such as after `files.glbLimits` were raised; only those that the service
     * keeps still. Returns their names.
     *
     * @throws ApiError `not_found` when there is no such model.
     */
    retry(modelId: string): Promise<string[]>;
  };
  /** What the host was told by webhook, and the means to tell it again. */
  readonly webhooks: HostWebhooks;
  /**
   * Calls back for each event of a type (`"*"`: of every type) that is committed from now on, in this process or another, as long as this process
   * runs; one that was committed a moment ago may come too. Returns the function that ends it. A listener that throws is logged and harms nothing.
   */
  on: HostEvents["on"];
  /** Starts the workers of this process. A process that only answers requests leaves it out. */
  start(): Promise<void>;
  /**
   * Answers new requests `503` with `Retry-After` and ends streams of events, waits up to `stopTimeoutMs` for requests that are under way, to the last
   * byte of their answers, and for running jobs, which are handed back then, and closes what was opened here. What is under way at the host itself,
   * it has to wait for.
   */
  stop(): Promise<void>;
  /**
   * Calls `stop` when the process is told to end (`SIGTERM`, `SIGINT`), and ends it then. Whoever listens for these signals already, such as Next or
   * a handler of the host's, is told after `stop` has ended, and ends the process in its own way.
   */
  stopOnSignals(): void;
}

/**
 * Opens the database and the storage, brings the schema up to date, and returns the router that a host mounts.
 *
 * @example
 * const model3d = await createModel3D({ database: process.env.DATABASE_URL, authenticate });
 * app.use("/api", model3d.router);
 * await model3d.start();
 *
 * @throws TypeError for options that can't work, Error in one line for a database or a storage that can't be opened.
 */
export async function createModel3D(given: Model3DOptions): Promise<Model3D> {
  const options = resolveModel3DOptions(given);
  if (given.disabled === true) return createSwitchedOff(options);
  const secrets = createSecretMask();
  secrets.add(...secretsOf(options, given.outgoingWebhooks?.endpoints ?? []));
  const { ids } = options;
  const databaseClock = createDatabaseClock();
  const clock = given.clock ?? databaseClock;
  const hostLogger = given.logger ?? pino({ name: "model-3d", level: "warn" });
  const logger = quietOutages(hideSecrets(given.onError ? reportErrors(hostLogger, given.onError) : hostLogger, secrets), clock);
  const database = await openDatabase({ connection: options.database, directUrl: options.directDatabaseUrl, eventBus: options.events.bus, logger });
  try {
    const storage = await openStorage(options.storage);
    await migrate(database, { ...(given.userIdType ? { userIdType: given.userIdType } : {}), ...(options.userTable ? { userTable: options.userTable } : {}) });
    const { unknown } = await readMigrationStatus(database);
    if (unknown.length > 0) logger.warn({ migrations: unknown }, "A newer version has added to the tables. This one works with it, as in a rolling update; it is meant to go");
    await assertRolesAreSafe(database);
    // Before anything is moved by it; an embedded database has the clock of this process.
    if (!given.clock && database.kind === "postgres") await databaseClock.follow(database, logger);
    const references = await readUserReferences(database.knex);
    const userTable = references.userTable ?? options.userTable;
    if (userTable !== null && references.lacking.length > 0) logger.error(`A user who is deleted leaves rows in ${references.lacking.join(", ")}, which do not reference ${userTable}. As the login that owns the tables, run: model-3d migrate --user-table ${userTable}`);
    for (const fault of await findHostTableFaults(database)) logger.error(`The table user_credits, which is yours, does not fit, and credits will fail: ${fault}.`);
    const linkSecrets = options.linkSecrets.length > 0 ? options.linkSecrets : [await ensureSecret(database, "link", () => randomBytes(32).toString("base64url"))];
    const files = createFileService({ database, storage, clock, ids });
    const providers = createProviderSet(options.providers ?? providersFromEnvironment(process.env), options.chooseProvider);
    secrets.add(...linkSecrets, ...providers.all.flatMap((provider) => provider.secrets?.() ?? []), ...(options.credits.ledger?.secrets?.() ?? []));
    await assertSetUpIsSafe(database, options, providers.all);
    const allowedOrigins = [...options.files.allowedOrigins, ...providers.all.flatMap((provider) => (provider.mode === "asynchronous" ? provider.fileOrigins : []))];
    const copyFetch = createGuardedFetch({ allowedOrigins });
    const photoFetch = createGuardedFetch({ allowedOrigins, maxConcurrent: MAX_PHOTO_FETCHES });
    const proxy = createFileProxy(options.proxy, allowedOrigins);
    const jobs: ReturnType<(typeof JOBS)[number]>[] = [];
    const metrics = createMetrics();
    const queue = createJobQueue({ database, logger, metrics, jobs, stopTimeoutMs: options.stopTimeoutMs });
    const deliveries = createDeliveryIntake({ database, queue, options });
    const rateLimits = createRateLimiter({ database, clock, logger, options });
    const events = await openEventHub(database, logger);
    const fileOwner: ServiceContext["fileOwner"] = { ...ownModelFiles(), refreshFiles: (modelId, signal) => renewFileAddresses(context, modelId, signal), findNewerFile: (userId, modelId, name) => findNewerUsdz(context, userId, modelId, name) };
    const glbs = createGlbValidator(options.files.glbLimits);
    const modelCredits = createModelCredits({ database, queue, clock, logger, metrics, options, secrets });
    const context: ServiceContext = { options, database, storage, files, fileOwner, copyFetch, photoFetch, glbs, converter: createConverter(options.exports), proxy, uploads: createUploadLimit(options.files), photoTurns: createPhotoLimit(), providers, modelCredits, queue, deliveries, events, rateLimits, requests: createRequestGate(), keys: createKeyRelease({ database, clock, logger }), clock, ids, logger, secrets, metrics, userHash: createUserHash(oldestOf(linkSecrets)), linkSecrets };
    startAtZero(metrics, providers.all.map(({ name }) => name));
    jobs.push(...JOBS.map((define) => define(context)));
    await queue.install();
    await noteLedgerInUse(database, options.credits.ledger?.name ?? null);
    return assemble(context, await openHostEvents(context), databaseClock);
  } catch (error) {
    databaseClock.close();
    await database.close();
    throw error;
  }
}

/** Of several secrets the oldest is the one that a rotation leaves alone for longest. */
const oldestOf = (secrets: readonly string[]): string => secrets.at(-1) ?? "";

function assemble(context: ServiceContext, hostEvents: HostEvents, databaseClock: DatabaseClock): Model3D {
  const { database, queue, events, providers } = context;
  const tasks = createTaskFollower(context);
  let stopping: Promise<void> | null = null;
  const stopWorkers = async () => {
    await tasks.stop();
    await queue.stop();
  };
  const end = async () => {
    const answered = context.requests.close(context.options.stopTimeoutMs);
    await events.close();
    await Promise.all([answered, stopWorkers()]);
    context.rateLimits.close();
    context.keys.close();
    await context.deliveries.close();
    await hostEvents.stop();
    await Promise.all([...providers.all.map((provider) => provider.close()), context.glbs.close(), context.converter.close()]);
    databaseClock.close();
    await database.close();
  };
  const stop = () => (stopping ??= end());
  return {
    router: createRouter(context),
    mountPath: context.options.mountPath,
    credits: openHostCredits(context, { lowAt: context.options.credits.lowAt, ledger: context.options.credits.ledger?.name ?? null, read: (userId) => context.modelCredits.read(userId) }),
    check: (checkOptions) => checkInvariants({ ...context, openQueue: async () => queue, lowAt: context.options.credits.lowAt }, checkOptions),
    files: { retry: (modelId) => retryRefusedFiles(context, modelId) },
    webhooks: hostEvents.webhooks,
    on: hostEvents.on,
    async start() {
      if (database.kind === "pglite") await recoverFiles(context);
      await queue.work();
      tasks.start();
      await hostEvents.start();
    },
    stop,
    stopOnSignals: () => stopOnSignals(stop),
  };
}

/** An embedded database belongs to one process: what was in writing when it opens was left by a process that died. */
async function recoverFiles({ files, options }: ServiceContext): Promise<void> {
  await files.sweep({ writingOlderThanMs: 0, unreferencedSourceImagesOlderThanMs: options.files.unusedImageLifeMs, signal: new AbortController().signal });
}
