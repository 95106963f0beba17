import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { isDatabaseAway } from "../db/is-database-away.ts";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import type { NewDelivery } from "./webhook-repository.ts";
import { takeDelivery, takeKnownDeliveries, type TakenDelivery } from "./webhook-service.ts";

/** Deliveries of one transaction at most, and characters of their bodies: more would make the first wait for the last. */
const BATCH_DELIVERIES = 100;
const BATCH_CHARACTERS = 1024 * 1024;
/** So long the next deliveries wait for a transaction that does not end; then they go by another connection. */
const PATIENCE_MS = 1_000;

/** Writes deliveries down: those that come while a transaction is under way go into the next one together, since most of its cost is its commit. */
export interface DeliveryIntake {
  /**
   * Once this has returned, the delivery and its job are committed.
   * @throws ApiError `service_unavailable` when it was closed; what the database throws.
   */
  take(delivery: NewDelivery): Promise<TakenDelivery>;
  /** Lets what was given end; nothing is taken any more. */
  close(): Promise<void>;
}

interface Waiting {
  readonly delivery: NewDelivery;
  settle(taken: TakenDelivery | Promise<TakenDelivery>): void;
  refuse(error: unknown): void;
}

export function createDeliveryIntake(context: Pick<ServiceContext, "database" | "queue" | "options">): DeliveryIntake {
  const gathered: Waiting[] = [];
  const open = new Set<Promise<TakenDelivery>>();
  let isWriting = false;
  let isClosed = false;

  const write = async () => {
    isWriting = true;
    while (gathered.length > 0) {
      // Nobody waits for a time to pass: only what this turn of the event loop reads still joins.
      await nextTurn();
      await endOrPatience(writeTogether(context, takeBatch(gathered)));
    }
    isWriting = false;
  };

  return {
    async take(delivery) {
      if (isClosed) throw new ApiError("service_unavailable");
      const taken = new Promise<TakenDelivery>((settle, refuse) => gathered.push({ delivery, settle, refuse }));
      open.add(taken);
      if (!isWriting) void write();
      try {
        return await taken;
      } finally {
        open.delete(taken);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(open);
    },
  };
}

function takeBatch(gathered: Waiting[]): Waiting[] {
  let characters = 0;
  const end = gathered.findIndex(({ delivery }, index) => index === BATCH_DELIVERIES || (index > 0 && (characters += delivery.body.length) > BATCH_CHARACTERS));
  return gathered.splice(0, end < 0 ? gathered.length : end);
}

async function endOrPatience(writing: Promise<void>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([writing, pause(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined)]);
  patience.abort();
}

/** Answers each of a batch; never throws. Those about unknown tasks, and all of a batch that failed, go alone: none can harm or hold up another. */
async function writeTogether(context: Pick<ServiceContext, "database" | "queue" | "options">, batch: readonly Waiting[]): Promise<void> {
  let written: ReadonlySet<string> = new Set();
  try {
    written = await takeKnownDeliveries(context, batch.map(({ delivery }) => delivery));
  } catch (error) {
    if (isDatabaseAway(error) || batch.length === 1) {
      for (const { refuse } of batch) refuse(error);
      return;
    }
  }
  for (const { delivery, settle } of batch) settle(written.has(delivery.id) ? "known" : takeDelivery(context, delivery));
}
