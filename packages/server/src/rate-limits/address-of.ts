import type { Request } from "express";
import ipaddr from "ipaddr.js";
import { hostRequestOf } from "../hosts/host-request.ts";

const IPV6_NETWORK_GROUPS = 4;
/** Of whoever comes from where nobody knows. */
export const UNKNOWN_NETWORK = "unknown";

/**
 * The name of whoever an address belongs to: an IPv4 address itself, of an IPv6 address its /64, since one subscriber has all of that.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, "");
  if (!ipaddr.isValid(plain)) return UNKNOWN_NETWORK;
  const parsed = ipaddr.process(plain);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts.slice(0, IPV6_NETWORK_GROUPS).map((group) => group.toString(16)).join(":")}::/64`;
}

/** Whether the host has said which proxies stand before it. */
function knowsProxies(request: Request): boolean {
  if (hostRequestOf(request)?.isAddressSettled) return true;
  const setting: unknown = request.app.get("trust proxy");
  return setting !== undefined && setting !== false && setting !== 0;
}

/** Whether a proxy has passed this request on of which Express was not told: all who come through it look like one. */
export function isBehindUnknownProxy(request: Request): boolean {
  return (request.headers["x-forwarded-for"] !== undefined || request.headers.forwarded !== undefined) && !knowsProxies(request);
}

/** Whom a limit by address holds. */
export interface Caller {
  /** The network that the request comes from, as far as the host's `trust proxy` lets it be known. */
  network: string;
  /** Many visitors in one: a proxy on this machine or in the private network has passed the request on and the host has not said so, or it says of no request where it comes from. */
  isCrowd: boolean;
}

/** The address that counts for limits; empty where nobody has said one, as of a standard `Request`. */
export function addressOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? "";
}

/**
 * Who has sent a request. Without the host's `trust proxy` that is the address of the connection, whatever a header says: a header may tell that
 * there are many behind it, and lift nothing. A stranger on the internet can't pass for many: the address of the connection is not theirs to choose.
 */
export function callerOf(request: Request): Caller {
  const address = addressOf(request);
  return { network: networkOf(address), isCrowd: address === "" || (isBehindUnknownProxy(request) && isPrivate(address)) };
}

/** Whether an address is of this machine or of a network without the internet's addresses. */
export function isPrivate(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  return ipaddr.isValid(plain) && ["loopback", "private", "uniqueLocal", "linkLocal", "carrierGradeNat"].includes(ipaddr.process(plain).range());
}
