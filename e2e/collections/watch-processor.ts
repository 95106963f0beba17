import { readFileSync, readdirSync } from "node:fs";
import type { Database } from "@model-3d/server/database";
import type { HostProcess } from "../installation/host-process.ts";

/** As Linux counts for every program, whatever its own clock: `getconf CLK_TCK`. */
const TICK_MS = 10;

/** Processor time, in milliseconds, by who took it. */
export type ProcessorTimes = Record<"Postgres" | "simulator and probes" | (string & {}), number>;

/** @returns what a host's processes, their database and this process take of the processor from here on. Only where there is a `/proc`. */
export async function watchProcessor(processes: readonly HostProcess[], { knex }: Pick<Database, "knex">): Promise<() => ProcessorTimes> {
  const { rows } = await knex.raw<{ rows: [{ file: string }] }>("select pg_read_file('postmaster.pid') as file");
  const postmaster = Number(rows[0].file.split("\n")[0]);
  const look = (): ProcessorTimes => {
    const times = Object.fromEntries(processes.map((one) => [one.name, readTimes(one.pid())?.own ?? 0]));
    return { ...times, Postgres: timesOfServer(postmaster), "simulator and probes": readTimes(process.pid)?.own ?? 0 };
  };
  const before = look();
  return () => Object.fromEntries(Object.entries(look()).map(([name, ms]) => [name, ms - (before[name] ?? 0)])) as ProcessorTimes;
}

/** Of all its connections: those which have ended count for the process that they came from. */
function timesOfServer(postmaster: number): number {
  const server = readTimes(postmaster);
  const living = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => readTimes(Number(name)));
  return living.reduce((sum, one) => sum + (one?.parent === postmaster ? one.own : 0), (server?.own ?? 0) + (server?.ended ?? 0));
}

function readTimes(pid: number | null): { parent: number; own: number; ended: number } | null {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything; after it come the state, the parent and, as the 14th of all, the times.
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9, 13);
    return { parent: parent ?? 0, own: (user + system) * TICK_MS, ended: (endedUser + endedSystem) * TICK_MS };
  } catch {
    return null;
  }
}
