import { randomUUID } from "node:crypto";

/** Where the program gets its time from, so that a test can set it. */
export interface Clock {
  now(): Date;
}

/** Where the program gets its ids from, so that a test can foretell them. */
export interface IdSource {
  uuid(): string;
}

export const SYSTEM_CLOCK: Clock = { now: () => new Date() };
export const RANDOM_IDS: IdSource = { uuid: () => randomUUID() };
