import { MAX_OPERATOR_ID_CHARACTERS, OPERATOR_RIGHTS, type OperatorRight } from "@model-3d/contract";
import type { Request } from "express";
import type { ServiceContext } from "../service-context.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { KnownOperator } from "./operator.ts";

/** The operator who asks. To everybody else these routes do not exist. @throws ApiError `not_found` */
export async function hasOperator({ options }: Pick<ServiceContext, "options">, request: Request): Promise<KnownOperator> {
  const operator = await options.authorizeOperator?.(request);
  if (operator === null || operator === undefined) throw notFound();
  const { operatorId, may = OPERATOR_RIGHTS } = operator;
  if (typeof operatorId !== "string" || operatorId.trim() === "" || operatorId.length > MAX_OPERATOR_ID_CHARACTERS || operatorId.includes("\0")) {
    throw new Error(`\`authorizeOperator\` must return { operatorId } with a text of 1 to ${MAX_OPERATOR_ID_CHARACTERS} characters, or null.`);
  }
  if (!Array.isArray(may) || may.some((right) => !OPERATOR_RIGHTS.includes(right as OperatorRight))) throw new Error(`\`authorizeOperator\` returned rights that are none; \`may\` is a list of ${OPERATOR_RIGHTS.join(", ")}.`);
  return { id: operatorId.trim(), may: OPERATOR_RIGHTS.filter((right) => may.includes(right)) };
}

/** @throws ApiError `not_permitted` */
export function mayChange(operator: KnownOperator, right: OperatorRight): void {
  if (!operator.may.includes(right)) throw new ApiError("not_permitted");
}
