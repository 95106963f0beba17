import { IDEMPOTENCY_KEY_HEADER, REQUEST_ID_HEADER } from "@model-3d/contract";
import type { Request, Response } from "express";
import type { ResolvedCorsOptions } from "./cors-options.ts";

/** What a page of a listed origin may send besides what every page may. */
const TAKEN_HEADERS = ["Authorization", "Cache-Control", "Content-Type", IDEMPOTENCY_KEY_HEADER, "If-Modified-Since", "If-None-Match", "If-Range", "Last-Event-ID", "Range", REQUEST_ID_HEADER];
/** What another site's page may see of a file besides what every page may (Fetch standard, CORS-safelisted response headers). */
export const FILE_HEADERS_SHOWN = "Accept-Ranges, Content-Disposition, Content-Range, ETag";
/** What a page of a listed origin may see of any answer. */
const SHOWN_HEADERS = ["Allow", "Date", "RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID_HEADER, FILE_HEADERS_SHOWN].join(", ");
/** Browsers keep it for two hours at most. */
const PREFLIGHT_LIFE_S = 7_200;

function listedOrigin({ origins }: ResolvedCorsOptions, request: Request): string | null {
  const { origin } = request.headers;
  return origin !== undefined && origins.includes(origin) ? origin : null;
}

/** Lets a page of a listed origin read the answer, and nobody else; does nothing where no origin is listed. */
export function shareAnswer(cors: ResolvedCorsOptions, request: Request, response: Response): void {
  if (cors.origins.length === 0) return;
  // Whatever is kept on the way must not be given to a page of another origin.
  response.vary("Origin");
  const origin = listedOrigin(cors, request);
  if (origin === null) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", SHOWN_HEADERS);
  if (cors.credentials) response.setHeader("Access-Control-Allow-Credentials", "true");
}

/** Answers the question that a browser asks before a page of a listed origin may send its request. */
export function answerPreflight(cors: ResolvedCorsOptions, request: Request, response: Response, methods: string): void {
  if (listedOrigin(cors, request) === null) return;
  response.setHeader("Access-Control-Allow-Methods", methods);
  response.setHeader("Access-Control-Allow-Headers", [...TAKEN_HEADERS, ...cors.headers].join(", "));
  response.setHeader("Access-Control-Max-Age", PREFLIGHT_LIFE_S);
}
