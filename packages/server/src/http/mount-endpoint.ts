import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { ServiceContext } from "../service-context.ts";
import { answerError } from "./answer-error.ts";
import type { AnyEndpoint, Call, Endpoint } from "./endpoint.ts";
import { hasUser } from "./has-user.ts";
import { prepareAnswer } from "./prepare-answer.ts";
import { parseWith, readQuery } from "./parse-request.ts";
import { readJsonBody } from "./read-json-body.ts";

function baseUrlOf(request: Request, context: ServiceContext): string {
  const { publicUrl } = context.options;
  return publicUrl ? publicUrl.replace(/\/$/, "") + request.baseUrl : request.baseUrl;
}

/** Ends with the connection, so that nobody works for a caller who has gone. */
function signalOf(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) controller.abort(new Error("The caller has gone."));
  });
  return controller.signal;
}

/** One way for all endpoints: request id, user, input by schema, handler, JSON answer, errors through the one table. */
export function mountEndpoint(context: ServiceContext, table: AnyEndpoint): RequestHandler {
  const endpoint = table as Endpoint<unknown, unknown, unknown>;
  return (request, response) => {
    const requestId = prepareAnswer(context, request, response);
    answer(context, endpoint, request, response, requestId).catch((error: unknown) => answerError(error, response, context.logger));
  };
}

async function answer(context: ServiceContext, endpoint: Endpoint<unknown, unknown, unknown>, request: Request, response: Response, requestId: string): Promise<void> {
  const userId = endpoint.who === "user" ? await hasUser(context, request) : null;
  const call: Call<unknown, unknown, unknown> = {
    context,
    requestId,
    request,
    response,
    baseUrl: baseUrlOf(request, context),
    signal: signalOf(response),
    query: check(endpoint.query, () => readQuery(request)),
    params: check(endpoint.params, () => request.params),
    body: endpoint.body ? parseWith(endpoint.body, await readJsonBody(request, response)) : undefined,
  };
  const body = endpoint.who === "user" && userId !== null ? await endpoint.handle({ ...call, userId }) : await (endpoint as Extract<typeof endpoint, { who: "anyone" }>).handle(call);
  if (body !== undefined) response.json(body);
}

function check(schema: z.ZodType | undefined, read: () => unknown): unknown {
  return schema ? parseWith(schema, read()) : undefined;
}
