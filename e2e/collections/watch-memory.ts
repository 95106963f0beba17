import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { HostProcess } from "../installation/host-process.ts";

const LOOK_MS = 1_000;
const KB_PER_MB = 1024;

/** What the processes of a host hold in memory while they work, in MB, by name, in order. */
export async function watchMemory(processes: readonly HostProcess[], signal: AbortSignal): Promise<Record<string, number[]>> {
  const seen: Record<string, number[]> = {};
  while (!signal.aborted) {
    for (const one of processes) {
      const status = await readFile(`/proc/${one.pid()}/status`, "utf8").catch(() => "");
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
      if (kilobytes !== undefined) (seen[one.name] ??= []).push(Math.round(Number(kilobytes) / KB_PER_MB));
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return seen;
}

/** The middle one of a quarter of what was seen. */
export function middleOf(values: readonly number[], quarter: 1 | 2 | 3 | 4): number {
  const size = Math.max(1, Math.floor(values.length / 4));
  const part = values.slice((quarter - 1) * size, quarter * size).toSorted((one, other) => one - other);
  return part[Math.floor(part.length / 2)] ?? 0;
}
