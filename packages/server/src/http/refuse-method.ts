import type { RequestHandler } from "express";
import type { ServiceContext } from "../service-context.ts";
import { answerError } from "./answer-error.ts";
import { ApiError } from "./api-error.ts";
import { prepareAnswer } from "./prepare-answer.ts";
import type { Method } from "./endpoint.ts";

/** Answers every other method of a known path; OPTIONS gets the list and no error. */
export function refuseMethod(context: ServiceContext, methods: readonly Method[]): RequestHandler {
  const allow = [...methods.map((method) => method.toUpperCase()), ...(methods.includes("get") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return (request, response) => {
    prepareAnswer(context, request, response);
    response.setHeader("Allow", allow);
    if (request.method === "OPTIONS") response.status(204).end();
    else answerError(new ApiError("method_not_allowed", `${request.method} is not taken here; ${allow} are.`), response, context.logger);
  };
}
