import type { Request } from "express";
import type { ServiceContext } from "../service-context.ts";
import { ApiError } from "./api-error.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that a page of another site has made a browser send, with the cookies of whoever looks at that page. A browser says
 * where a request comes from by `Sec-Fetch-Site` and `Origin`; a server says neither and sends no cookie.
 *
 * @throws ApiError `cross_site_refused`
 */
export function refuseCrossSite({ options }: Pick<ServiceContext, "options">, request: Request): void {
  if (!options.refuseCrossSite || SAFE_METHODS.has(request.method)) return;
  const { origin, referer, cookie } = request.headers;
  const site = request.headers["sec-fetch-site"];
  // By the browser's own comparison, which no page can bend; `none` is the user's own doing.
  if (site === "same-origin" || site === "none") return;
  const named = origin ?? originOf(referer);
  if (named !== undefined) {
    if (isOurs(options.publicUrl, request, named) && site !== "cross-site") return;
    if (options.cors.origins.includes(named)) return;
    throw refusal(named, options.publicUrl);
  }
  if (site !== undefined || cookie !== undefined) throw refusal(null, options.publicUrl);
}

function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return URL.parse(url)?.origin ?? "null";
}

/** Whether the page is one of this server's: by its public address, or by the host that the request itself was sent to. */
function isOurs(publicUrl: string | null, request: Request, origin: string): boolean {
  if (origin === publicUrl) return true;
  const host = URL.parse(origin)?.host;
  // Behind a proxy that ends TLS the scheme is not known here; the host and port are what the browser was sent to.
  return host !== undefined && (host === request.headers.host?.toLowerCase() || host === forwardedHost(request));
}

/** What a proxy says that the browser asked for; believed only of proxies that the host trusts. */
function forwardedHost(request: Request): string | undefined {
  const isTrusted = request.app.get("trust proxy fn") as ((address: string | undefined, hop: number) => boolean) | undefined;
  const header = request.headers["x-forwarded-host"];
  if (typeof header !== "string" || isTrusted?.(request.socket.remoteAddress, 0) !== true) return undefined;
  return header.split(",", 1)[0]?.trim().toLowerCase();
}

function refusal(origin: string | null, publicUrl: string | null): ApiError {
  if (origin === null) return new ApiError("cross_site_refused", "The request has a cookie and does not say which page it comes from. Send `Origin`, or sign in without a cookie.");
  const advice = publicUrl === null ? "If this is a page of this server, set `publicUrl` to the origin under which browsers reach it; if it is another one that may ask," : "If its pages may ask,";
  return new ApiError("cross_site_refused", `Requests from ${origin === "null" ? "a page without an origin" : origin.slice(0, 200)} are not taken. ${advice} list it under \`cors.origins\`.`);
}
