import { isUuid } from "@model-3d/contract";
import type { Request, Response } from "express";
import type { ServiceContext } from "../service-context.ts";
import type { AnyEndpoint } from "./endpoint.ts";

/** What becomes known of a request on its way. */
export interface RequestStory {
  readonly requestId: string;
  userId: string | null;
}

/** A request as logs and reports have it: no address, no user's id, nothing that it carried but the model that it names. */
export interface RequestFacts {
  requestId: string;
  method: string;
  /** The route's form: `/model-files/:modelId/:name`. */
  route: string;
  /** By `userHash`. */
  user?: string;
  modelId?: string;
}

const PARTS_WITH_MODEL = ["params", "query", "body"] as const;

/** The model that a request names, wherever it does; what is no id gets into no log. */
function modelOf(request: Request): string | null {
  for (const part of PARTS_WITH_MODEL) {
    const named: unknown = (request[part] as Record<string, unknown> | undefined)?.modelId;
    if (typeof named === "string" && isUuid(named)) return named.toLowerCase();
  }
  return null;
}

export function requestFacts({ userHash }: Pick<ServiceContext, "userHash">, { method, path }: Pick<AnyEndpoint, "method" | "path">, request: Request, { requestId, userId }: RequestStory): RequestFacts {
  const modelId = modelOf(request);
  return { requestId, method: method.toUpperCase(), route: path, ...(userId === null ? {} : { user: userHash(userId) }), ...(modelId === null ? {} : { modelId }) };
}

/** Measures a request to the end of its answer and writes one line about it, at the level `info`. */
export function watchRequest(context: Pick<ServiceContext, "metrics" | "logger" | "userHash">, endpoint: Pick<AnyEndpoint, "method" | "path">, request: Request, response: Response, story: RequestStory): void {
  const started = performance.now();
  response.once("close", () => {
    const seconds = (performance.now() - started) / 1000;
    // Nothing was sent: the caller went before there was an answer.
    const status = response.headersSent ? String(response.statusCode) : "none";
    context.metrics.observe("request", seconds, { method: endpoint.method.toUpperCase(), route: endpoint.path, status });
    if (context.logger.isLevelEnabled("info")) context.logger.info({ ...requestFacts(context, endpoint, request, story), status, ms: Math.round(seconds * 1000) }, "Answered");
  });
}
