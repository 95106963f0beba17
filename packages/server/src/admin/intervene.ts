import { isFinalState, type InterveneAnswer, type InterveneRequest, type Intervention, type OperatorAction } from "@model-3d/contract";
import type { Request } from "express";
import { retryRefusedFilesIn } from "../files/retry-files.ts";
import { giveUpGeneration, isOpen, nudgeGeneration } from "../generations/nudge-generation.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { KnownOperator } from "../http/operator.ts";
import { lockModel } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { actAsOperator } from "./act-as-operator.ts";

const ACTIONS: Readonly<Record<Intervention, OperatorAction>> = { retry: "generation.retry", give_up: "generation.give_up", retry_files: "files.retry" };

interface Wish extends InterveneRequest {
  modelId: string;
}

/**
 * Has a generation looked after at once, gives it up, or has its refused files copied once more.
 *
 * @throws ApiError `not_found`, `generation_ended` where it goes on no more.
 */
export async function intervene(context: ServiceContext, by: { operator: KnownOperator; request: Request }, { modelId, action, reason }: Wish, signal: AbortSignal): Promise<InterveneAnswer> {
  const answer = await actAsOperator<InterveneAnswer>(context, { ...by, right: "generations", action: ACTIONS[action], subject: modelId, modelId, reason }, async (trx) => {
    const files = action === "retry_files" ? await retryRefusedFilesIn(trx, context, modelId) : [];
    const model = await lockModel(trx, modelId);
    if (!model) throw notFound();
    if (action !== "retry_files" && isFinalState(model.status)) throw new ApiError("generation_ended");
    return { success: true, modelId, action, files };
  });
  // After it was written down that it was asked for, since services are asked outside of any transaction. A repeated request does it again where it had come to nothing.
  if (action !== "retry_files" && (await isOpen(context, modelId))) await (action === "retry" ? nudgeGeneration : giveUpGeneration)(context, modelId, signal);
  return answer;
}
