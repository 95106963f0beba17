import type { ResourceLimits } from "node:worker_threads";

/** What the keeper asks of a thread. */
export interface KeptThread {
  readonly limits: ResourceLimits;
  readonly usable: boolean;
  end(): Promise<void>;
}

export interface ThreadKeeperParts<Thread extends KeptThread> {
  /** Threads that there may be, at work and idle. */
  size: number;
  /** How long an idle thread is kept. */
  keepIdleMs: number;
  start: (limits: ResourceLimits) => Thread;
  /** Calls back once, after so many milliseconds. Returns what calls that off. */
  after: (ms: number, work: () => void) => () => void;
}

/** Keeps threads for the next model: what a thread has compiled once, the next model finds compiled. */
export class ThreadKeeper<Thread extends KeptThread> {
  readonly #parts: ThreadKeeperParts<Thread>;
  /** The one that was used last comes last; with each what calls its end off. */
  readonly #idle = new Map<Thread, () => void>();
  readonly #ending = new Set<Promise<void>>();
  #working = 0;

  constructor(parts: ThreadKeeperParts<Thread>) {
    this.#parts = parts;
  }

  /** The thread that was used last of those with the same limits, or a fresh one. It has to be given back. */
  take(limits: ResourceLimits): Thread {
    const like = [...this.#idle.keys()].reverse().find((thread) => thread.usable && sameLimits(thread.limits, limits));
    if (like) {
      this.#leave(like);
      this.#working++;
      return like;
    }
    for (const thread of this.#idle.keys()) {
      if (!thread.usable || this.#idle.size + this.#working >= this.#parts.size) void this.#end(thread);
    }
    const fresh = this.#parts.start(limits);
    this.#working++;
    return fresh;
  }

  /** Keeps a thread, or ends it if it is no good any more; resolves when that is done. */
  async giveBack(thread: Thread): Promise<void> {
    if (!thread.usable || this.#parts.keepIdleMs === 0) {
      await this.#end(thread);
      this.#working--;
      return;
    }
    this.#working--;
    this.#idle.set(thread, this.#parts.after(this.#parts.keepIdleMs, () => void this.#end(thread)));
  }

  /** Ends all that are idle; resolves when none is left, of those that were ended before either. */
  async endIdle(): Promise<void> {
    for (const thread of this.#idle.keys()) void this.#end(thread);
    await Promise.all(this.#ending);
  }

  #leave(thread: Thread): void {
    this.#idle.get(thread)?.();
    this.#idle.delete(thread);
  }

  #end(thread: Thread): Promise<void> {
    this.#leave(thread);
    const ending = thread.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return ending;
  }
}

function sameLimits(one: ResourceLimits, other: ResourceLimits): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof ResourceLimits>;
  return [...names].every((name) => one[name] === other[name]);
}
