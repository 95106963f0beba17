import { setTimeout as pause } from "node:timers/promises";
import type { HostProcess } from "../installation/host-process.ts";

/** Seldom: nobody is answered while garbage is looked for. */
const LOOK_MS = 20_000;
const BYTES_PER_MB = 1024 ** 2;

/** What the objects of a host's processes take while they work, once what is garbage is gone: in MB, by name, in order. */
export async function watchHeap(processes: readonly HostProcess[], signal: AbortSignal): Promise<Record<string, number[]>> {
  const seen: Record<string, number[]> = {};
  while (!signal.aborted) {
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    for (const one of processes) {
      const bytes = await one.heap();
      if (bytes !== null) (seen[one.name] ??= []).push(Math.round(bytes / BYTES_PER_MB));
    }
  }
  return seen;
}
