import { SYSTEM_CLOCK, type Clock } from "./clock.ts";

type Work = () => void | Promise<void>;

interface Timer {
  dueAt: number;
  run: Work;
}

/** Time that can be moved on by hand, and what is to happen in it. */
export interface Schedule {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs the work once, in so many milliseconds. Returns a function that takes it back. */
  after(ms: number, run: Work): () => void;
  /** Resolves in so many milliseconds, or at once when the schedule is closed. */
  wait(ms: number): Promise<void>;
  /** Moves the time on. Whatever falls due on the way is run at its own moment, in order, and waited for. */
  advance(ms: number): Promise<void>;
  close(): void;
}

/** `setTimeout` takes no more than this. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** How often a clock of the caller's, which may be moved at any time, is looked at. */
const CLOCK_POLL_MS = 20;

export function createSchedule(clock: Clock): Schedule {
  /** What falls due next stands last, so that the many that are far off stay where they are. */
  const timers: Timer[] = [];
  const waiting = new Set<() => void>();
  let passedMs = 0;
  let advancing: Promise<void> = Promise.resolve();
  let isAdvancing = false;
  let isClosed = false;
  let alarm: NodeJS.Timeout | undefined;

  const now = (): number => clock.now().getTime() + passedMs;

  function takeDue(until: number): Timer | undefined {
    const next = timers.at(-1);
    return next && next.dueAt <= until ? timers.pop() : undefined;
  }

  function setAlarm(): void {
    clearTimeout(alarm);
    const next = timers.at(-1);
    if (!next || isClosed || isAdvancing) return;
    const waitMs = Math.max(0, next.dueAt - now());
    alarm = setTimeout(ring, Math.min(waitMs, clock === SYSTEM_CLOCK ? MAX_TIMEOUT_MS : CLOCK_POLL_MS));
    alarm.unref();
  }

  function ring(): void {
    for (let timer = takeDue(now()); timer; timer = takeDue(now())) void timer.run();
    setAlarm();
  }

  /** Before those that fall due with it, which were there earlier. */
  function placeFor(dueAt: number): number {
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timers[middle]!.dueAt > dueAt) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function after(ms: number, run: Work): () => void {
    const timer: Timer = { dueAt: now() + Math.max(0, ms), run };
    timers.splice(placeFor(timer.dueAt), 0, timer);
    setAlarm();
    return () => {
      const index = timers.lastIndexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    };
  }

  async function passTime(ms: number): Promise<void> {
    const until = now() + ms;
    isAdvancing = true;
    try {
      for (let timer = takeDue(until); timer && !isClosed; timer = takeDue(until)) {
        passedMs += Math.max(0, timer.dueAt - now());
        await timer.run();
      }
      passedMs += Math.max(0, until - now());
    } finally {
      isAdvancing = false;
      setAlarm();
    }
  }

  return {
    now,
    after,
    wait(ms) {
      if (isClosed) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = (): void => {
          waiting.delete(stop);
          resolve();
        };
        waiting.add(stop);
        after(ms, stop);
      });
    },
    advance(ms) {
      advancing = advancing.then(() => passTime(ms));
      return advancing;
    },
    close() {
      isClosed = true;
      clearTimeout(alarm);
      timers.length = 0;
      for (const stop of [...waiting]) stop();
    },
  };
}
