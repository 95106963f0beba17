import type { ResolvedModel3DClientOptions } from "./client-options.ts";
import { waitFor } from "./clock.ts";
import { connectEventStream, type StreamPosition } from "./connect-event-stream.ts";
import type { EventStreamListener, EventStreamState, OpenEventStreamOptions, ResetReason, SharedEventStream } from "./event-stream.ts";
import { Model3DError } from "./model-3d-error.ts";
import { waitUntilVisible } from "./page-visibility.ts";
import type { Transport } from "./transport.ts";

/** Attempts that may fail one after the other before everything is asked for by polling. */
const ATTEMPTS_BEFORE_POLLING = 3;

interface Reading {
  readonly end: AbortController;
  readonly ready: Promise<void>;
  settle(): void;
  isSettled: boolean;
}

export function createSharedEventStream(transport: Transport, options: ResolvedModel3DClientOptions): SharedEventStream {
  const { clock, visibility, random, stream: timings } = options;
  const listeners = new Set<EventStreamListener>();
  const position: StreamPosition = { lastEventId: null, retryMs: null };
  let state: EventStreamState = "closed";
  let reading: Reading | null = null;

  function setState(next: EventStreamState): void {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener.onStateChange?.(next);
  }

  function resetAll(reason: ResetReason): void {
    for (const listener of [...listeners]) listener.onReset?.(reason);
  }

  /** Listeners asked before a stream was there: what happened in between is known to nobody. */
  function handleOpen(current: Reading, isResumed: boolean): void {
    const isLate = current.isSettled && !isResumed && state !== "open";
    setState("open");
    current.settle();
    for (const listener of [...listeners]) listener.onOpen?.();
    if (isLate) resetAll("late");
  }

  function pauseAfter(attempt: number): number {
    const pause = Math.min(timings.maxBackOffMs, (position.retryMs ?? timings.backOffMs) * 2 ** Math.min(attempt - 1, 16));
    return pause / 2 + (pause / 2) * random();
  }

  async function connectOnce(current: Reading): Promise<"ended" | "failed" | "refused"> {
    const hidden = new AbortController();
    let cancelGrace = (): void => undefined;
    const watchVisibility = (isLeft = false): void => {
      cancelGrace();
      // A browser keeps a page for a return only if nothing of it stays open.
      if (isLeft) hidden.abort();
      else if (visibility.isHidden()) cancelGrace = clock.schedule(() => hidden.abort(), timings.hiddenGraceMs);
    };
    const unsubscribe = visibility.subscribe(watchVisibility);
    watchVisibility();
    let wasOpen = false;
    try {
      await connectEventStream(
        transport,
        options,
        position,
        {
          onOpen: (isResumed) => {
            wasOpen = true;
            handleOpen(current, isResumed);
          },
          onGap: () => resetAll("gap"),
          onEvent: (event) => {
            for (const listener of [...listeners]) listener.onEvent?.(event);
          },
        },
        AbortSignal.any([current.end.signal, hidden.signal]),
      );
      return wasOpen ? "ended" : "failed";
    } catch (error) {
      if (wasOpen || hidden.signal.aborted) return "ended";
      return isRefusal(error) ? "refused" : "failed";
    } finally {
      cancelGrace();
      unsubscribe();
    }
  }

  async function poll(current: Reading): Promise<void> {
    const { signal } = current.end;
    setState("polling");
    current.settle();
    await waitFor(clock, timings.pollIntervalMs, signal);
    await waitUntilVisible(visibility, signal);
    if (!signal.aborted) resetAll("poll");
  }

  async function keepReading(current: Reading): Promise<void> {
    const { signal } = current.end;
    const isAway = (): boolean => visibility.isHidden() && current.isSettled;
    let failures = 0;
    while (!signal.aborted) {
      if (isAway()) {
        if (state !== "polling") setState("paused");
        await waitUntilVisible(visibility, signal);
        continue;
      }
      if (state !== "polling") setState("connecting");
      const outcome = await connectOnce(current);
      if (signal.aborted) return;
      failures = outcome === "ended" ? 0 : failures + 1;
      if (outcome === "refused" || failures >= ATTEMPTS_BEFORE_POLLING) await poll(current);
      else if (!isAway()) await waitFor(clock, pauseAfter(Math.max(1, failures)), signal);
    }
  }

  function start(): Reading {
    let resolveReady = (): void => undefined;
    const ready = new Promise<void>((resolve) => (resolveReady = resolve));
    const current: Reading = {
      end: new AbortController(),
      ready,
      isSettled: false,
      settle() {
        current.isSettled = true;
        cancelTimeout();
        resolveReady();
      },
    };
    const cancelTimeout = clock.schedule(() => current.settle(), timings.readyTimeoutMs);
    position.lastEventId = null;
    void keepReading(current);
    return current;
  }

  function leave(listener: EventStreamListener): void {
    if (!listeners.delete(listener) || listeners.size > 0) return;
    reading?.settle();
    reading?.end.abort();
    reading = null;
    state = "closed";
  }

  return {
    open({ signal, ...listener }: OpenEventStreamOptions) {
      const close = (): void => leave(listener);
      if (signal?.aborted) return { state: "closed", ready: Promise.resolve(), close };
      listeners.add(listener);
      signal?.addEventListener("abort", close, { once: true });
      reading ??= start();
      const { ready } = reading;
      if (state === "open") queueMicrotask(() => listeners.has(listener) && listener.onOpen?.());
      return {
        get state() {
          return listeners.has(listener) ? state : "closed";
        },
        ready,
        close,
      };
    },
  };
}

/** The server answered, but not with a stream: trying again at once would change nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof Model3DError && (error.code === "unexpected_answer" || (error.status >= 400 && error.status < 500 && error.status !== 429));
}
