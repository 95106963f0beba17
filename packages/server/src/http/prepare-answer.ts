import { REQUEST_ID_HEADER } from "@model-3d/contract";
import type { Request, Response } from "express";
import type { IdSource } from "../clock.ts";

const KNOWN_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Sets the headers that every answer of ours has, and returns the request's id: the caller's own where it is a plain one. */
export function prepareAnswer({ ids }: { ids: IdSource }, request: Request, response: Response): string {
  const given = request.get(REQUEST_ID_HEADER);
  const requestId = given && KNOWN_REQUEST_ID.test(given) ? given : ids.uuid();
  response.setHeader(REQUEST_ID_HEADER, requestId);
  response.setHeader("Cache-Control", "private, no-store");
  response.setHeader("X-Content-Type-Options", "nosniff");
  return requestId;
}
