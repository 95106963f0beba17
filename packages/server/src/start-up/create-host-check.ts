import type { Request } from "express";
import { ApiError } from "../http/api-error.ts";
import { isBehindUnknownProxy } from "../rate-limits/address-of.ts";
import type { ServiceContext } from "../service-context.ts";

export const TRUSTS_EVERYBODY =
  'Express trusts every caller\'s `X-Forwarded-For` (`trust proxy` is true), so that each may forge its address. Say how many proxies stand before this server, `app.set("trust proxy", 1)`, or which. To leave it so: `acceptRisks: { callersMayForgeAddresses: true }`.';
const UNKNOWN_PROXY =
  'A proxy passes requests on and Express has not been told of it: all visitors seem to come from one address. Say how many proxies stand before this server: app.set("trust proxy", 1)';

/**
 * What can be seen of the host's app only once it is asked: a router does not learn where it is mounted before.
 *
 * @returns a function that throws `service_unavailable` for each request while every caller may forge its address
 */
export function createHostCheck({ options, logger }: Pick<ServiceContext, "options" | "logger">): (request: Request) => void {
  let isWarned = false;
  return (request) => {
    if (request.app.get("trust proxy") === true && !options.acceptRisks.callersMayForgeAddresses) {
      throw new ApiError("service_unavailable", "This server is not set up safely. Its log says what the operator has to change.", {}, { cause: new Error(TRUSTS_EVERYBODY) });
    }
    if (isWarned || !isBehindUnknownProxy(request)) return;
    isWarned = true;
    logger.warn(UNKNOWN_PROXY);
  };
}
