import { isFinalState, type GenerationAction, type Timeline, type TimelineEvent, type TimelineFact } from "@model-3d/contract";
import { notFound } from "../http/api-error.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { selectGeneration, type GenerationRow } from "./generation-list-repository.ts";
import { showGeneration } from "./list-generations.ts";
import { readForOperator } from "./read-for-operator.ts";
import { hasRefundableCharge, hasRefusedFiles, selectTimeline, type TimelineRow } from "./timeline-repository.ts";

const MAX_EVENTS = 500;

/** All that is written down of a model, of one that was deleted as well. @throws ApiError `not_found` where nothing is. */
export async function readTimeline(context: ServiceContext, operator: KnownOperator, modelId: string): Promise<Timeline> {
  const { row, moments, isRefused, isRefundable } = await readForOperator(context, async (trx) => ({
    row: await selectGeneration(trx, modelId),
    moments: await selectTimeline(trx, modelId, MAX_EVENTS + 1),
    isRefused: await hasRefusedFiles(trx, modelId, context.clock.now()),
    isRefundable: await hasRefundableCharge(trx, modelId),
  }));
  if (row === null && moments.length === 0) throw notFound();
  return {
    success: true,
    generation: row && showGeneration(context, row),
    can: [...(operator.may.includes("generations") ? whatCanBeDone(row, isRefused) : []), ...(operator.may.includes("credits") && isRefundable ? (["refund"] as const) : [])],
    events: moments.slice(0, MAX_EVENTS).map((moment) => showMoment(context, moment)),
    isComplete: moments.length <= MAX_EVENTS,
  };
}

function whatCanBeDone(row: GenerationRow | null, isRefused: boolean): GenerationAction[] {
  if (row === null) return [];
  return [...(isFinalState(row.status) ? [] : (["retry", "give_up"] as const)), ...(isRefused ? (["retry_files"] as const) : [])];
}

/** What nobody has to say of it is left out; texts of services and of errors are shown without anything secret. */
function showMoment({ secrets }: ServiceContext, { at, area, kind, facts }: TimelineRow): TimelineEvent {
  const shown: TimelineEvent["facts"] = {};
  for (const [name, value] of Object.entries(facts) as [TimelineFact, unknown][]) {
    if (typeof value === "string" && value !== "") shown[name] = secrets.text(value);
    else if (typeof value === "number") shown[name] = value;
  }
  return { at: new Date(at).toISOString(), area, kind, facts: shown };
}
