import type { DatabaseLogger } from "./database-options.ts";

/** That there is something new to read, and where: a channel of ours and what was said on it. */
export interface Wake {
  readonly channel: string;
  readonly payload: string;
}

/** What the one who opens a bus hears over it. */
export interface EventBusEars {
  /** Wakes of all processes, those of this one among them. */
  onWakes(wakes: readonly Wake[]): void;
  /** The bus is heard, for the first time or again. What was said while it was not is lost, so whoever cares looks. */
  onHeard(): void;
  readonly logger: DatabaseLogger;
}

export interface OpenEventBus {
  /** Tells all processes. What cannot be told is dropped: they look by themselves now and then. Never throws, and never waits for a bus that is away. */
  publish(wakes: readonly Wake[]): void;
  /** Ends when what was published has been sent, as far as that can be. */
  close(): Promise<void>;
}

/**
 * How processes wake one another when there are new events, in place of Postgres' `LISTEN` and `NOTIFY`. The rows stay the truth: a wake that is
 * lost, doubled or late costs time and nothing else.
 */
export interface EventBus {
  /**
   * Connects. A bus that is away is no reason to fail: it comes back by itself.
   * @throws Error in one line for what no waiting mends, such as a package that is not installed.
   */
  open(ears: EventBusEars): Promise<OpenEventBus>;
  /** What must never stand in a log. */
  secrets?(): readonly string[];
}
