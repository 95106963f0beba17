import type { CreditStep, ReferencePeriod } from "../../src/credits/test/credit-reference.ts";
import type { NewsVia, Operation, Pair } from "./operation.ts";
import { COST, DEADLINE_MS, isOpen, type Reference } from "./reference.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_GRANTED = 20;
const KEYS = 12;
/** Mostly models that were started lately: they are those that can still meet. */
const LATEST = 6;

type Chance = () => number;
const below = (end: number, chance: Chance) => Math.floor(chance() * end);
const oneOf = <T>(list: readonly [T, ...T[]], chance: Chance): T => list[below(list.length, chance)] ?? list[0];

/** How often both do the same: a click, a payment or news that comes twice, two workers at their round. */
const SAME = 0.2;

export function choosePair(reference: Reference, sources: number, chance: Chance): Pair {
  const first = chooseOperation(reference, sources, chance);
  return [first, chance() < SAME ? first : chooseOperation(reference, sources, chance)];
}

/** Chooses what to do next, with weights that bring the two operations of a pair together often. */
function chooseOperation(reference: Reference, sources: number, chance: Chance): Operation {
  const user = below(reference.users.length, chance);
  const newest = reference.owners.length - 1;
  const model = chance() < 0.85 ? Math.max(0, newest - below(LATEST, chance)) : below(newest + 1, chance);
  const kind = chance();
  if (kind < 0.2) return { do: "start", user, source: below(sources, chance) };
  if (newest < 0) return { do: "credits", user, step: chooseMovement(reference.time, chance) };
  const via: NewsVia = chance() < 0.7 ? "page" : "sweeper";
  if (kind < 0.24) return { do: "progress", model, via, progress: below(100, chance) };
  if (kind < 0.36) return { do: "succeed", model, via };
  if (kind < 0.4) return { do: "fail", model, via };
  if (kind < 0.45) return { do: "activate", model };
  if (kind < 0.52) return { do: "delete", model };
  if (kind < 0.58) return { do: "renew" };
  if (kind < 0.65) return { do: "sweep", says: oneOf(["nothing", "nothing", "succeeded", "failed", "away"], chance) };
  if (kind < 0.7) return { do: "credits", user: reference.owners[model] ?? 0, step: { do: "refund", model, amount: chance() < 0.5 ? null : 1 + below(COST, chance) } };
  return { do: "credits", user, step: chooseMovement(reference.time, chance) };
}

function chooseMovement(time: number, chance: Chance): CreditStep {
  const kind = chance();
  if (kind < 0.4) return chooseGrant(time, chance);
  if (kind < 0.65) return { do: "subscribe", allowance: below(3 * COST, chance), rollOver: chance() < 0.4, period: oneOf<ReferencePeriod>(["day", "week", "month"], chance) };
  if (kind < 0.77) return { do: "unsubscribe", now: chance() < 0.3 };
  return { do: "correct", amount: chance() < 0.3 ? 1 + below(COST, chance) : -1 - below(2 * COST, chance), ...(chance() < 0.3 ? { key: `key ${below(KEYS, chance)}` } : {}) };
}

function chooseGrant(time: number, chance: Chance): CreditStep {
  const key = below(KEYS, chance);
  // A payment has its own amount, so that it is told twice in the same words; now and then somebody takes its key for another.
  if (chance() < 0.3) return { do: "grant", amount: 5 + key + (chance() < 0.1 ? 1 : 0), planType: "one_time", startsAt: null, expiresAt: null, rank: null, key: `key ${key}` };
  const startsAt = chance() < 0.2 ? time + oneOf([HOUR_MS, DAY_MS, 3 * DAY_MS], chance) : null;
  const expiresAt = chance() < 0.5 ? (startsAt ?? time) + oneOf([DEADLINE_MS, HOUR_MS, DAY_MS, 5 * DAY_MS], chance) : null;
  return { do: "grant", amount: 1 + below(MOST_GRANTED, chance), planType: oneOf(["one_time", "subscription"], chance), startsAt, expiresAt, rank: chance() < 0.2 ? below(3, chance) - 1 : null };
}

const STEP_MS = 10;

/** When the next pair comes: mostly at once; else about when something begins or ends, at midnight, at the turn of a month, or days later. */
export function chooseTime(reference: Reference, chance: Chance): number {
  const { time } = reference;
  if (chance() < 0.85) return time + STEP_MS;
  const kind = chance();
  const edges = edgesOf(reference).filter((edge) => edge > time + 1);
  if (kind < 0.5 && edges.length > 0) return Math.min(...edges) + below(3, chance) - 1;
  if (kind < 0.65) return Math.floor(time / DAY_MS + 1) * DAY_MS;
  if (kind < 0.7) return monthAfter(time);
  return time + 1 + below(kind < 0.85 ? 2 * HOUR_MS : kind < 0.95 ? 4 * DAY_MS : 50 * DAY_MS, chance);
}

/** The first moment of the month after this one, in UTC. */
export function monthAfter(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function edgesOf({ users, models }: Reference): number[] {
  const ofUsers = users.flatMap(({ grants, plan }) => [...grants.flatMap(({ starts, ends, credits }) => (credits > 0 ? [starts, ends] : [])), plan?.ends ?? Infinity]);
  const ofModels = models.flatMap((model) => (model && isOpen(model) ? [model.openedAt + DEADLINE_MS, model.openedAt + 2 * DEADLINE_MS, model.takenUntil] : []));
  return [...ofUsers, ...ofModels].filter(Number.isFinite);
}
