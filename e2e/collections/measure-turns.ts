export interface Turns {
  /** Most starts of one other user between two of a user who waits. */
  most: number;
  /** Starts in all, and of the user who had the fewest when half of all had begun. */
  starts: number;
  fewestAtHalf: number;
}

/** Looks at whose item began when: `users` in the order of the starts, each from 0 up to `count`. */
export function measureTurns(users: readonly number[], count: number): Turns {
  const left = new Uint32Array(count);
  for (const user of users) left[user] = (left[user] ?? 0) + 1;
  const seen = new Uint32Array(count);
  const since = Array.from({ length: count }, () => new Uint32Array(count));
  let most = 0;
  let fewestAtHalf = 0;
  users.forEach((user, at) => {
    seen[user] = (seen[user] ?? 0) + 1;
    left[user] = (left[user] ?? 1) - 1;
    for (let other = 0; other < count; other += 1) {
      // Who has not begun has not come yet, and who has nothing left does not wait.
      if (other === user || seen[other] === 0 || left[other] === 0) continue;
      const row = since[other];
      if (row === undefined) continue;
      row[user] = (row[user] ?? 0) + 1;
      most = Math.max(most, row[user] ?? 0);
    }
    since[user]?.fill(0);
    if (at === Math.floor(users.length / 2)) fewestAtHalf = seen.reduce((least, starts) => Math.min(least, starts), Infinity);
  });
  return { most, starts: users.length, fewestAtHalf };
}
