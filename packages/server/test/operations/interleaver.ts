import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";

/** So long a statement that was let go is waited for before it is looked whether it waits for another connection's lock. */
const LOOK_FOR_LOCKS_MS = 4;
/** So long a side may do other things than ask the database, such as decode a photo or wait for its turn. */
const ELSEWHERE_MS = 8;
/** Longest that both may be elsewhere or stuck. */
const STUCK_MS = 20_000;

interface Side {
  readonly waiting: (() => void)[];
  /** The connection whose statement was let go and has not ended. */
  running: number | null;
  isOver: boolean;
}

/** Whether a statement of this connection waits for a lock now. */
export type IsBlocked = (processId: number) => Promise<boolean>;

/**
 * Lets two operations, each on connections of its own, go one statement at a time, in an order that chance decides: so they meet between
 * any two statements, and at each lock. Outside `run` every statement goes at once.
 */
export class Interleaver {
  private readonly sides: readonly [Side, Side] = [newSide(), newSide()];
  private isOn = false;
  private readonly isBlocked: IsBlocked;

  constructor(isBlocked: IsBlocked) {
    this.isBlocked = isBlocked;
  }

  /** Makes a connection's statements wait for their turn on one of the two sides. */
  attach(side: 0 | 1, connection: Client): void {
    const original = connection.query.bind(connection) as (...args: unknown[]) => unknown;
    const processId = (connection as Client & { processID: number }).processID;
    const gated = (...args: unknown[]): unknown => {
      const callback = args.at(-1);
      if (typeof callback !== "function") return this.turn(side, processId).then((end) => Promise.resolve(original(...args)).finally(end));
      void this.turn(side, processId).then((end) =>
        original(...args.slice(0, -1), (...answer: unknown[]) => {
          end();
          callback(...answer);
        }),
      );
      return undefined;
    };
    Object.assign(connection, { query: gated });
  }

  /** Runs both, until both have ended. @param chance from 0 to 1, as `Math.random` gives it. */
  async run<A, B>(first: () => Promise<A>, second: () => Promise<B>, chance: () => number): Promise<[A, B]> {
    for (const side of this.sides) Object.assign(side, newSide());
    this.isOn = true;
    const both = Promise.all([this.end(0, first()), this.end(1, second())]);
    both.catch(() => undefined);
    try {
      await this.conduct(chance);
    } finally {
      this.isOn = false;
      for (const side of this.sides) for (const go of side.waiting.splice(0)) go();
    }
    return both;
  }

  private async end<T>(index: 0 | 1, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      this.sides[index].isOver = true;
    }
  }

  private turn(index: 0 | 1, processId: number): Promise<() => void> {
    if (!this.isOn) return Promise.resolve(() => undefined);
    const side = this.sides[index];
    return new Promise((resolve) => {
      side.waiting.push(() => {
        side.running = processId;
        resolve(() => {
          if (side.running === processId) side.running = null;
        });
      });
    });
  }

  private async conduct(chance: () => number): Promise<void> {
    let idleSince = performance.now();
    while (!this.sides.every(({ isOver }) => isOver)) {
      await Promise.all(this.sides.map((side) => this.settle(side)));
      const ready = this.sides.filter(({ waiting, running }) => waiting.length > 0 && running === null);
      const next = ready[Math.floor(chance() * ready.length)];
      if (next) {
        next.waiting.shift()?.();
        idleSince = performance.now();
      } else if (performance.now() - idleSince > STUCK_MS) {
        throw new Error("Neither operation goes on.");
      }
    }
  }

  /** Waits until a side asks for its next statement, has ended, waits for a lock of the other's, or is elsewhere. */
  private async settle(side: Side): Promise<void> {
    const since = performance.now();
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (side.isOver || (side.running === null && side.waiting.length > 0)) return;
      const waited = performance.now() - since;
      if (side.running === null && waited > ELSEWHERE_MS) return;
      if (side.running !== null && waited > LOOK_FOR_LOCKS_MS) {
        if (await this.isBlocked(side.running)) return;
        await pause(1);
      }
    }
  }
}

function newSide(): Side {
  return { waiting: [], running: null, isOver: false };
}
