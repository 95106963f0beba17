import type { Client } from "pg";

/** So long a statement that was let go is waited for before it is looked whether it waits for another connection's lock. */
const LOOK_FOR_LOCKS_MS = 2;
/** So long a side that was chosen may do other things than ask the database, such as read a photo, before the other goes on. */
const ELSEWHERE_MS = 200;
/** Longest that both may be elsewhere or stuck. */
const STUCK_MS = 60_000;
const ENDS_A_TRANSACTION = /\b(commit|rollback)\b/i;

interface Statement {
  go(): void;
  endsTransaction: boolean;
}

interface Side {
  readonly waiting: Statement[];
  /** The connection whose statement was let go and has not ended. */
  running: number | null;
  /** Whether that statement waits for a lock of the other side's, as far as is known. */
  isBlocked: boolean;
  isOver: boolean;
}

/** Whether a statement of this connection waits for a lock now. */
export type IsBlocked = (processId: number) => Promise<boolean>;

/**
 * Lets two operations, each on connections of its own, go one statement at a time, in an order that chance decides: so they meet between
 * any two statements, and at each lock. Outside `run` every statement goes at once.
 */
export class Interleaver {
  private sides: readonly [Side, Side] = [newSide(), newSide()];
  private isOn = false;
  private readonly isBlocked: IsBlocked;
  private readonly hearing = new Set<() => void>();

  constructor(isBlocked: IsBlocked) {
    this.isBlocked = isBlocked;
  }

  /** Makes a connection's statements wait for their turn on one of the two sides. */
  attach(side: 0 | 1, connection: Client): void {
    const original = connection.query.bind(connection) as (...args: unknown[]) => unknown;
    const processId = (connection as Client & { processID: number }).processID;
    const gated = (...args: unknown[]): unknown => {
      const turn = this.turn(side, processId, ENDS_A_TRANSACTION.test(textOf(args[0])));
      if (turn === null) return original(...args);
      const callback = args.at(-1);
      if (typeof callback !== "function") return turn.then((end) => Promise.resolve(original(...args)).finally(end));
      void turn.then((end) =>
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
    this.sides = [newSide(), newSide()];
    this.isOn = true;
    const both = Promise.all([this.end(0, first()), this.end(1, second())]);
    both.catch(() => undefined);
    try {
      await this.conduct(chance);
    } finally {
      this.isOn = false;
      for (const side of this.sides) for (const { go } of side.waiting.splice(0)) go();
    }
    return both;
  }

  private async end<T>(index: 0 | 1, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      const side = this.sides[index];
      side.isOver = true;
      for (const { go } of side.waiting.splice(0)) go();
      this.tellChange();
    }
  }

  /** Null where nothing has to be waited for: what a server does by itself after its operation is of no interest. */
  private turn(index: 0 | 1, processId: number, endsTransaction: boolean): Promise<() => void> | null {
    const side = this.sides[index];
    if (!this.isOn || side.isOver) return null;
    return new Promise((resolve) => {
      const go = () => {
        side.running = processId;
        resolve(() => {
          if (side.running === processId) Object.assign(side, { running: null, isBlocked: false });
          this.tellChange();
        });
      };
      side.waiting.push({ go, endsTransaction });
      this.tellChange();
    });
  }

  private async conduct(chance: () => number): Promise<void> {
    let idleSince = performance.now();
    while (!this.sides.every(({ isOver }) => isOver)) {
      await Promise.all(this.sides.map((side) => this.settle(side)));
      const free = this.free();
      const chosen = free[Math.floor(chance() * free.length)];
      if (chosen) await this.until(() => chosen.isOver || chosen.waiting.length > 0, ELSEWHERE_MS);
      else await this.until(() => this.free().length > 0 || this.sides.every(({ isOver }) => isOver), STUCK_MS);
      const next = chosen?.waiting.length ? chosen : free.find(({ waiting }) => waiting.length > 0);
      const statement = next?.waiting.shift();
      if (statement) {
        // Locks are given back with the transaction, so the other may go on after it.
        if (statement.endsTransaction) for (const side of this.sides) side.isBlocked = false;
        statement.go();
        idleSince = performance.now();
      } else if (performance.now() - idleSince > STUCK_MS) {
        throw new Error(`Neither operation goes on: ${this.sides.map(describeSide).join(", ")}.`);
      }
    }
  }

  /** The sides whose turn it can be. */
  private free(): Side[] {
    return this.sides.filter(({ isOver, running }) => !isOver && running === null);
  }

  /** Waits until a side's statement has ended, or waits for a lock of the other's. */
  private async settle(side: Side): Promise<void> {
    while (side.running !== null && !side.isBlocked) {
      if (await this.until(() => side.running === null, LOOK_FOR_LOCKS_MS)) return;
      const { running } = side;
      if (running !== null && (await this.isBlocked(running)) && side.running === running) side.isBlocked = true;
    }
  }

  /** Waits for a change after which the condition holds. @returns whether it does. */
  private async until(holds: () => boolean, ms: number): Promise<boolean> {
    const end = performance.now() + ms;
    while (!holds()) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await this.change(left);
    }
    return true;
  }

  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const hear = () => {
        clearTimeout(timer);
        this.hearing.delete(hear);
        resolve();
      };
      const timer = setTimeout(hear, ms);
      this.hearing.add(hear);
    });
  }

  private tellChange(): void {
    for (const hear of this.hearing) hear();
  }
}

function textOf(query: unknown): string {
  if (typeof query === "string") return query;
  return typeof query === "object" && query !== null && "text" in query && typeof query.text === "string" ? query.text : "";
}

function describeSide({ isOver, running, isBlocked, waiting }: Side, index: number): string {
  const state = isOver ? "is over" : running === null ? `is elsewhere, with ${waiting.length} statements ready` : isBlocked ? `waits for a lock in process ${running}` : `runs in process ${running}`;
  return `the ${index === 0 ? "first" : "second"} ${state}`;
}

function newSide(): Side {
  return { waiting: [], running: null, isBlocked: false, isOver: false };
}
