import type { Request, Response } from "express";
import { callerOf, UNKNOWN_NETWORK } from "../rate-limits/address-of.ts";
import type { RateLimitGroup } from "../rate-limits/rate-limit-options.ts";
import type { RateAnswer, RateLimiter } from "../rate-limits/rate-limiter.ts";
import type { ServiceContext } from "../service-context.ts";
import { ApiError } from "./api-error.ts";
import type { AnyEndpoint } from "./endpoint.ts";

/** The limit that requests of a user count towards. */
function groupOf({ limit, method }: AnyEndpoint): RateLimitGroup {
  return limit ?? (method === "get" ? "reads" : "writes");
}

/** Takes one of the requests of somebody who is known, and says how many are left. @param holder `user …` or `operator …` @throws ApiError `rate_limited` */
export async function limitHolder(context: ServiceContext, endpoint: AnyEndpoint, response: Response, holder: string): Promise<void> {
  const group = groupOf(endpoint);
  const taken = context.rateLimits.take(group, holder);
  heed(context, response, taken instanceof Promise ? await taken : taken);
}

const addressHolder = (request: Request) => `address ${callerOf(request).network}`;

/** Many visitors in one have one bucket of their own; but whoever guesses a secret from a known address is one, and a service's deliveries come again. From nobody knows where, guesses must not shut the service out. */
function takeOfAddress(context: ServiceContext, group: RateLimitGroup, request: Request): ReturnType<RateLimiter["take"]> {
  const { network, isCrowd } = callerOf(request);
  if (!isCrowd || (group === "webhooks" && network !== UNKNOWN_NETWORK)) return context.rateLimits.take(group, `address ${network}`);
  return context.rateLimits.take(group, `crowd ${network}`, { isCrowd: true });
}

/** Takes one of an address' requests for what anybody may ask. Of deliveries only those without a proof are taken, so it is but asked whether one is left. @throws ApiError `rate_limited` */
export async function limitAddress(context: ServiceContext, endpoint: AnyEndpoint, request: Request, response: Response): Promise<void> {
  if (endpoint.limit === "webhooks") {
    const state = context.rateLimits.look("webhooks", addressHolder(request));
    if (state?.isAllowed === false) heed(context, response, state);
    return;
  }
  const taken = takeOfAddress(context, endpoint.limit ?? "strangers", request);
  heed(context, response, taken instanceof Promise ? await taken : taken);
}

/** Counts a request that could prove nothing towards its address; one too many is told so instead. @returns what the caller shall be told */
export async function countFailure(context: ServiceContext, endpoint: AnyEndpoint, request: Request, response: Response, error: unknown): Promise<unknown> {
  if (!(error instanceof ApiError) || !provesNothing(endpoint, error)) return error;
  const taken = await takeOfAddress(context, endpoint.limit === "webhooks" ? "webhooks" : "strangers", request);
  try {
    heed(context, response, taken);
    return error;
  } catch (limited) {
    return limited;
  }
}

function provesNothing({ limit, who }: AnyEndpoint, { code, status }: ApiError): boolean {
  if (code === "rate_limited") return false;
  // Who is no operator is told that there is nothing; an operator's own slips may count as well.
  if (who === "operator") return code === "not_found";
  return limit === "webhooks" ? status < 500 : code === "unauthorized" || code === "link_invalid";
}

/** Tells of the limit in the form of draft-ietf-httpapi-ratelimit-headers-10, and holds to it. */
function heed(context: ServiceContext, response: Response, answer: RateAnswer | null): void {
  if (answer === null) return;
  const { group, limit, isAllowed, remaining, resetS } = answer;
  response.setHeader("RateLimit-Policy", `"${group}";q=${limit.requests};w=${Math.ceil(limit.windowMs / 1000)}`);
  response.setHeader("RateLimit", `"${group}";r=${remaining};t=${resetS}`);
  if (isAllowed) return;
  context.metrics.count("rate_limited", { limit: group });
  response.setHeader("Retry-After", resetS);
  throw new ApiError("rate_limited", `Too many requests. Wait ${resetS} ${resetS === 1 ? "second" : "seconds"}, then try again.`, { limit: group });
}
