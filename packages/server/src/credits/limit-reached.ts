import { ApiError } from "../http/api-error.ts";
import type { HoldResult } from "./credit-service.ts";

const PERIODS = { day: "today", month: "this month" } as const;

/** The refusal of a hold that would go past a limit. What the host as a whole has spent is nobody's business. */
export function limitReached({ scope, period, limit, used, endsAt }: Extract<HoldResult, { kind: "limited" }>, at: Date): ApiError {
  const ends = new Date(endsAt);
  const what = scope === "user" ? `You can spend ${limit} credits ${PERIODS[period]}; ${used} are spent or held.` : `No more models can be made here ${PERIODS[period]}.`;
  const retryAfter = Math.max(1, Math.ceil((ends.getTime() - at.getTime()) / 1000));
  return new ApiError("credit_limit_reached", `${what} Try again after ${ends.toISOString()}.`, { scope, period, ...(scope === "user" ? { limit, used } : {}), endsAt: ends.toISOString(), retryAfter });
}
