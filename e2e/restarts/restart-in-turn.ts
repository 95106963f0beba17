import { setTimeout as pause } from "node:timers/promises";
import type { RestartablePostgres, StopMode } from "@model-3d/test-utils/database";
import { DOWN_MS, UP_MS } from "./restart-settings.ts";

/** When the database was away, by `performance.now()`: from the signal until it took connections again. */
export interface Outage {
  mode: StopMode;
  from: number;
  /** Infinity while it lasts. */
  until: number;
}

const between = (random: () => number, [least, most]: readonly [number, number]) => least + random() * (most - least);

/** Stops the database and starts it again until the signal; both ways of stopping come in turn, the first as the seed says. It is up when this ends. */
export async function restartInTurn(postgres: RestartablePostgres, outages: Outage[], { random, signal, upMs = UP_MS }: { random: () => number; signal: AbortSignal; upMs?: readonly [number, number] }): Promise<void> {
  let mode: StopMode = random() < 0.5 ? "fast" : "immediate";
  for (;;) {
    await pause(between(random, upMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const outage: Outage = { mode, from: performance.now(), until: Infinity };
    outages.push(outage);
    await postgres.halt(mode);
    await pause(between(random, DOWN_MS));
    await postgres.startAgain();
    outage.until = performance.now();
    mode = mode === "fast" ? "immediate" : "fast";
  }
}
