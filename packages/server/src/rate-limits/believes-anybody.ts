/** More stand before no server. */
const MOST_PROXIES = 10;
/** Resolvers that everybody knows, and addresses of documentation: nobody's proxies. */
const NO_PROXIES = ["8.8.8.8", "203.0.113.1", "2001:4860:4860::8888", "2001:db8::1"];

/**
 * Whether an app believes what any address says of whom it has passed on, so that every caller may forge theirs.
 *
 * @param believes whether it believes that address, as the proxy that so many others stand before
 */
export function believesAnybody(believes: (address: string, proxies: number) => boolean): boolean {
  return NO_PROXIES.some((address) => believes(address, MOST_PROXIES));
}
