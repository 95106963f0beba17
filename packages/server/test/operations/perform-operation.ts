import { CreditOperationError } from "../../src/credits/credit-operation-error.ts";
import { expireCredits, resetSubscriptions } from "../../src/credits/renew-credits.ts";
import type { CreditStep } from "../../src/credits/test/credit-reference.ts";
import { askTask } from "../../src/generations/ask-task.ts";
import { expireTask, takeOverdue } from "../../src/generations/expire-overdue.ts";
import type { TaskReport } from "../../src/providers/provider.ts";
import { failedBecause, succeededAt } from "../stub-async-provider.ts";
import type { Server, Servers } from "./open-servers.ts";
import type { News, Operation, OverdueAnswer } from "./operation.ts";
import type { Round } from "./open-round.ts";

export interface Told {
  told: string;
  /** Of a model that was started. */
  modelId?: string;
}

const BY = { reason: "test", actor: "test" };
const NEVER = new AbortController().signal;

/** Does it with one of the servers, through the same doors as a user, a host or a worker. */
export async function performOperation(servers: Servers, server: Server, round: Round, operation: Operation): Promise<Told> {
  const { host } = server;
  switch (operation.do) {
    case "credits":
      return { told: await moveCredits(server, round, operation.user, operation.step) };
    case "renew":
      await resetSubscriptions(server.context, NEVER);
      await expireCredits(server.context, NEVER);
      return { told: "renewed" };
    case "sweep":
      return { told: await sweep(server, operation.says) };
    case "start":
      return start(server, round, operation);
    case "activate": {
      const { status, body } = await host.call("PATCH", "/api/product-3d-models", { user: ownerOf(round, operation.model), json: { modelId: round.modelIds[operation.model], action: "set_active" } });
      return { told: status === 200 ? "activated" : body.code };
    }
    case "delete": {
      const { status, body } = await host.call("DELETE", `/api/product-3d-models?modelId=${round.modelIds[operation.model]}`, { user: ownerOf(round, operation.model) });
      return { told: status === 200 ? "deleted" : body.code };
    }
    default:
      return { told: await hear(servers, server, round, operation) };
  }
}

async function start({ host }: Server, round: Round, { user, source }: Extract<Operation, { do: "start" }>): Promise<Told> {
  const json = { imageUrls: round.photos[user], sourceType: "product", sourceId: round.sourceIds[source] };
  const { status, body } = await host.call("POST", "/api/generate-3d-model", { user: round.userIds[user] ?? "", json });
  if (status === 200) return { told: `started ${body.version}`, modelId: body.modelId };
  return { told: body.code === "credit_limit_reached" ? `limited ${body.scope} ${body.period}` : body.code };
}

async function hear({ taskIds }: Servers, server: Server, round: Round, news: News): Promise<string> {
  const modelId = round.modelIds[news.model] ?? "";
  server.says = reportOf(news);
  if (news.via === "sweeper") {
    const outcome = await askTask(server.context, { provider: server.context.providers.all[0]?.name ?? "", taskId: taskIds.get(modelId) ?? "" }, { via: "sweeper", signal: NEVER });
    return outcome.kind === "unknown" || outcome.kind === "away" ? outcome.kind : "heard";
  }
  const { status } = await server.host.call("GET", `/api/generate-3d-model?taskId=${modelId}`, { user: ownerOf(round, news.model) });
  return status === 200 || status === 404 ? "heard" : `heard with ${status}`;
}

function reportOf(news: News): TaskReport {
  if (news.do === "succeed") return succeededAt("https://assets.example.com/model.glb");
  return news.do === "fail" ? failedBecause("The photos show nothing.") : { status: "IN_PROGRESS", progress: news.progress };
}

const OVERDUE_REPORTS: Readonly<Record<OverdueAnswer, Server["says"]>> = {
  nothing: { status: "PENDING", queuePlace: null },
  succeeded: succeededAt("https://assets.example.com/model.glb"),
  failed: failedBecause("The photos show nothing."),
  away: "away",
};

/** A worker's round over what has passed its deadline; one task after the other. */
async function sweep(server: Server, says: OverdueAnswer): Promise<string> {
  server.says = OVERDUE_REPORTS[says];
  for (const { name } of server.context.providers.all) {
    for (const task of await takeOverdue(server.context, name)) await expireTask(server.context, task, NEVER);
  }
  return "swept";
}

async function moveCredits({ host }: Server, round: Round, user: number, step: CreditStep): Promise<string> {
  const { credits } = host.model3d;
  const userId = round.userIds[user] ?? "";
  const dateOf = (time: number | null) => (time === null ? null : new Date(time));
  try {
    switch (step.do) {
      case "grant": {
        const { amount, planType, startsAt, expiresAt, rank, key } = step;
        const isNew = key === undefined
          ? await credits.grant({ userId, amount, planType, ...BY, startsAt: dateOf(startsAt), expiresAt: dateOf(expiresAt), ...(rank === null ? {} : { rank }) })
          : await credits.topUp({ userId, amount, ...BY, idempotencyKey: key });
        return isNew ? "granted" : "repeated";
      }
      case "subscribe": {
        const { allowance, rollOver, period } = step;
        return `until ${(await credits.subscribe({ userId, allowance, rollOver, period })).periodEndsAt.getTime()}`;
      }
      case "unsubscribe":
        return (await credits.unsubscribe({ userId, now: step.now })) ? "ended" : "none";
      case "correct": {
        const { available } = await credits.correct({ userId, amount: step.amount, ...BY, ...(step.key === undefined ? {} : { idempotencyKey: step.key }) });
        return `corrected ${available}`;
      }
      case "refund": {
        const { refunded, isNew } = await credits.refund({ modelId: round.modelIds[step.model] ?? "", ...BY, ...(step.amount === null ? {} : { amount: step.amount }) });
        return `${isNew ? "refunded" : "again"} ${refunded}`;
      }
      default:
        throw new Error(`"${step.do}" comes with a model.`);
    }
  } catch (error) {
    if (error instanceof CreditOperationError) return "refused";
    throw error;
  }
}

function ownerOf({ reference, userIds }: Round, place: number): string {
  return userIds[reference.owners[place] ?? 0] ?? "";
}
