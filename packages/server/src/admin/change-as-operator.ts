import type { CorrectionAnswer, CorrectionRequest, RefundAnswer, ReplayAnswer } from "@model-3d/contract";
import type { Request } from "express";
import { CreditOperationError } from "../credits/credit-operation-error.ts";
import { correctHostCredits, refundHostCredits } from "../credits/open-host-credits.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { replayDeliveryIn } from "../webhooks/webhook-service.ts";
import { actAsOperator } from "./act-as-operator.ts";
import { checkUserId } from "./check-user-id.ts";

interface By {
  operator: KnownOperator;
  request: Request;
}

/** Has the workers work on a delivery once more. @throws ApiError `not_found` */
export function replayAsOperator(context: ServiceContext, { operator, request }: By, { deliveryId, reason }: { deliveryId: string; reason: string }): Promise<ReplayAnswer> {
  return actAsOperator(context, { operator, request, right: "webhooks", action: "webhook.replay", subject: deliveryId, reason }, async (trx) => {
    if (!(await replayDeliveryIn(trx, context, deliveryId))) throw notFound();
    return { success: true as const, deliveryId };
  });
}

/** Gives or takes credits by hand; the ledger names the operator. @throws ApiError `correction_refused` with the reason */
export async function correctAsOperator(context: ServiceContext, { operator, request }: By, { userId: given, amount, reason }: CorrectionRequest): Promise<CorrectionAnswer> {
  const userId = checkUserId(context, given);
  const { lowAt, ledger } = context.options.credits;
  try {
    return await actAsOperator(context, { operator, request, right: "credits", action: "credits.correct", subject: userId, reason, details: { amount } }, async (trx, at) => {
      const { available } = await correctHostCredits(trx, { userId, amount, reason, actor: operator.id }, { at, lowAt, ledger: ledger?.name ?? null });
      return { success: true as const, userId, amount, available };
    });
  } catch (error) {
    if (error instanceof CreditOperationError) throw new ApiError("correction_refused", error.message, {}, { cause: error });
    throw error;
  }
}

/** Gives back all that a generation cost, once. @throws ApiError `refund_refused` with the reason, also where it was given back before */
export async function refundAsOperator(context: ServiceContext, { operator, request }: By, { modelId, reason }: { modelId: string; reason: string }): Promise<RefundAnswer> {
  const { lowAt, ledger } = context.options.credits;
  try {
    return await actAsOperator(context, { operator, request, right: "credits", action: "credits.refund", subject: modelId, modelId, reason }, async (trx, at) => {
      const { refunded, userId, isNew } = await refundHostCredits(trx, { modelId, reason, actor: operator.id }, { at, lowAt, ledger: ledger?.name ?? null });
      if (!isNew) throw new CreditOperationError(`The ${refunded} credits that the model ${modelId} cost were given back before, and a charge is given back once.`);
      return { success: true as const, modelId, userId, refunded };
    });
  } catch (error) {
    if (error instanceof CreditOperationError) throw new ApiError("refund_refused", error.message, {}, { cause: error });
    throw error;
  }
}
