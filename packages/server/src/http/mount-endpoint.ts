import { SpanKind } from "@opentelemetry/api";
import { ERRORS } from "@model-3d/contract";
import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { ServiceContext } from "../service-context.ts";
import { inSpan } from "../tracing/in-span.ts";
import { contextOfRequest } from "../tracing/traceparent.ts";
import { answerError, toApiError } from "./answer-error.ts";
import { ApiError } from "./api-error.ts";
import type { AnyEndpoint, Call, Endpoint } from "./endpoint.ts";
import { errorBodyOf } from "./error-body.ts";
import { hasOperator } from "./has-operator.ts";
import { hasUser } from "./has-user.ts";
import { countFailure, limitAddress, limitHolder } from "./limit-rate.ts";
import type { KnownOperator } from "./operator.ts";
import { prepareAnswer } from "./prepare-answer.ts";
import { parseWith, readQuery } from "./parse-request.ts";
import { createJsonReader } from "./read-json-body.ts";
import { refuseCrossSite } from "./refuse-cross-site.ts";
import { untilAnswered } from "./until-answered.ts";
import { requestFacts, watchRequest, type RequestStory } from "./watch-request.ts";

function baseUrlOf(request: Request, context: ServiceContext): string {
  const { publicUrl } = context.options;
  return publicUrl ? publicUrl.replace(/\/$/, "") + request.baseUrl : request.baseUrl;
}

const EVENT_STREAM = "text/event-stream";

/** Nobody is there any more to be told. */
class CallerGone extends Error {}

/** Soon enough for another process to be asked. */
const RETRY_AFTER_S = 5;

/** To who comes while this process stops: another one is there, or will be. On this connection nobody would hear the next request. */
function refuseWhileStopping(response: Response): void {
  response.status(ERRORS.service_unavailable.status).set({ "Cache-Control": "no-store", "Retry-After": String(RETRY_AFTER_S), Connection: "close" }).json(errorBodyOf("service_unavailable"));
}

/** What fails since this process has stopped around it is nobody's fault, and not done. */
function asGivenUp(error: unknown): unknown {
  return toApiError(error).code === "internal_error" ? new ApiError("service_unavailable", undefined, {}, { cause: error }) : error;
}

/** Ends with the connection, so that nobody works for a caller who has gone. */
function signalOf(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) controller.abort(new CallerGone("The caller has gone."));
  });
  return controller.signal;
}

/**
 * One way for all endpoints: request id, where it comes from, user, how often, input by schema, handler, JSON answer, errors through the one table.
 *
 * @param checkHost throws for a request that this host's set-up makes unsafe to answer
 */
export function mountEndpoint(context: ServiceContext, table: AnyEndpoint, checkHost: (request: Request) => void): RequestHandler {
  const endpoint = table as Endpoint<unknown, unknown, unknown>;
  const readBody = createJsonReader(endpoint.maxBodyBytes);
  const isShared = endpoint.preflightOrigin !== undefined && endpoint.preflightOrigin(context) !== null;
  const fail = async (request: Request, response: Response, story: RequestStory, error: unknown) => {
    if (error instanceof CallerGone) return;
    const facts = requestFacts(context, table, request, story);
    if (context.requests.isGivenUp) return answerError(asGivenUp(error), response, context, facts);
    await countFailure(context, table, request, response, error).then(
      (told) => answerError(told, response, context, facts),
      (second: unknown) => answerError(second, response, context, facts),
    );
  };
  return (request, response) => {
    const story: RequestStory = { requestId: prepareAnswer(context, request, response, isShared), userId: null };
    watchRequest(context, table, request, response, story);
    if (context.requests.isClosed) return refuseWhileStopping(response);
    // A stream is ended by who stops; what it has not taken by then it asks for again.
    const answered = table.answerType === EVENT_STREAM ? null : untilAnswered(response);
    const work = () => answer(context, { endpoint, readBody }, request, response, story, checkHost);
    const done = traceRequest(table, request, story, work).catch((error: unknown) => fail(request, response, story, error));
    context.requests.count(Promise.all([done, answered]));
  };
}

/** A stream lasts for as long as its page is open, which would say nothing. */
function traceRequest({ method, path, answerType }: AnyEndpoint, request: Request, { requestId }: RequestStory, work: () => Promise<void>): Promise<void> {
  if (answerType === EVENT_STREAM) return work();
  const attributes = { "http.request.method": method.toUpperCase(), "http.route": path, "model_3d.request_id": requestId };
  return inSpan(`${method.toUpperCase()} ${path}`, { kind: SpanKind.SERVER, attributes, parent: contextOfRequest(request.headers), isFault: (error) => !(error instanceof CallerGone) && toApiError(error).status >= 500 }, work);
}

async function answer(context: ServiceContext, { endpoint, readBody }: { endpoint: Endpoint<unknown, unknown, unknown>; readBody: ReturnType<typeof createJsonReader> }, request: Request, response: Response, story: RequestStory, checkHost: (request: Request) => void): Promise<void> {
  checkHost(request);
  if (endpoint.who === "user") refuseCrossSite(context, request);
  const userId = endpoint.who === "user" ? await hasUser(context, request) : null;
  story.userId = userId;
  const operator = endpoint.who === "operator" ? await hasOperator(context, request) : null;
  // To those who are no operators there is nothing here that could be refused.
  if (operator !== null) refuseCrossSite(context, request);
  const holder = userId !== null ? `user ${userId}` : operator !== null ? `operator ${operator.id}` : null;
  if (holder === null) await limitAddress(context, endpoint as AnyEndpoint, request, response);
  else await limitHolder(context, endpoint as AnyEndpoint, response, holder);
  const call: Call<unknown, unknown, unknown> = {
    context,
    requestId: story.requestId,
    request,
    response,
    baseUrl: baseUrlOf(request, context),
    signal: signalOf(response),
    query: check(endpoint.query, () => readQuery(request)),
    params: check(endpoint.params, () => request.params),
    body: endpoint.body ? parseWith(endpoint.body, await readBody(request, response)) : undefined,
  };
  const body = await handle(endpoint, call, { userId, operator });
  if (body !== undefined) response.json(body);
}

function handle(endpoint: Endpoint<unknown, unknown, unknown>, call: Call<unknown, unknown, unknown>, { userId, operator }: { userId: string | null; operator: KnownOperator | null }): Promise<object | undefined> {
  if (endpoint.who === "user" && userId !== null) return endpoint.handle({ ...call, userId });
  if (endpoint.who === "operator" && operator !== null) return endpoint.handle({ ...call, operator });
  return (endpoint as Extract<typeof endpoint, { who: "anyone" }>).handle(call);
}

function check(schema: z.ZodType | undefined, read: () => unknown): unknown {
  return schema ? parseWith(schema, read()) : undefined;
}
