import type { Operation, Reference } from "./reference.ts";

const MOST_GRANTED = 16;
/** Mostly models that were started lately: they are those that can still meet. */
const LATEST = 6;

/** Chooses what to do next, with weights that bring the two operations of a pair together often. */
export function chooseOperation(reference: Reference, sources: number, chance: () => number): Operation {
  const below = (end: number) => Math.floor(chance() * end);
  const user = below(reference.balance.length);
  const grant: Operation = { do: "grant", user, amount: 1 + below(MOST_GRANTED) };
  const start: Operation = { do: "start", user, source: below(sources) };
  const roll = chance();
  if (reference.owners.length === 0) return roll < 0.5 ? grant : start;
  const newest = reference.owners.length - 1;
  const model = chance() < 0.85 ? Math.max(0, newest - below(LATEST)) : below(newest + 1);
  if (roll < 0.25) return start;
  if (roll < 0.36) return grant;
  if (roll < 0.5) return { do: "progress", model, progress: below(100) };
  if (roll < 0.68) return { do: "succeed", model };
  if (roll < 0.75) return { do: "fail", model };
  return roll < 0.88 ? { do: "activate", model } : { do: "delete", model };
}
