import { REQUEST_ID_HEADER } from "@model-3d/contract";
import type { Request, Response } from "express";
import type { IdSource } from "../clock.ts";
import type { ResolvedCorsOptions } from "./cors-options.ts";
import { shareAnswer } from "./share-answer.ts";

const KNOWN_REQUEST_ID = /^[\w.:-]{1,128}$/;

/**
 * Sets the headers that every answer of ours has, and returns the request's id: the caller's own where it is a plain one. An answer of ours
 * is data: opened as a page it loads nothing, stands in no frame, and tells no other site the address (with its signature) that led to it.
 *
 * @param isShared whether the endpoint says itself whose pages may read its answers
 */
export function prepareAnswer({ ids, options }: { readonly ids: IdSource; readonly options: { readonly cors: ResolvedCorsOptions } }, request: Request, response: Response, isShared = false): string {
  const given = request.get(REQUEST_ID_HEADER);
  const requestId = given && KNOWN_REQUEST_ID.test(given) ? given : ids.uuid();
  response.setHeader(REQUEST_ID_HEADER, requestId);
  response.setHeader("Cache-Control", "private, no-store");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Referrer-Policy", "no-referrer");
  if (!isShared) shareAnswer(options.cors, request, response);
  return requestId;
}
