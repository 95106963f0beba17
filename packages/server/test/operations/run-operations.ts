import { createRandom } from "@model-3d/test-utils";
import { createTestDatabase } from "@model-3d/test-utils/database";
import knex, { type Knex } from "knex";
import type { Client } from "pg";
import type { Clock } from "../../src/index.ts";
import type { TaskReport } from "../../src/providers/provider.ts";
import { uploadPhotos } from "../photos.ts";
import { startTestHost, until, type TestHost } from "../start-test-host.ts";
import { createStubAsyncProvider, failedBecause, succeededAt, type StubAsyncProvider } from "../stub-async-provider.ts";
import { chooseOperation } from "./choose-operation.ts";
import { Interleaver } from "./interleaver.ts";
import { countUnsent, forgetModels, readState, stateOf, type State } from "./read-state.ts";
import { Reference, type Operation } from "./reference.ts";

const USERS = 2;
const SOURCES = 2;
/** Operations on the same users; then others come, so that lists stay short. */
const OPERATIONS_A_ROUND = 400;
const CLOCK_STEP_MS = 10;
/** Above 0, as it has to be, and lost in the rounding of a time: each question is a new one. */
const NO_INTERVAL_MS = 1e-9;
const ONLY_WHEN_ASKED = { webhooks: false, status: true, sweeper: false, stream: false };

export interface OperationsRun {
  operations: number;
  seed: number;
  onRound?: (done: number) => void;
}

/** How often each outcome came. */
export type Outcomes = Record<string, number>;

interface Server {
  host: TestHost;
  /** What the service says of a model's task to this server alone: the two may be told different things at once. */
  reports: Map<string, TaskReport>;
}

/**
 * Two servers on one Postgres, each with an operation under way at any time, whose statements take turns as a seed decides. After each pair the
 * answers and the rows must be those of the reference after the one and then the other, in one of the two orders.
 *
 * @throws Error with the seed, the operations and both states when they are not.
 */
export async function runOperations({ operations, seed, onRound }: OperationsRun): Promise<Outcomes> {
  const chance = createRandom(seed);
  const test = await createTestDatabase({ kind: "postgres" });
  const interleaver = new Interleaver(async (processId) => {
    const { rows } = await test.database.knex.raw<{ rows: { blocked: boolean }[] }>("select cardinality(pg_blocking_pids(?)) > 0 as blocked", [processId]);
    return rows[0]?.blocked ?? false;
  });
  const service = createStubAsyncProvider({ limits: { requestsPerSecond: 1_000_000, openTasks: 1_000_000 } });
  // It stands while a pair is under way: both may ask the service of the same task then, as two servers whose clocks differ by a little.
  let time = Date.now();
  const clock = { now: () => new Date(time) };
  const databases: Knex[] = [];
  const servers: Server[] = [];
  let worker: TestHost | null = null;
  const outcomes: Outcomes = {};
  try {
    for (const side of [0, 1] as const) {
      const database = connect(String(test.connection), (connection) => interleaver.attach(side, connection));
      databases.push(database);
      servers.push(await startServer(database, service, clock));
    }
    // Sends what found the service's line taken; outside of the pairs, and telling no news.
    worker = await startTestHost({ database: String(test.connection), providers: [service], tasks: { news: ONLY_WHEN_ASKED, tickMs: 20 }, clock });
    const [first, second] = servers as [Server, Server];
    for (let done = 0; done < operations; ) {
      const round = await openRound(first, done);
      const end = Math.min(operations, done + OPERATIONS_A_ROUND);
      for (; done < end; done += 2) {
        time += CLOCK_STEP_MS;
        const pair = [chooseOperation(round.reference, SOURCES, chance), chooseOperation(round.reference, SOURCES, chance)] as const;
        const answers = await interleaver.run(() => perform(first, round, pair[0]), () => perform(second, round, pair[1]), chance);
        await until("everything is submitted", async () => (await countUnsent(test.database.knex)) === 0);
        const matched = matchOrder(round, pair, answers, await readState(test.database.knex, round.userIds));
        if ("differs" in matched) throw new Error(`Seed ${seed}, operations ${done + 1} and ${done + 2}: ${JSON.stringify(pair)} were answered ${JSON.stringify(answers.map(({ told }) => told))}.\n${matched.differs}`);
        round.reference = matched.reference;
        for (const [index, { told, modelId }] of answers.entries()) {
          if (modelId) round.modelIds[round.modelIds.length] = modelId;
          const name = `${pair[index]?.do}: ${told.split(" ")[0]}`;
          outcomes[name] = (outcomes[name] ?? 0) + 1;
        }
      }
      await forgetModels(test.database.knex, round.userIds);
      onRound?.(done);
    }
    return outcomes;
  } finally {
    await worker?.stop();
    for (const { host } of servers) await host.stop();
    for (const database of databases) await database.destroy();
    await test.remove();
  }
}

interface Round {
  reference: Reference;
  userIds: string[];
  photos: Awaited<ReturnType<typeof uploadPhotos>>[];
  sourceIds: string[];
  /** By the model's place in the reference. */
  modelIds: string[];
}

async function openRound({ host }: Server, number: number): Promise<Round> {
  const userIds = await Promise.all(Array.from({ length: USERS }, () => host.user(0)));
  const photos = await Promise.all(userIds.map((userId) => uploadPhotos(host, userId)));
  const sourceIds = Array.from({ length: SOURCES }, (_, index) => `00000000-0000-4000-8000-${String(number * SOURCES + index).padStart(12, "0")}`);
  return { reference: new Reference(USERS), userIds, photos, sourceIds, modelIds: [] };
}

interface Told {
  told: string;
  /** Of a model that was started. */
  modelId?: string;
}

async function perform({ host, reports }: Server, round: Round, step: Operation): Promise<Told> {
  if (step.do === "grant") {
    await host.model3d.credits.grant({ userId: round.userIds[step.user] ?? "", amount: step.amount, planType: "one_time", reason: "test" });
    return { told: "granted" };
  }
  if (step.do === "start") {
    const json = { imageUrls: round.photos[step.user], sourceType: "product", sourceId: round.sourceIds[step.source] };
    const { status, body } = await host.call("POST", "/api/generate-3d-model", { user: round.userIds[step.user] ?? "", json });
    return status === 200 ? { told: `started ${body.version}`, modelId: body.modelId } : { told: body.code };
  }
  const modelId = round.modelIds[step.model] ?? "";
  const user = ownerOf(round, step.model);
  if (step.do === "activate") {
    const { status, body } = await host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_active" } });
    return { told: status === 200 ? "activated" : body.code };
  }
  if (step.do === "delete") {
    const { status, body } = await host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user });
    return { told: status === 200 ? "deleted" : body.code };
  }
  reports.set(modelId, reportOf(step));
  const { status } = await host.call("GET", `/api/generate-3d-model?taskId=${modelId}`, { user });
  return { told: status === 200 || status === 404 ? "heard" : `heard with ${status}` };
}

function ownerOf({ reference, userIds }: Round, place: number): string {
  return userIds[reference.owners[place] ?? 0] ?? "";
}

function reportOf(step: Extract<Operation, { do: "progress" | "succeed" | "fail" }>): TaskReport {
  if (step.do === "succeed") return succeededAt("https://assets.example.com/model.glb");
  return step.do === "fail" ? failedBecause("The photos show nothing.") : { status: "IN_PROGRESS", progress: step.progress };
}

/** The reference after both, in the order that explains what was answered and what is stored. */
function matchOrder(round: Round, pair: readonly [Operation, Operation], answers: readonly [Told, Told], found: State): { reference: Reference } | { differs: string } {
  const states: string[] = [];
  const modelIds = [...round.modelIds, ...answers.flatMap(({ modelId }) => (modelId ? [modelId] : []))];
  for (const order of [[0, 1], [1, 0]] as const) {
    const reference = round.reference.clone();
    const told: string[] = [];
    // A model that both start takes the place of its answer, whichever came first.
    const places = placesOf(round, answers);
    for (const index of order) told[index] = reference.apply(pair[index], places[index]);
    const expected = JSON.stringify(stateOf(reference, round.userIds, round.sourceIds, modelIds));
    if (told.every((text, index) => text === answers[index as 0 | 1].told) && expected === JSON.stringify(found)) return { reference };
    states.push(`${order[0] === 0 ? "In this order" : "The other way round"} it would be ${JSON.stringify(told)} and ${expected}`);
  }
  return { differs: `${states.join("\n")}\nFound: ${JSON.stringify(found)}` };
}

function placesOf({ modelIds }: Round, [first, second]: readonly [Told, Told]): readonly [number, number] {
  const next = modelIds.length;
  return first.modelId && second.modelId ? [next, next + 1] : [next, next];
}

async function startServer(database: Knex, service: StubAsyncProvider, clock: Clock): Promise<Server> {
  const reports = new Map<string, TaskReport>();
  const readTask: StubAsyncProvider["readTask"] = async ({ taskId }) => {
    const modelId = service.tasks.find((task) => task.taskId === taskId)?.request.modelId ?? "";
    return reports.get(modelId) ?? { status: "PENDING", queuePlace: null };
  };
  const host = await startTestHost({ database, withoutWorkers: true, tasks: { news: ONLY_WHEN_ASKED, askIntervalMs: NO_INTERVAL_MS }, clock, providers: [{ ...service, readTask }] });
  return { host, reports };
}

function connect(connectionString: string, attach: (connection: Client) => void): Knex {
  return knex({
    client: "pg",
    connection: { connectionString },
    pool: {
      min: 0,
      max: 6,
      afterCreate(connection: Client, done: (error: Error | null, connection: Client) => void) {
        attach(connection);
        done(null, connection);
      },
    },
  });
}
