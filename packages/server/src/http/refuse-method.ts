import type { RequestHandler } from "express";
import type { ServiceContext } from "../service-context.ts";
import { answerError } from "./answer-error.ts";
import { ApiError } from "./api-error.ts";
import { hasOperator } from "./has-operator.ts";
import { prepareAnswer } from "./prepare-answer.ts";
import { answerPreflight } from "./share-answer.ts";
import type { AnyEndpoint } from "./endpoint.ts";

/** What a page of another site may ask a file with: a part of it, or whether it has changed. */
const PREFLIGHT_HEADERS = "If-Modified-Since, If-None-Match, If-Range, Range";
const PREFLIGHT_LIFE_S = 86_400;

/** Answers every other method of a known path; OPTIONS gets the list and no error, and a browser's preflight its answer where there is one. */
export function refuseMethod(context: ServiceContext, endpoints: readonly AnyEndpoint[]): RequestHandler {
  const methods = endpoints.map(({ method }) => method);
  const origin = endpoints.map((endpoint) => endpoint.preflightOrigin?.(context) ?? null).find((allowed) => allowed !== null);
  const allow = [...methods.map((method) => method.toUpperCase()), ...(methods.includes("get") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  const isForOperators = endpoints.every(({ who }) => who === "operator");
  return (request, response) => {
    prepareAnswer(context, request, response, origin !== undefined);
    response.setHeader("Allow", allow);
    if (request.method === "OPTIONS" && origin !== undefined) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Methods", allow);
      response.setHeader("Access-Control-Allow-Headers", PREFLIGHT_HEADERS);
      response.setHeader("Access-Control-Max-Age", PREFLIGHT_LIFE_S);
    } else if (request.method === "OPTIONS") answerPreflight(context.options.cors, request, response, allow);
    if (request.method === "OPTIONS") {
      response.status(204).end();
      return;
    }
    const refuse = (error: unknown) => {
      if (error) response.removeHeader("Allow");
      answerError(error ?? new ApiError("method_not_allowed", `${request.method} is not taken here; ${allow} are.`), response, context);
    };
    if (isForOperators) hasOperator(context, request).then(() => refuse(null), refuse);
    else refuse(null);
  };
}
