import { limitConcurrency } from "../files/limit-concurrency.ts";
import { claimDueLooks, claimLateLooks, claimRechecks, findDueWork, listLine, type DueWork, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { askTask } from "./ask-task.ts";
import { createStreamFollower } from "./follow-streams.ts";
import { endOrphans } from "./end-orphans.ts";
import { dueTimes, expireTask, takeOverdue } from "./expire-overdue.ts";
import { LATE_LOOKS_FOR_MS, LOOK_FACTOR, lookLate, mostAhead, recheckAgain, RECHECKS_FOR_MS } from "./plan-look.ts";
import { recheckSubmission } from "./recheck-submissions.ts";
import { submitModel } from "./submit-task.ts";

/** Submits what waits, looks after what is open, and gives up what takes too long. */
export interface TaskFollower {
  start(): void;
  /** Takes on nothing more, lets a submission that is on its way come to its end for a few seconds, and ends everything else. */
  stop(): Promise<void>;
}

const LOOKS_AT_ONCE = 4;
const LOOKS_A_ROUND = 20;
const LINE_LENGTH = 50;
const LATE_BATCH = 50;
/** A deadline is minutes away: every few rounds is often enough. */
const ROUNDS_TO_DEADLINES = 5;
/** A submission that is cut off leaves nobody sure whether a task was made; longer than this few hosts wait for a process to end. */
const SUBMISSION_GRACE_MS = 10_000;

export function createTaskFollower(context: ServiceContext): TaskFollower {
  const { options, logger, clock, database } = context;
  const providers = context.providers.all.filter((provider) => provider.mode === "asynchronous");
  const stopping = new AbortController();
  const { signal } = stopping;
  const cutting = new AbortController();
  const streams = createStreamFollower(context, signal);
  let rounds = 0;
  let timer: NodeJS.Timeout | null = null;
  const underway = new Map<string, Promise<void>>();

  /** One failure must not keep the rest from its turn. */
  const guarded = (what: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ err: error }, what);
    });

  /** A service that is slow to answer is asked for several at once, and holds up nobody else. */
  async function each(tasks: readonly ProviderTask[], what: string, work: (task: ProviderTask) => Promise<void>): Promise<void> {
    const limit = limitConcurrency(LOOKS_AT_ONCE);
    await Promise.all(tasks.map((task) => limit(() => guarded(what, () => work(task)), signal)));
  }

  async function lookAfter(provider: AsynchronousProvider): Promise<void> {
    const { firstLookMs, lastLookMs } = options.tasks;
    const due = await database.statementAsService((trx) => claimDueLooks(trx, provider.name, { at: clock.now(), firstMs: firstLookMs, lastMs: lastLookMs, factor: LOOK_FACTOR, limit: LOOKS_A_ROUND, mostLookMs: mostAhead(options.tasks).mostLookMs }));
    await each(due, "A task could not be looked at", lookAt);
  }

  async function lookAt({ provider, handle }: ProviderTask): Promise<void> {
    if (handle) await askTask(context, { provider, taskId: handle.taskId }, { via: "sweeper", signal });
  }

  async function submitLine(provider: AsynchronousProvider): Promise<void> {
    const line = await database.statementAsService((trx) => listLine(trx, provider.name, clock.now(), LINE_LENGTH));
    for (const task of line) {
      signal.throwIfAborted();
      const submission = await submitModel(context, task.modelId, { signal, sendSignal: cutting.signal, patient: true });
      if (submission.kind === "full" || submission.kind === "busy") return;
    }
  }

  async function expireOverdue(provider: string): Promise<void> {
    await each(await takeOverdue(context, provider), "A task could not be given up", (task) => expireTask(context, task, signal));
  }

  /** How a task ended that was given up is asked for now and then, so that what it cost is known. */
  async function askLate({ name }: AsynchronousProvider): Promise<void> {
    const at = clock.now();
    const due = await database.statementAsService((trx) => claimLateLooks(trx, name, { at, nextAt: lookLate(at), endedAfter: new Date(at.getTime() - LATE_LOOKS_FOR_MS), limit: LATE_BATCH }));
    await each(due, "A task that was given up could not be asked for", lookAt);
  }

  async function recheck(provider: AsynchronousProvider): Promise<void> {
    const at = clock.now();
    const due = await database.statementAsService((trx) => claimRechecks(trx, provider.name, { at, nextAt: recheckAgain(at), unansweredAfter: new Date(at.getTime() - RECHECKS_FOR_MS), limit: LATE_BATCH }));
    for (const task of due) await guarded("A submission without an answer could not be looked for", () => recheckSubmission(context, provider, task, signal));
  }

  function workOn({ provider: name, line, looks, streams: isFree, overdue }: DueWork): void {
    if (overdue) alongside(`${name} overdue`, () => guarded("Overdue tasks could not be looked for", () => expireOverdue(name)));
    const provider = context.providers.findAsynchronous(name);
    if (!provider) return;
    const { news } = options.tasks;
    if (line) alongside(`${name} line`, () => guarded("Waiting tasks could not be submitted", () => submitLine(provider)));
    if (looks && news.sweeper) alongside(`${name} looks`, () => guarded("Open tasks could not be looked after", () => lookAfter(provider)));
    if (isFree && news.stream) alongside(`${name} streams`, () => guarded("Event streams could not be opened", () => streams.follow(provider)));
  }

  function workOnEnded(provider: AsynchronousProvider): void {
    alongside(`${provider.name} late`, () => guarded("Tasks that were given up could not be looked for", () => askLate(provider)));
    alongside(`${provider.name} recheck`, () => guarded("Submissions without an answer could not be looked for", () => recheck(provider)));
  }

  /** A submission may take its time: each kind of work goes at its own pace, once at a time. */
  function alongside(name: string, work: () => Promise<void>): void {
    if (underway.has(name) || signal.aborted) return;
    underway.set(name, work().finally(() => underway.delete(name)));
  }

  async function work(): Promise<void> {
    if (rounds % ROUNDS_TO_DEADLINES === 0) {
      providers.forEach(workOnEnded);
      alongside("orphans", () => guarded("Tasks without a model could not be ended", () => endOrphans(context)));
    }
    rounds += 1;
    await guarded("The tasks could not be looked through", async () => {
      await streams.prolong();
      const due = await database.statementAsService((trx) => findDueWork(trx, dueTimes(context)));
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
      const grace = setTimeout(() => cutting.abort(new Error("The worker stops.")), SUBMISSION_GRACE_MS);
      await Promise.allSettled(underway.values());
      clearTimeout(grace);
      await streams.ended();
    },
  };
}
