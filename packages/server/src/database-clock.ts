import { setInterval } from "node:timers";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/open-database.ts";
import { readDatabaseTime } from "./db/read-database-time.ts";

/** How far the clocks of processes may be apart: what is less changes no period and no limit but at its very edge. */
const TOLERANCE_MS = 60_000;
const COMPARE_EVERY_MS = 60_000;

/** The clocks of the machine, in milliseconds: one that may be set, and one that only ever goes on. */
export interface MachineClocks {
  wall(): number;
  steady(): number;
}

const MACHINE_CLOCKS: MachineClocks = { wall: () => Date.now(), steady: () => performance.now() };

/** The clock of this machine as long as it agrees with the database's, and the database's otherwise. */
export interface DatabaseClock extends Clock {
  /** Compares them once, and from then on every minute until `close`. @throws Error when the database does not answer the first time. */
  follow(database: Database, logger: Pick<Logger, "warn" | "info">): Promise<void>;
  close(): void;
}

/**
 * One process whose clock is a year ahead would begin everybody's next period, and let nobody have another for a year. So each compares its
 * clock with the one that all of them have in common. A clock that is set while the process runs is not followed until it was compared again.
 */
export function createDatabaseClock(machine: MachineClocks = MACHINE_CLOCKS): DatabaseClock {
  let known = { wall: machine.wall(), steady: machine.steady() };
  let offsetMs = 0;
  let timer: NodeJS.Timeout | null = null;

  const byMachine = () => {
    const wall = machine.wall();
    const steady = known.wall + machine.steady() - known.steady;
    return Math.abs(wall - steady) > TOLERANCE_MS ? steady : wall;
  };
  const compare = async (database: Database, logger: Pick<Logger, "warn" | "info">) => {
    const before = machine.steady();
    const time = await readDatabaseTime(database);
    const now = { wall: machine.wall(), steady: machine.steady() };
    const aheadMs = now.wall - (time + (now.steady - before) / 2);
    const isOff = Math.abs(aheadMs) > TOLERANCE_MS;
    if (isOff) logger.warn({ aheadMs: Math.round(aheadMs) }, "The clock of this machine and the database's are more than a minute apart: times are taken from the database until this machine's is set right");
    else if (offsetMs !== 0) logger.info("The clock of this machine and the database's agree again");
    known = now;
    offsetMs = isOff ? -aheadMs : 0;
  };

  return {
    now: () => new Date(byMachine() + offsetMs),
    async follow(database, logger) {
      await compare(database, logger);
      // While the database is away nothing is moved either.
      timer ??= setInterval(() => void compare(database, logger).catch(() => {}), COMPARE_EVERY_MS).unref();
    },
    close() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}
