import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@model-3d/server/database";
import type { ServiceWatch } from "./watch-service.ts";

export interface MakingOptions {
  all: number;
  /** After so long it is stopped. */
  givenSeconds: number;
  /** How many models are to be made before the late ones come. */
  comersAt: number;
  allHaveAsked(): boolean;
  letComersAsk(): Promise<void>;
  /** Has nothing more begin. */
  stop(): Promise<void>;
  log(line: string): void;
}

const LOOK_MS = 1_000;
/** Of many items a look reads all: it is to be a hundredth of what the machine does at most. */
const LOOK_SHARE = 100;
const SAY_EVERY_MS = 20_000;
const STALLED_MS = 300_000;

const LOOK = `select (select count(*)::int from generation_batches where finished_at is null) as open, (select count(*)::int from generation_batch_items where status = 'SUCCEEDED') as made,
  (select count(*)::int from generation_batches where finished_at is null and status = 'RUNNING') + (select count(*)::int from generation_batch_items where status in ('STARTING', 'IN_PROGRESS')) as moving`;

/** Until no batch is left that has not ended, or all that had begun has ended after a stop. `isWhole`: nothing waits any more. */
export async function untilMade({ knex }: Pick<Database, "knex">, service: ServiceWatch, { all, givenSeconds, comersAt, allHaveAsked, letComersAsk, stop, log }: MakingOptions): Promise<{ made: number; isWhole: boolean }> {
  const started = performance.now();
  let last = { made: 0, at: started };
  let said: typeof last | null = null;
  let coming: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;
  for (;;) {
    const looked = performance.now();
    const { rows } = await knex.raw<{ rows: [{ open: number; made: number; moving: number }] }>(LOOK);
    const [{ open, made, moving }] = rows;
    const now = performance.now();
    const seconds = Math.round((now - started) / 1000);
    if (made >= comersAt) coming ??= letComersAsk();
    if (stopping === null && seconds > givenSeconds) {
      log(`${seconds} s: ${made} of ${all} made; nothing more begins`);
      stopping = (coming ?? Promise.resolve()).then(stop);
    }
    said ??= { made, at: now };
    if (now - said.at > SAY_EVERY_MS) {
      const rate = ((made - said.made) / (now - said.at)) * 1000;
      log(`${seconds} s: ${made} of ${all} made, ${rate.toFixed(1)} a second, ${open} batches open, ${service.open} tasks at the service, about ${Math.ceil((all - made) / Math.max(rate, 0.01) / 60)} min left`);
      said = { made, at: now };
    }
    if (open === 0 && (stopping !== null || allHaveAsked())) {
      await Promise.all([coming, stopping]);
      return { made, isWhole: true };
    }
    if (stopping !== null && moving === 0) {
      await stopping;
      return { made, isWhole: false };
    }
    if (made !== last.made) last = { made, at: now };
    else if (now - last.at > STALLED_MS) throw new Error(`Nothing more has been made for ${STALLED_MS / 1000} s: ${JSON.stringify(rows[0])}`);
    await pause(Math.max(LOOK_MS, (now - looked) * LOOK_SHARE));
  }
}
