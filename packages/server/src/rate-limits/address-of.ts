import type { Request } from "express";
import ipaddr from "ipaddr.js";

const IPV6_NETWORK_GROUPS = 4;

/**
 * The name of whoever an address belongs to: an IPv4 address itself, of an IPv6 address its /64, since one subscriber has all of that.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, "");
  if (!ipaddr.isValid(plain)) return "unknown";
  const parsed = ipaddr.process(plain);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts.slice(0, IPV6_NETWORK_GROUPS).map((group) => group.toString(16)).join(":")}::/64`;
}

/** Whether the host has said which proxies stand before it. */
function knowsProxies(request: Request): boolean {
  const setting: unknown = request.app.get("trust proxy");
  return setting !== undefined && setting !== false && setting !== 0;
}

/** Whether a proxy has passed this request on of which Express was not told: all who come through it look like one. */
export function isBehindUnknownProxy(request: Request): boolean {
  return (request.headers["x-forwarded-for"] !== undefined || request.headers.forwarded !== undefined) && !knowsProxies(request);
}

/**
 * Whose address a request comes from, by the host's `trust proxy`; `null` where it can't be known: a proxy on this machine or in the private
 * network has passed it on and the host has not said so, and all its visitors must not be counted as one. A stranger on the internet can't
 * pass for that: the address of the connection is not theirs to choose.
 */
export function addressOf(request: Request): string | null {
  const address = request.ip ?? request.socket.remoteAddress ?? "";
  if (isBehindUnknownProxy(request) && isPrivate(address)) return null;
  return networkOf(address);
}

function isPrivate(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  return ipaddr.isValid(plain) && ["loopback", "private", "uniqueLocal", "linkLocal", "carrierGradeNat"].includes(ipaddr.process(plain).range());
}
