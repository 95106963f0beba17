import type { Logger } from "pino";
import type { Clock, IdSource } from "./clock.ts";
import type { ModelCredits } from "./credits/model-credits.ts";
import type { Database } from "./db/open-database.ts";
import type { EventHub } from "./events/event-hub.ts";
import type { Converter } from "./exports/conversion/create-converter.ts";
import type { FileProxy } from "./files/file-proxy.ts";
import type { KeyedLimit } from "./files/limit-per-key.ts";
import type { FileService } from "./files/file-service.ts";
import type { ModelFileOwner } from "./files/model-file-owner.ts";
import type { GuardedFetch } from "./files/guarded-fetch.ts";
import type { Storage } from "./files/open-storage.ts";
import type { GlbValidator } from "./files/validate-glb.ts";
import type { RequestGate } from "./http/create-request-gate.ts";
import type { KeyRelease } from "./http/free-keys.ts";
import type { SecretMask } from "./logging/secret-mask.ts";
import type { Metrics } from "./metrics/create-metrics.ts";
import type { ResolvedModel3DOptions } from "./model-3d-options.ts";
import type { ProviderSet } from "./providers/provider-set.ts";
import type { RateLimiter } from "./rate-limits/rate-limiter.ts";
import type { JobQueue } from "./queue/job-queue.ts";
import type { DeliveryIntake } from "./webhooks/delivery-intake.ts";

/** What every service gets handed: nothing of it lives at module level, so that one process can hold several. */
export interface ServiceContext {
  readonly options: ResolvedModel3DOptions;
  readonly database: Database;
  readonly storage: Storage;
  readonly files: FileService;
  /** What the models have to say where their files are copied from a service. */
  readonly fileOwner: ModelFileOwner;
  /** For the files of services. */
  readonly copyFetch: GuardedFetch;
  /** For photos that users name: with places of its own, so that hosts of theirs that say nothing keep no file of a service waiting. */
  readonly photoFetch: GuardedFetch;
  /** A place for one photo of a user's that is being fetched. */
  readonly photoTurns: KeyedLimit;
  readonly glbs: GlbValidator;
  /** Makes files of other formats. */
  readonly converter: Converter;
  readonly proxy: FileProxy;
  /** A place for one upload of a user's. */
  readonly uploads: KeyedLimit;
  readonly providers: ProviderSet;
  /** What the life of a model does to its user's credits. */
  readonly modelCredits: ModelCredits;
  readonly queue: JobQueue;
  readonly deliveries: DeliveryIntake;
  readonly events: EventHub;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly rateLimits: RateLimiter;
  /** Lets requests in, until the process stops. */
  readonly requests: RequestGate;
  /** Frees the Idempotency-Keys of requests that came to nothing. */
  readonly keys: KeyRelease;
  /** Secrets never pass it. */
  readonly logger: Logger;
  /** For texts that are kept or shown, whoever's they are. */
  readonly secrets: SecretMask;
  readonly metrics: Metrics;
  /** A user's name in logs and reports. */
  userHash(userId: string): string;
  /** Secrets that sign links, the newest first; all of them are accepted. */
  readonly linkSecrets: readonly string[];
}
