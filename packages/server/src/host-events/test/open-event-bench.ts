import { randomUUID } from "node:crypto";
import { createTestDatabase, type DatabaseKind } from "@model-3d/test-utils/database";
import type { HostEvent } from "@model-3d/contract";
import { pino } from "pino";
import { openDatabase, type Database } from "../../db/open-database.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { publishHostEvent } from "../host-event-service.ts";
import { resolveModel3DOptions } from "../../model-3d-options.ts";
import { openHostEvents, type HostEvents } from "../open-host-events.ts";
import { resolveOutgoingWebhookOptions, type OutgoingWebhookOptions } from "../outgoing-webhook-options.ts";
import { createSecretMask } from "../../logging/secret-mask.ts";

/** One process's share of the host events. */
export interface EventProcess extends HostEvents {
  readonly database: Database;
  metrics(): Promise<string>;
}

/** A database on which processes are opened and closed, under one clock that stands until it is set. */
export interface EventBench {
  readonly database: Database;
  /** The errors and warnings that all processes have logged. */
  readonly log: { level: number; msg: string; [key: string]: unknown }[];
  now: Date;
  /** Lets time pass at once. */
  pass(ms: number): void;
  publish(event: HostEvent): Promise<void>;
  /** A process of its own connections on Postgres; on the embedded database they share the only one. */
  open(options: OutgoingWebhookOptions & { allowedOrigins: string[] }): Promise<EventProcess>;
  close(): Promise<void>;
}

export const failedModel = (taskError: string | null = "It could not be made."): Extract<HostEvent, { type: "model.failed" }> => ({
  type: "model.failed",
  userId: randomUUID(),
  data: { modelId: randomUUID(), sourceType: "product", sourceId: randomUUID(), version: 1, status: "FAILED", provider: "stub", taskId: "stub_1", taskError },
});

export async function openEventBench(kind: DatabaseKind): Promise<EventBench> {
  const test = await createTestDatabase({ kind });
  const closers: (() => Promise<void>)[] = [];
  const log: EventBench["log"] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void log.push(JSON.parse(line)) });
  const bench: EventBench = {
    database: test.database,
    log,
    now: new Date(),
    pass(ms) {
      bench.now = new Date(bench.now.getTime() + ms);
    },
    publish: (event) => test.database.asService((trx) => publishHostEvent(trx, event)),
    async open({ allowedOrigins, ...options }) {
      const database = kind === "postgres" ? await openDatabase({ connection: test.connection }) : test.database;
      const metrics = createMetrics();
      const files = { ...resolveModel3DOptions({ authenticate: () => null }).files, allowedOrigins };
      const outgoingWebhooks = resolveOutgoingWebhookOptions({ pollIntervalMs: 20, timeoutMs: 5_000, ...options }, allowedOrigins);
      const events = await openHostEvents({ database, clock: { now: () => bench.now }, logger, secrets: createSecretMask(), metrics, options: { files, outgoingWebhooks } });
      let stopping: Promise<void> | undefined;
      const stop = () => (stopping ??= events.stop().then(() => (kind === "postgres" ? database.close() : undefined)));
      closers.push(stop);
      return { ...events, database, stop, metrics: () => metrics.toText() };
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
      await test.remove();
    },
  };
  return bench;
}
