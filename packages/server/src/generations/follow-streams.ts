import { joinSignals } from "../join-signals.ts";
import { callOf, heedLimit } from "../providers/account-limits.ts";
import { ProviderError } from "../providers/provider-error.ts";
import { claimStreams, prolongStreams, type ProviderTask } from "../providers/provider-tasks.ts";
import type { AsynchronousProvider } from "../providers/provider.ts";
import type { ServiceContext } from "../service-context.ts";
import { applyTaskReport } from "./apply-task-report.ts";
import { askTask } from "./ask-task.ts";
import { mostAhead, streamUntil } from "./plan-look.ts";

/** Holds the event streams of a service's open tasks, each in one process at a time. */
export interface StreamFollower {
  /** Keeps the right to what this process holds. */
  prolong(): Promise<void>;
  /** Opens streams for tasks that nobody follows, as far as this process holds not too many. */
  follow(provider: AsynchronousProvider): Promise<void>;
  ended(): Promise<void>;
}

const PROLONG_MS = 20_000;

export function createStreamFollower(context: ServiceContext, stopping: AbortSignal): StreamFollower {
  const { options, clock, database, logger } = context;
  const held = new Map<string, Promise<void>>();
  let prolongedAt = 0;

  async function read(provider: AsynchronousProvider, task: ProviderTask): Promise<void> {
    if (!task.handle || !provider.streamTask) return;
    const reference = { provider: provider.name, taskId: task.handle.taskId };
    const done = new AbortController();
    const { signal, leave } = joinSignals(stopping, done.signal);
    try {
      for await (const report of provider.streamTask(task.handle, callOf(context, provider, { signal, purpose: "look" }))) {
        const isEnd = report.status !== "PENDING" && report.status !== "IN_PROGRESS";
        // An end is asked for again: a stream may send a part of the task only.
        const outcome = isEnd ? await askTask(context, reference, { via: "stream", signal }) : await applyTaskReport(context, reference, report, "stream");
        if (isEnd || outcome.kind === "ended" || outcome.kind === "unknown") return;
      }
    } catch (error) {
      // The sweeper hears of the task all the same; a stream that broke is not taken up before its lease has run out.
      if (error instanceof ProviderError) await heedLimit(context, provider.name, error).catch(() => undefined);
      if (!stopping.aborted) logger.debug({ err: error, modelId: task.modelId, provider: provider.name }, "An event stream broke off");
    } finally {
      done.abort();
      leave();
    }
  }

  async function prolong(): Promise<void> {
    const now = clock.now();
    const sinceMs = now.getTime() - prolongedAt;
    // Below 0 the clock has jumped back.
    if (held.size === 0 || (sinceMs >= 0 && sinceMs < PROLONG_MS)) return;
    prolongedAt = now.getTime();
    await database.statementAsService((trx) => prolongStreams(trx, [...held.keys()], streamUntil(now)));
  }

  return {
    prolong,
    async follow(provider) {
      const free = options.tasks.maxStreams - held.size;
      if (!provider.streamTask || free <= 0) return;
      const now = clock.now();
      const tasks = await database.statementAsService((trx) => claimStreams(trx, provider.name, { at: now, until: streamUntil(now), limit: free, mostStreamMs: mostAhead(options.tasks).mostStreamMs }));
      for (const task of tasks) {
        if (held.has(task.modelId)) continue;
        held.set(task.modelId, read(provider, task).finally(() => held.delete(task.modelId)));
      }
    },
    async ended() {
      await Promise.allSettled(held.values());
    },
  };
}
