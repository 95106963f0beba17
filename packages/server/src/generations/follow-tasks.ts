import { isFinalState } from "@model-3d/contract";
import { limitConcurrency } from "../files/limit-concurrency.ts";
import { findModel } from "../models/model-repository.ts";
import { claimDueLooks, claimLateLooks, findDueWork, listLine, listOverdue, type DueWork, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { askTask } from "./ask-task.ts";
import { createStreamFollower } from "./follow-streams.ts";
import { LATE_LOOKS_FOR_MS, LOOK_FACTOR, lookLate } from "./plan-look.ts";
import { settleGeneration } from "./settle-generation.ts";
import { submitModel } from "./submit-task.ts";

/** Submits what waits, looks after what is open, and gives up what takes too long. */
export interface TaskFollower {
  start(): void;
  /** Ends what is under way; a submission that is cut off is looked for by whoever works next. */
  stop(): Promise<void>;
}

const LOOKS_AT_ONCE = 4;
const LOOKS_A_ROUND = 20;
const LINE_LENGTH = 50;
const OVERDUE_BATCH = 50;
/** A deadline is minutes away: every few rounds is often enough. */
const ROUNDS_TO_DEADLINES = 5;

export function createTaskFollower(context: ServiceContext): TaskFollower {
  const { options, logger, clock, database } = context;
  const providers = context.providers.all.filter((provider) => provider.mode === "asynchronous");
  const stopping = new AbortController();
  const { signal } = stopping;
  const streams = createStreamFollower(context, signal);
  let rounds = 0;
  let timer: NodeJS.Timeout | null = null;
  const underway = new Map<string, Promise<void>>();

  /** One failure must not keep the rest from its turn. */
  const guarded = (what: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ err: error }, what);
    });

  async function lookAfter(provider: AsynchronousProvider): Promise<void> {
    const { firstLookMs, lastLookMs } = options.tasks;
    const due = await database.asService((trx) => claimDueLooks(trx, provider.name, { at: clock.now(), firstMs: firstLookMs, lastMs: lastLookMs, factor: LOOK_FACTOR, limit: LOOKS_A_ROUND }));
    const limit = limitConcurrency(LOOKS_AT_ONCE);
    await Promise.all(due.map((task) => limit(() => guarded("A task could not be looked at", () => lookAt(task)), signal)));
  }

  async function lookAt({ provider, handle }: ProviderTask): Promise<void> {
    if (handle) await askTask(context, { provider, taskId: handle.taskId }, { via: "sweeper", signal });
  }

  async function submitLine(provider: AsynchronousProvider): Promise<void> {
    const line = await database.asService((trx) => listLine(trx, provider.name, clock.now(), LINE_LENGTH));
    for (const task of line) {
      signal.throwIfAborted();
      const submission = await submitModel(context, task.modelId, { signal, patient: true });
      if (submission.kind === "full" || submission.kind === "busy") return;
    }
  }

  async function expireOverdue(): Promise<void> {
    const now = clock.now().getTime();
    const openBefore = new Date(now - options.generation.deadlineMs);
    const waitingBefore = new Date(now - options.tasks.maxWaitMs);
    const overdue = await database.asService((trx) => listOverdue(trx, { openBefore, waitingBefore, limit: OVERDUE_BATCH }));
    for (const task of overdue) await guarded("A task could not be given up", () => expire(task));
  }

  /** A task may have ended while nobody was there to hear of it: its service is asked before the model is given up. One that does not answer gets as long again. */
  async function expire(task: ProviderTask): Promise<void> {
    const asked = task.state === "open" && task.handle ? await askTask(context, { provider: task.provider, taskId: task.handle.taskId }, { via: "sweeper", signal }) : null;
    if (asked?.kind === "applied" || asked?.kind === "ended") {
      const now = await database.asService((trx) => findModel(trx, task.modelId));
      if (!now || isFinalState(now.status)) return;
    }
    const ageMs = clock.now().getTime() - (task.submittedAt ?? task.createdAt).getTime();
    if (asked?.kind === "away" && ageMs < 2 * options.generation.deadlineMs) return;
    const model = await database.asService((trx) => findModel(trx, task.modelId));
    if (!model) return;
    const reason = task.state === "open" ? "The generator did not finish in time. Nothing was charged; please try again." : "The generator had no place for too long. Nothing was charged; please try again.";
    logger.warn({ modelId: task.modelId, provider: task.provider, state: task.state }, "A task passed its deadline");
    await settleGeneration(context, model, { status: "EXPIRED", reason });
  }

  /** How a task ended that was given up is asked for now and then, so that what it cost is known. */
  async function askLate(): Promise<void> {
    const at = clock.now();
    const due = await database.asService((trx) => claimLateLooks(trx, { at, nextAt: lookLate(at), endedAfter: new Date(at.getTime() - LATE_LOOKS_FOR_MS), limit: OVERDUE_BATCH }));
    for (const task of due) await guarded("A task that was given up could not be asked for", () => lookAt(task));
  }

  function workOn({ provider: name, line, looks, streams: isFree }: DueWork): void {
    const provider = context.providers.findAsynchronous(name);
    if (!provider) return;
    const { news } = options.tasks;
    if (line) alongside(`${name} line`, () => guarded("Waiting tasks could not be submitted", () => submitLine(provider)));
    if (looks && news.sweeper) alongside(`${name} looks`, () => guarded("Open tasks could not be looked after", () => lookAfter(provider)));
    if (isFree && news.stream) alongside(`${name} streams`, () => guarded("Event streams could not be opened", () => streams.follow(provider)));
  }

  /** A submission may take its time: each kind of work goes at its own pace, once at a time. */
  function alongside(name: string, work: () => Promise<void>): void {
    if (underway.has(name)) return;
    underway.set(name, work().finally(() => underway.delete(name)));
  }

  async function work(): Promise<void> {
    if (rounds % ROUNDS_TO_DEADLINES === 0) {
      await guarded("Overdue tasks could not be looked for", expireOverdue);
      await guarded("Tasks that were given up could not be looked for", askLate);
    }
    rounds += 1;
    await guarded("The tasks could not be looked through", async () => {
      await streams.prolong();
      const due = await database.asService((trx) => findDueWork(trx, clock.now()));
      due.forEach(workOn);
    });
  }

  return {
    start() {
      if (providers.length === 0 || timer !== null) return;
      timer = setInterval(() => alongside("round", work), options.tasks.tickMs);
    },
    async stop() {
      if (timer) clearInterval(timer);
      stopping.abort(new Error("The worker stops."));
      await Promise.allSettled(underway.values());
      await streams.ended();
    },
  };
}
