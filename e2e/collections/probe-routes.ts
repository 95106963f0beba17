import { setTimeout as pause } from "node:timers/promises";
import type { RouteWatch } from "./route-watch.ts";

const PAUSE_MS = 1_000;

/** Calls each of these over and over, one after the other and as another user each time, until the signal: how long each takes while others work. */
export async function probeRoutes(calls: Readonly<Record<string, (turn: number) => Promise<Response>>>, watch: RouteWatch, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const started = performance.now();
      const response = await call(turn);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${name} answered ${response.status}.`);
      watch.note(name, performance.now() - started);
    }
    await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
