import type { Clock } from "./clock.ts";

/** An answer's date is cut to the full second: on average half of one is missing. */
const CUT_MS = 500;

/** What time it is by the server, whose times are in its answers: a reader's own clock may be minutes off. */
export interface ServerTime {
  /** Milliseconds since the epoch; by the page's own clock until an answer has told. */
  now(): number;
  /** Takes the date that an answer was made at; one without a date tells nothing. */
  note(headers: Headers): void;
}

export function createServerTime(clock: Clock): ServerTime {
  let aheadMs = 0;
  return {
    now: () => clock.now() + aheadMs,
    note(headers) {
      const dateMs = Date.parse(headers.get("Date") ?? "");
      if (!Number.isNaN(dateMs)) aheadMs = dateMs + CUT_MS - clock.now();
    },
  };
}
