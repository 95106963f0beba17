import type { ErrorRequestHandler } from "express";
import type { ServiceContext } from "../service-context.ts";
import { answerError } from "./answer-error.ts";
import { prepareAnswer } from "./prepare-answer.ts";

/** Answers what was thrown before an endpoint was reached, such as an address that can't be decoded. */
export function answerThrown(context: ServiceContext): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    prepareAnswer(context, request, response);
    answerError(error, response, context);
  };
}
