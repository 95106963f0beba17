import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

const parseNetworks = (...texts: string[]): Network[] => texts.map((text) => ipaddr.parseCIDR(text));

/** Unicast by its number, yet answered from inside: the host agent of Azure. */
const IPV4_INSIDE = parseNetworks("168.63.129.16/32");

/** All that the registry has handed out for the public Internet (IANA IPv6 Unicast Address Assignments); mapped, compatible and NAT64 forms lie outside. */
const IPV6_PUBLIC = parseNetworks("2000::/3");

/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4 (which carries an IPv4 address), documentation again, AS112. */
const IPV6_SPECIAL = parseNetworks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48");

/**
 * Whether an IP address, as a resolver gives it, lies on the public Internet (IANA special-purpose registries, RFC 6890). Everything
 * that carries another address inside itself is refused, whatever that one is: no public server is reachable by it alone.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) {
    const ip = ipaddr.IPv4.parse(address);
    return ip.range() === "unicast" && !IPV4_INSIDE.some(([network, bits]) => ip.match(network, bits));
  }
  if (isIP(address) !== 6 || address.includes("%")) return false;
  const ip = ipaddr.IPv6.parse(address);
  const lies = ([network, bits]: Network) => ip.match(network, bits);
  return IPV6_PUBLIC.some(lies) && !IPV6_SPECIAL.some(lies);
}

/** Whether an address is this machine's own, `127.0.0.0/8` or `::1`. */
export function isLoopbackAddress(address: string): boolean {
  if (isIP(address) === 4) return ipaddr.IPv4.parse(address).range() === "loopback";
  return isIP(address) === 6 && !address.includes("%") && ipaddr.IPv6.parse(address).range() === "loopback";
}
