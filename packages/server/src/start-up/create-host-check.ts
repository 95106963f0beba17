import type { Request } from "express";
import { hostRequestOf } from "../hosts/host-request.ts";
import { ApiError } from "../http/api-error.ts";
import { addressOf, isBehindUnknownProxy } from "../rate-limits/address-of.ts";
import { believesAnybody } from "../rate-limits/believes-anybody.ts";
import type { ServiceContext } from "../service-context.ts";

export const TRUSTS_EVERYBODY =
  'The app trusts every caller\'s `X-Forwarded-For` (`trust proxy` is true, or `trustProxy` of Fastify or of a handler, or as good as that: more than 10 proxies, or a function or a list that takes any address), so that each may forge its address. Say how many proxies stand before this server, `app.set("trust proxy", 1)`, or which; Fastify takes their addresses alone, `trustProxy: "10.0.0.0/8"`. To leave it so: `acceptRisks: { callersMayForgeAddresses: true }`.';
const UNKNOWN_PROXY =
  'A proxy passes requests on and the app has not been told of it: all visitors seem to come from one address and share its limits. Say how many proxies stand before this server: app.set("trust proxy", 1). Fastify takes the proxy\'s address or network, Fastify({ trustProxy: "10.0.0.0/8" }); other hosts give their handler `trustProxy` or `address`.';
const NO_ADDRESS =
  "The host does not say which address a request comes from: all visitors who are not signed in share one limit. Give the handler `address`, by what your platform knows of the connection.";

type TrustProxy = (address: string, hop: number) => boolean;

/** Whether an app believes what any address says of whom it has passed on. `trustsProxy` is what Express makes of every form of `trust proxy`. */
function trustsEverybody(trustsProxy: unknown): boolean {
  return typeof trustsProxy === "function" && believesAnybody(trustsProxy as TrustProxy);
}

/**
 * What can be seen of the host's app only once it is asked: a router does not learn where it is mounted before.
 *
 * @returns a function that throws `service_unavailable` for each request while every caller may forge its address
 */
export function createHostCheck({ options, logger }: Pick<ServiceContext, "options" | "logger">): (request: Request) => void {
  let isWarned = false;
  let judged: { trustsProxy: unknown; isForgeable: boolean } | null = null;
  return (request) => {
    const trustsProxy: unknown = request.app.get("trust proxy fn");
    if (judged === null || judged.trustsProxy !== trustsProxy) judged = { trustsProxy, isForgeable: trustsEverybody(trustsProxy) };
    const isForgeable = judged.isForgeable || hostRequestOf(request)?.isAddressForgeable === true;
    if (isForgeable && !options.acceptRisks.callersMayForgeAddresses) {
      throw new ApiError("service_unavailable", "This server is not set up safely. Its log says what the operator has to change.", {}, { cause: new Error(TRUSTS_EVERYBODY) });
    }
    if (isWarned) return;
    const hasNoAddress = addressOf(request) === "";
    if (!hasNoAddress && !isBehindUnknownProxy(request)) return;
    isWarned = true;
    logger.warn(hasNoAddress ? NO_ADDRESS : UNKNOWN_PROXY);
  };
}
