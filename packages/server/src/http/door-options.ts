import { RATE_LIMIT_DEFAULTS, resolveRateLimitOptions, type RateLimitOptions, type ResolvedRateLimits } from "../rate-limits/rate-limit-options.ts";
import { ACCEPTED_RISKS_DEFAULTS, resolveAcceptedRisks, type AcceptedRisks, type ResolvedAcceptedRisks } from "../start-up/accepted-risks.ts";
import { CORS_DEFAULTS, resolveCorsOptions, type CorsOptions, type ResolvedCorsOptions } from "./cors-options.ts";

/** Who is let in, from where, and how often. */
export interface DoorOptions {
  /** How often users and addresses may ask, over all processes; `false` where something before the router limits them. */
  rateLimits?: RateLimitOptions | false;
  /** Pages of other origins that may ask this API. None by default. */
  cors?: CorsOptions;
  /** Whether changes that pages of other sites make a browser send are refused. `false` only where no user is signed in by a cookie. Default true. */
  refuseCrossSite?: boolean;
  /** Whether the set-up is held to what production needs. Default: whether `NODE_ENV` is `production`. */
  production?: boolean;
  /** Checks of the set-up that are left out, by what that means. */
  acceptRisks?: AcceptedRisks;
}

export interface ResolvedDoorOptions {
  readonly rateLimits: ResolvedRateLimits;
  readonly cors: ResolvedCorsOptions;
  readonly refuseCrossSite: boolean;
  readonly production: boolean;
  readonly acceptRisks: ResolvedAcceptedRisks;
}

export const DOOR_DEFAULTS = {
  rateLimits: RATE_LIMIT_DEFAULTS,
  cors: CORS_DEFAULTS,
  refuseCrossSite: true,
  acceptRisks: ACCEPTED_RISKS_DEFAULTS,
} as const satisfies DoorOptions;

/** @throws TypeError with one sentence that names the option. */
export function resolveDoorOptions(options: DoorOptions): ResolvedDoorOptions {
  for (const name of ["refuseCrossSite", "production"] as const) {
    if (typeof (options[name] ?? true) !== "boolean") throw new TypeError(`model-3d: \`${name}\` must be true or false.`);
  }
  return {
    rateLimits: resolveRateLimitOptions(options.rateLimits),
    cors: resolveCorsOptions(options.cors),
    refuseCrossSite: options.refuseCrossSite ?? DOOR_DEFAULTS.refuseCrossSite,
    production: options.production ?? process.env.NODE_ENV === "production",
    acceptRisks: resolveAcceptedRisks(options.acceptRisks),
  };
}
