import { createRandom } from "@model-3d/test-utils";
import { submitModel } from "../../src/generations/submit-task.ts";
import { choosePair, chooseTime } from "./choose-operation.ts";
import { explainPair } from "./explain-pair.ts";
import { closeRound, openRound, SOURCES, type Round } from "./open-round.ts";
import { openServers, type Servers } from "./open-servers.ts";
import { nameOf, type Pair } from "./operation.ts";
import { performOperation, type Told } from "./perform-operation.ts";
import { readState, stateOf, type State } from "./read-state.ts";
import type { Reference } from "./reference.ts";

const OPERATIONS_A_ROUND = 400;
/** Ways that an error shows: more are of no help to anybody. */
const WAYS_SHOWN = 3;

export interface OperationsRun {
  operations: number;
  seed: number;
  /** Tells how many have been done since it was told last. */
  onOperations?: (count: number) => void;
}

/** How often each outcome came, and what came about by the way. */
export type Outcomes = Record<string, number>;

/**
 * Two servers on one Postgres, each with an operation under way at any time, whose statements take turns as a seed decides. After each pair the
 * answers and everything that is stored must be those of the reference after the one and then the other, in one of the orders; so that what
 * goes wrong is found where it does, and a fault that another one hides is found too. At the end the program's own check must find nothing.
 *
 * @throws Error with the seed, the operations and both states when they are not.
 */
export async function runOperations({ operations, seed, onOperations }: OperationsRun): Promise<Outcomes> {
  const chance = createRandom(seed);
  // Of their own: how many turns there are is up to the machine, and what is done must not be.
  const turns = createRandom(seed + 1);
  const servers = await openServers();
  const outcomes: Outcomes = {};
  try {
    for (let done = 0; done < operations; ) {
      const round = await openRound(servers, done);
      const begin = done;
      const end = Math.min(operations, done + OPERATIONS_A_ROUND);
      for (; done < end; done += 2) {
        const time = chooseTime(round.reference, chance);
        Object.assign(servers, { time });
        round.reference.time = time;
        const pair = choosePair(round.reference, SOURCES, chance);
        const names = await runPair(servers, round, pair, { number: done / 2 + 1, turns }).catch((error: Error) => {
          error.message = `Seed ${seed}, operations ${done + 1} and ${done + 2}: ${error.message}`;
          throw error;
        });
        for (const name of names) outcomes[name] = (outcomes[name] ?? 0) + 1;
      }
      await closeRound(servers, round);
      onOperations?.(done - begin);
    }
    await checkAtTheEnd(servers);
    return outcomes;
  } finally {
    await servers.close();
  }
}

async function runPair(servers: Servers, round: Round, pair: Pair, { number, turns }: { number: number; turns: () => number }): Promise<string[]> {
  const { interleaver, test, both, troubles } = servers;
  const answers = await interleaver.run(() => performOperation(servers, both[0], round, pair[0]), () => performOperation(servers, both[1], round, pair[1]), turns);
  if (troubles.length > 0) throw new Error(`A worker failed at ${JSON.stringify(pair)}: ${troubles.join("")}`);
  const modelIds = [...round.modelIds, ...answers.flatMap(({ modelId }) => modelId ?? [])];
  let found = await readState(test.database.knex, round);
  if (found.unsent > 0) {
    // Both wanted to submit at once, and the one that waited has left it to a worker.
    for (const { modelId } of answers) if (modelId) await submitModel(both[0].context, modelId, { signal: AbortSignal.timeout(10_000), patient: false });
    found = await readState(test.database.knex, round);
    if (found.unsent > 0) throw new Error("A task was not submitted.");
  }
  round.reference = match({ ...round, modelIds }, pair, { answers, found: found.state, number });
  round.modelIds.splice(0, Infinity, ...modelIds);
  return [...answers.map(({ told }, index) => `${nameOf(pair[index as 0 | 1])}: ${told.split(/ -?\d/)[0]}`), ...takeSeen(round.reference)];
}

interface Seen {
  answers: readonly [Told, Told];
  found: State;
  number: number;
}

/** The reference after both, in an order that explains what was answered and what is stored. */
function match(round: Round, pair: Pair, { answers, found, number }: Seen): Reference {
  const next = round.modelIds.length - answers.filter(({ modelId }) => modelId).length;
  // A model that both start takes the place of its answer, whichever came first.
  const places = answers[0].modelId && answers[1].modelId ? ([next, next + 1] as const) : ([next, next] as const);
  const stored = JSON.stringify(found);
  const ways: string[] = [];
  for (const { reference, told } of explainPair(round.reference, pair, places, number)) {
    const expected = stateOf(reference, round);
    if (told.every((text, index) => text === answers[index as 0 | 1].told) && JSON.stringify(expected) === stored) return reference;
    const way = `It might be ${JSON.stringify(told)} and ${difference(expected, found)}`;
    if (ways.length < WAYS_SHOWN && !ways.includes(way)) ways.push(way);
  }
  throw new Error(`${JSON.stringify(pair)} were answered ${JSON.stringify(answers.map(({ told }) => told))} at ${new Date(round.reference.time).toISOString()}.\n${ways.join("\n")}\nBefore: ${JSON.stringify(stateOf(round.reference, round))}`);
}

function difference(expected: State, found: State): string {
  const parts = (Object.keys(expected) as (keyof State)[]).filter((part) => JSON.stringify(expected[part]) !== JSON.stringify(found[part]));
  return parts.length === 0 ? "all that is stored" : parts.map((part) => `${part} ${JSON.stringify(expected[part])}, not ${JSON.stringify(found[part])}`).join("; ");
}

function takeSeen(reference: Reference): string[] {
  const seen = [reference, ...reference.users].flatMap((one) => one.seen.splice(0));
  return seen.map((what) => `seen: ${what}`);
}

async function checkAtTheEnd({ test, both: [{ host }] }: Servers): Promise<void> {
  const { holds, invariants } = await host.model3d.check();
  if (!holds) throw new Error(`The check finds ${JSON.stringify(invariants.filter(({ broken }) => broken > 0))}`);
  const { rows } = await test.database.knex.raw<{ rows: [{ deadlocks: number }] }>("select deadlocks::integer from pg_stat_database where datname = current_database()");
  if (rows[0].deadlocks > 0) throw new Error(`${rows[0].deadlocks} transactions waited for each other: locks are not taken in one order.`);
}
