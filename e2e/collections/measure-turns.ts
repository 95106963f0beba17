/** What happened in the line, in order: a user came to stand in it, a place was dealt to them, they left it. */
export interface TurnEvent {
  user: number;
  what: "in" | "dealt" | "out";
}

export interface Turns {
  /** Most places that were dealt to one other user while a user waited for their next: from their request, or their place before, on. */
  most: number;
  /** Places dealt in all, and to the user of `fromTheStart` who had the fewest when half of all were dealt. */
  starts: number;
  fewestAtHalf: number;
}

/** Looks at who was dealt a place when. `fromTheStart`: who has waited since before the first. */
export function measureTurns(events: readonly TurnEvent[], count: number, fromTheStart: readonly number[]): Turns {
  const starts = events.filter(({ what }) => what === "dealt").length;
  const dealt = new Uint32Array(count);
  const waits = new Uint8Array(count);
  const since = Array.from({ length: count }, () => new Uint32Array(count));
  let most = 0;
  let all = 0;
  let fewestAtHalf = 0;
  for (const { user, what } of events) {
    if (what !== "dealt") {
      // Who waits already goes on to wait.
      if (what === "in" && waits[user] === 0) since[user]?.fill(0);
      waits[user] = what === "in" ? 1 : 0;
      continue;
    }
    dealt[user] = (dealt[user] ?? 0) + 1;
    since.forEach((row, other) => {
      if (other === user || waits[other] === 0) return;
      row[user] = (row[user] ?? 0) + 1;
      most = Math.max(most, row[user] ?? 0);
    });
    since[user]?.fill(0);
    all += 1;
    if (all === Math.ceil(starts / 2)) fewestAtHalf = fromTheStart.reduce((least, one) => Math.min(least, dealt[one] ?? 0), Infinity);
  }
  return { most, starts, fewestAtHalf };
}
