import type { StreamEvent } from "@model-3d/contract";

/**
 * `connecting` until the first answer; `open` while events flow; `polling` while no stream can be had and everything is
 * asked for now and then; `paused` while the page is in the background; `closed` when nobody listens.
 */
export type EventStreamState = "connecting" | "open" | "polling" | "paused" | "closed";

/** Why everything has to be asked for anew: the server no longer keeps the events in between, a stream came late, or it is time to poll. */
export type ResetReason = "gap" | "late" | "poll";

export interface EventStreamListener {
  onEvent?: (event: StreamEvent) => void;
  /** The stream is open, also again after a break. */
  onOpen?: () => void;
  /** What you know may be old: ask for everything anew. */
  onReset?: (reason: ResetReason) => void;
  onStateChange?: (state: EventStreamState) => void;
}

export interface OpenEventStreamOptions extends EventStreamListener {
  /** Stops listening. */
  signal?: AbortSignal;
}

export interface EventStreamHandle {
  readonly state: EventStreamState;
  /**
   * Resolves when the stream is open, cannot be had, or takes too long. Ask for what you show after it: then no event
   * falls between the answer and the stream.
   */
  readonly ready: Promise<void>;
  close(): void;
}

/** One connection for all listeners of a client; it starts with the first and ends with the last. */
export interface SharedEventStream {
  open(options: OpenEventStreamOptions): EventStreamHandle;
}
