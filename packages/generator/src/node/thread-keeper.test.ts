import type { ResourceLimits } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { ThreadKeeper, type KeptThread } from "./thread-keeper.ts";

class StubThread implements KeptThread {
  readonly limits: ResourceLimits;
  usable = true;
  ended = false;

  constructor(limits: ResourceLimits) {
    this.limits = limits;
  }

  async end(): Promise<void> {
    this.usable = false;
    await Promise.resolve();
    this.ended = true;
  }
}

/** Time that passes when it is told to. */
class StubTime {
  #now = 0;
  readonly waiting = new Set<{ at: number; work: () => void }>();

  readonly after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: this.#now + ms, work };
    this.waiting.add(timer);
    return () => void this.waiting.delete(timer);
  };

  pass(ms: number): void {
    this.#now += ms;
    for (const timer of this.waiting) {
      if (timer.at > this.#now) continue;
      this.waiting.delete(timer);
      timer.work();
    }
  }
}

const WIDE = { maxOldGenerationSizeMb: 512 };

function openKeeper({ size = 2, keepIdleMs = 1000 } = {}): { keeper: ThreadKeeper<StubThread>; started: StubThread[]; time: StubTime } {
  const started: StubThread[] = [];
  const time = new StubTime();
  const start = (limits: ResourceLimits): StubThread => {
    started.push(new StubThread(limits));
    return started.at(-1)!;
  };
  return { keeper: new ThreadKeeper({ size, keepIdleMs, start, after: time.after }), started, time };
}

describe("ThreadKeeper", () => {
  it("gives the thread again that was used last", async () => {
    const { keeper, started } = openKeeper();
    const [first, second] = [keeper.take(WIDE), keeper.take(WIDE)];
    await keeper.giveBack(second);
    await keeper.giveBack(first);
    expect(keeper.take(WIDE)).toBe(first);
    expect(keeper.take(WIDE)).toBe(second);
    expect(started).toHaveLength(2);
  });

  it("ends a thread that is no good any more before it counts as given back, and starts a fresh one", async () => {
    const { keeper, started } = openKeeper();
    const failed = keeper.take(WIDE);
    failed.usable = false;
    await keeper.giveBack(failed);
    expect(failed.ended).toBe(true);
    expect(keeper.take(WIDE)).not.toBe(failed);
    expect(started).toHaveLength(2);
  });

  it("gives out no thread that died while it was idle, and clears it away", async () => {
    const { keeper } = openKeeper();
    const dying = keeper.take(WIDE);
    await keeper.giveBack(dying);
    dying.usable = false;
    expect(keeper.take(WIDE)).not.toBe(dying);
    await keeper.endIdle();
    expect(dying.ended).toBe(true);
  });

  it("ends an idle thread after its time, counted from its last model", async () => {
    const { keeper, time } = openKeeper();
    const thread = keeper.take(WIDE);
    await keeper.giveBack(thread);
    time.pass(999);
    expect(keeper.take(WIDE)).toBe(thread);
    time.pass(10_000);
    expect(thread.usable).toBe(true);
    await keeper.giveBack(thread);
    time.pass(999);
    expect(thread.usable).toBe(true);
    time.pass(1);
    expect(thread.usable).toBe(false);
    expect(keeper.take(WIDE)).not.toBe(thread);
  });

  it("gives each model a fresh thread when none is to be kept", async () => {
    const { keeper, time } = openKeeper({ keepIdleMs: 0 });
    const thread = keeper.take(WIDE);
    await keeper.giveBack(thread);
    expect(thread.ended).toBe(true);
    expect(time.waiting.size).toBe(0);
  });

  it("keeps threads of other limits apart, and no more of them than its size", async () => {
    const { keeper } = openKeeper({ size: 2 });
    const [wide, narrow] = [keeper.take(WIDE), keeper.take({ ...WIDE, stackSizeMb: 2 })];
    await keeper.giveBack(narrow);
    await keeper.giveBack(wide);
    expect(keeper.take({ maxOldGenerationSizeMb: 512, stackSizeMb: 2 })).toBe(narrow);
    await keeper.giveBack(narrow);
    const other = keeper.take({ maxOldGenerationSizeMb: 64 });
    expect(other.limits).toEqual({ maxOldGenerationSizeMb: 64 });
    expect([wide.usable, narrow.usable]).toEqual([false, true]);
    expect(keeper.take({ ...WIDE, stackSizeMb: 2 })).toBe(narrow);
  });

  it("counts no thread that could not be started", async () => {
    let isFull = true;
    const start = (limits: ResourceLimits): StubThread => {
      if (isFull) throw new Error("no more threads");
      return new StubThread(limits);
    };
    const keeper = new ThreadKeeper({ size: 2, keepIdleMs: 1000, start, after: new StubTime().after });
    expect(() => keeper.take(WIDE)).toThrow("no more threads");
    isFull = false;
    const kept = keeper.take(WIDE);
    await keeper.giveBack(kept);
    keeper.take({ maxOldGenerationSizeMb: 64 });
    expect(kept.usable).toBe(true);
  });

  it("ends all that are idle, with nothing left that waits", async () => {
    const { keeper, started, time } = openKeeper();
    const threads = [keeper.take(WIDE), keeper.take(WIDE)];
    for (const thread of threads) await keeper.giveBack(thread);
    await keeper.endIdle();
    expect(started.map(({ ended }) => ended)).toEqual([true, true]);
    expect(time.waiting.size).toBe(0);
  });
});
