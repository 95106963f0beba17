import { once } from "node:events";
import { createServer } from "node:http";
import { createUuidV7 } from "./create-uuid-v7.ts";
import { createFaultBook, type FaultOptions } from "./faults/fault-book.ts";
import type { FaultName } from "./faults/faults.ts";
import type { FileDownload } from "./files/serve-file.ts";
import { createFileLinks } from "./files/sign-file-url.ts";
import { createAccount } from "./http/account.ts";
import { handleRequest } from "./http/handle-request.ts";
import type { SimulatorContext } from "./http/simulator-context.ts";
import { resolveMeshySimulatorOptions, type MeshySimulatorOptions, type WebhookTarget } from "./meshy-simulator-options.ts";
import { createPhotoMaker } from "./models/create-photo-maker.ts";
import { createRandom } from "./random.ts";
import { createSchedule } from "./schedule.ts";
import { createStreamHub } from "./stream/stream-hub.ts";
import { createPresentTask } from "./tasks/present-task.ts";
import { createTaskEngine } from "./tasks/task-engine.ts";
import { createTaskStore } from "./tasks/task-store.ts";
import { isFinal, type Task } from "./tasks/task.ts";
import { createWebhookSender, type WebhookDelivery, type WebhookState } from "./webhooks/webhook-sender.ts";

/** A running simulator, and what it has seen. */
export interface MeshySimulator {
  /** Its origin, without a slash at the end: what `https://api.meshy.ai` is. */
  readonly url: string;
  readonly apiKey: string;
  readonly userId: string;
  readonly seed: number;
  /** Every task that was ever accepted, in that order, the deleted ones too. */
  readonly tasks: readonly Task[];
  /** Tasks that were accepted; each was paid. */
  readonly creates: number;
  /** Meshy credits that are left. */
  balance: number;
  /** Meshy credits that were spent and not given back. */
  readonly creditsConsumed: number;
  readonly downloads: readonly FileDownload[];
  readonly deliveries: readonly WebhookDelivery[];
  readonly webhooks: readonly WebhookState[];
  /** Event streams: how many were opened, and how many are open. */
  readonly streams: { readonly opened: number; readonly open: number };
  /** Milliseconds since 1970, by its own clock. */
  now(): number;
  /** Moves its time on; everything that falls due on the way happens at its own moment, deliveries included. */
  advance(ms: number): Promise<void>;
  /** Advances until every task has ended, except those that stand still for ever. */
  finishAll(): Promise<void>;
  /** Switches a fault on, for the next task or request, or for those that `when` picks. */
  fault(name: FaultName, options?: FaultOptions): void;
  /** Switches a fault on for a task that is there. */
  faultTask(taskId: string, name: FaultName, repeats?: number): void;
  /** Switches all faults off, the random ones too; tasks keep theirs. */
  clearFaults(): void;
  /** Ends a task that is IN_PROGRESS at once, one that stands still too. */
  release(taskId: string): Promise<void>;
  /** Replaces the webhooks, as a hand in the dashboard does. At most five. */
  setWebhooks(webhooks: readonly WebhookTarget[]): void;
  /** Switches a disabled webhook on again. */
  enableWebhook(url: string): void;
  /** Resolves when no delivery is on its way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** When the account's user was made, so that its id follows from the seed alone. */
const ACCOUNT_MADE_AT = Date.UTC(2025, 0, 1);

/** How long `finishAll` lets tasks take, in Meshy's time, before it gives up on them. */
const LONGEST_QUEUE_MS = 24 * 60 * 60_000;
const FINISH_STEP_MS = 10_000;

/**
 * Starts a server that behaves like Meshy's multi-image to 3D API.
 *
 * @example
 * const simulator = await startMeshySimulator({ speed: 120, webhooks: [{ url: "http://127.0.0.1:3000/api/webhooks/meshy", secret: "s" }] });
 * simulator.fault("create-cut-after");
 *
 * @throws `RangeError` for an option out of its range; the system's error if the port is taken.
 */
export async function startMeshySimulator(options?: MeshySimulatorOptions): Promise<MeshySimulator> {
  const resolved = resolveMeshySimulatorOptions(options);
  const { seed, speed, limits, log } = resolved;
  const random = createRandom(seed);
  const schedule = createSchedule(resolved.clock);
  const userId = resolved.userId ?? createUuidV7(ACCOUNT_MADE_AT, random.fork("user"));
  const photoMaker = resolved.makeModel ? null : createPhotoMaker(resolved.generator);
  const makeModel = resolved.makeModel ?? photoMaker?.makeModel;
  if (!makeModel) throw new RangeError("There is nothing that makes models.");

  const store = createTaskStore({ now: schedule.now, speed });
  const faultBook = createFaultBook({ probabilities: resolved.faults, random: random.fork("faults") });
  const account = createAccount({ userId, apiKeys: resolved.apiKeys, balance: resolved.balance, requestsPerSecond: limits.requestsPerSecond, queuedTasks: limits.queuedTasks, now: schedule.now });
  const present = createPresentTask(() => context.links, (task) => engine.placeOf(task));
  const sender = createWebhookSender({ schedule, random: random.fork("webhooks"), webhooks: resolved.webhooks, policy: resolved.webhookPolicy, speed, userId, log });
  const streams = createStreamHub({ schedule, present, speed });
  const engine = createTaskEngine({
    ...{ store, faultBook, random: random.fork("tasks"), makeModel, speed, concurrentTasks: limits.concurrentTasks, fileLifeMs: resolved.fileLifeMs },
    // When time is moved on by hand, what a step has set off is over before the next.
    schedule: { ...schedule, after: (ms, run) => schedule.after(ms, async () => (await run(), sender.settle())) },
    onUpdate(task) {
      log(`task ${task.id} ${task.status} ${task.progress} %`);
      sender.tell(task, present(task));
      streams.tell(task);
    },
    onRefund: ({ cost }) => void (account.balance += cost),
    onMishap: ({ id }, error) => log(`task ${id} could not be made: ${error.stack ?? error.message}`),
  });

  const server = createServer((request, response) => void handleRequest(context, request, response));
  server.listen(resolved.port, resolved.host);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : resolved.port;
  const url = `http://${resolved.host.includes(":") ? `[${resolved.host}]` : resolved.host}:${port}`;
  const links = createFileLinks({ origin: resolved.publicUrl ?? url, userId, key: random.fork("links").bytes(32) });
  const downloads: FileDownload[] = [];
  const context: SimulatorContext = { options: resolved, schedule, store, engine, present, faultBook, account, links, streams, downloads, serverErrors: 0 };

  async function advance(ms: number): Promise<void> {
    await schedule.advance(ms);
    await sender.settle();
  }

  return {
    ...{ url, apiKey: resolved.apiKeys[0] ?? "", userId, seed, tasks: store.all, downloads, deliveries: sender.deliveries, streams },
    get creates() {
      return store.all.length;
    },
    get balance() {
      return account.balance;
    },
    set balance(balance) {
      account.balance = balance;
    },
    get creditsConsumed() {
      return store.all.reduce((sum, task) => sum + task.consumedCredits, 0);
    },
    get webhooks() {
      return sender.webhooks;
    },
    now: schedule.now,
    advance,
    async finishAll() {
      const isOpen = (task: Task): boolean => !isFinal(task) && task.deletedAt === 0 && !task.faults.has("stall-forever");
      for (let ms = 0; store.all.some(isOpen) && ms < LONGEST_QUEUE_MS; ms += FINISH_STEP_MS) await advance(FINISH_STEP_MS / speed);
    },
    fault: faultBook.set,
    faultTask: (taskId, name, repeats) => store.get(taskId).faults.add(name, repeats),
    clearFaults: faultBook.clear,
    async release(taskId) {
      await engine.release(store.get(taskId));
      await sender.settle();
    },
    setWebhooks: sender.setWebhooks,
    enableWebhook: sender.enable,
    settle: sender.settle,
    async close() {
      schedule.close();
      engine.close();
      streams.close();
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), photoMaker?.close()]);
    },
  };
}
