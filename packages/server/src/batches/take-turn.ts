/** What one start takes of the turn of a user of weight 1. Divisible by every small weight, and so small that a billion starts a day go on for longer than anybody. */
export const TURN = 720_720n;

interface Progress {
  /** Of the line: the pass of the turn that was dealt last. */
  virtualTime: bigint;
  /** Of the user. */
  pass: bigint;
}

/**
 * The rule by which users take turns in the line of a provider (start-time fair queueing: Goyal, Vin, Cheng, SIGCOMM 1996).
 *
 * Each user has a pass, and the smallest one is next; of equal ones the user with the greater weight, then who has waited longest. A start adds
 * `TURN / weight` to it, so that between two who both wait, one of weight 4 has four items started for each one of weight 1, and who counts for
 * more is first where both begin. Who comes into the line begins where the line is: nobody can save turns up, and nobody is behind for
 * having come late. Between two starts of a user who waits, every other has at most `⌈theirs / mine⌉ + 1`: nobody starves, however much the
 * others count for. The items of one user start in the order in which they were asked for.
 */
export function takeTurn({ virtualTime, pass }: Progress, weight: number): Progress {
  const share = (TURN + BigInt(weight) - 1n) / BigInt(weight);
  return { virtualTime: pass > virtualTime ? pass : virtualTime, pass: pass + share };
}
