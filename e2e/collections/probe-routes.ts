import { setTimeout as pause } from "node:timers/promises";

const PAUSE_MS = 200;
const P99 = 0.99;
const P50 = 0.5;

export interface RouteTimes {
  count: number;
  p50Ms: number;
  p99Ms: number;
}

/** Calls each of these over and over, one after the other, until the signal: how long each takes while others work. */
export async function probeRoutes(calls: Readonly<Record<string, () => Promise<Response>>>, signal: AbortSignal): Promise<Record<string, RouteTimes>> {
  const times: Record<string, number[]> = {};
  while (!signal.aborted) {
    for (const [name, call] of Object.entries(calls)) {
      const started = performance.now();
      const response = await call();
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${name} answered ${response.status}.`);
      (times[name] ??= []).push(performance.now() - started);
    }
    await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
  return Object.fromEntries(Object.entries(times).map(([name, some]) => [name, { count: some.length, p50Ms: quantile(some, P50), p99Ms: quantile(some, P99) }]));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
