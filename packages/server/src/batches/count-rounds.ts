/** What a user waits for in a line, and what they count for. */
export interface Waiting {
  weight: number;
  items: number;
}

interface Line {
  /** How many may be under way at once: of all users, and of one. */
  places: number;
  placesPerUser: number;
  own: Waiting;
  others: readonly Waiting[];
}

/** Users who count for as much, and so go on at one pace. */
interface Peers {
  weight: number;
  /** What each of them waits for, the least first. */
  items: number[];
  /** How many of them have all of it. */
  done: number;
  /** How much of it each of the others has. */
  made: number;
}

const NOTHING = 1e-9;

/**
 * In how many times of one model everything that a user waits for is made, if nobody else comes: the places are shared by the weights among those
 * who wait, as `takeTurn` deals them in the long run, none has more than one user may, and what one has no more use for goes to the others.
 * Whole rounds where nobody is in the way, since a model is not made by halves.
 */
export function countRounds({ places, placesPerUser, own, others }: Line): number {
  const all = toPeers([own, ...others]);
  const mine = all.find(({ weight }) => weight === own.weight);
  for (let rounds = 0; ; ) {
    const share = shareOf(all, places, placesPerUser);
    const paceOf = ({ weight }: Pick<Peers, "weight">) => Math.min(placesPerUser, share * weight);
    const nextEnd = Math.min(...all.map((peers) => ((peers.items[peers.done] ?? Infinity) - peers.made) / paceOf(peers)));
    const ownEnd = (own.items - (mine?.made ?? 0)) / paceOf(own);
    if (ownEnd <= nextEnd) return Math.max(rounds + ownEnd, Math.ceil(own.items / Math.min(places, placesPerUser)));
    rounds += nextEnd;
    for (const peers of all) {
      peers.made += paceOf(peers) * nextEnd;
      while ((peers.items[peers.done] ?? Infinity) - peers.made <= NOTHING) peers.done += 1;
    }
  }
}

/** Those who count for most first. */
function toPeers(users: readonly Waiting[]): Peers[] {
  const found = Map.groupBy(users, ({ weight }) => weight);
  return [...found].map(([weight, same]) => ({ weight, items: same.map(({ items }) => items).sort((a, b) => a - b), done: 0, made: 0 })).sort((a, b) => b.weight - a.weight);
}

/** Places for each unit of weight: whoever counts for most is the first to have as many as one user may, and leaves the rest. */
function shareOf(all: readonly Peers[], places: number, placesPerUser: number): number {
  let left = places;
  let weights = all.reduce((sum, { weight, items, done }) => sum + weight * (items.length - done), 0);
  for (const { weight, items, done } of all) {
    if ((left / weights) * weight < placesPerUser) return left / weights;
    left -= (items.length - done) * placesPerUser;
    weights -= (items.length - done) * weight;
  }
  return Infinity;
}
