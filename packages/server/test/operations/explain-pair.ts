import type { Pair, Part } from "./operation.ts";
import type { Reference } from "./reference.ts";

/** One of the two operations on its way: what is left of it, and what was told. */
interface Progress {
  readonly left: readonly Part[];
  readonly told: string;
}

/** A way in which both can have come about. */
export interface Explanation {
  readonly reference: Reference;
  readonly told: readonly [string, string];
}

const DONE = { renew: "renewed", sweep: "swept" } as const;

/**
 * Every way in which two operations can have come about, one transaction after the other: the one before the other, the other way round, and
 * where an operation consists of several transactions, as a worker's that goes from user to user, with the other's in between. The plainest come first.
 *
 * @param places where the models go that the two start. @param number counts the pairs: grants of a later one are younger.
 */
export function* explainPair(before: Reference, pair: Pair, places: readonly [number, number], number: number): Generator<Explanation> {
  const begin = pair.map((operation) => (operation.do === "renew" || operation.do === "sweep" ? DONE[operation.do] : "")) as [string, string];
  // Of two grants of a rank the one is older whose transaction began first, whichever came to the account first.
  for (const births of [[0, 1], [1, 0]] as const) {
    const bornOf = (index: 0 | 1) => number * 2 + births[index];
    for (const first of before.partsOf(pair[0], pair[1])) {
      for (const second of before.partsOf(pair[1], pair[0])) yield* explore(before, [{ left: first, told: begin[0] }, { left: second, told: begin[1] }]);
    }

    function* explore(reference: Reference, sides: readonly [Progress, Progress]): Generator<Explanation> {
      if (sides.every(({ left }) => left.length === 0)) yield { reference, told: [sides[0].told, sides[1].told] };
      for (const index of [0, 1] as const) {
        const { left, told } = sides[index];
        // Tasks past their deadline are given up in any order.
        for (const [at, part] of left.entries()) {
          if (at > 0 && part.do !== "give up") break;
          const next = reference.clone();
          const applied = next.apply(part, places[index], bornOf(index));
          const side = { left: [...left.toSpliced(at, 1), ...(applied.more ?? [])], told: applied.told ?? told };
          yield* explore(next, index === 0 ? [side, sides[1]] : [sides[0], side]);
        }
      }
    }
  }
}
