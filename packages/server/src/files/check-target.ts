import { isIP } from "node:net";
import { unlessAborted } from "../unless-aborted.ts";
import { FetchError } from "./fetch-error.ts";
import { isLoopbackAddress, isPublicAddress } from "./judge-address.ts";

/** All addresses of a name, as text. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/** An address that may be fetched, and where to connect for it: nobody looks the name up again. */
export interface CheckedTarget {
  url: URL;
  /** Of these the first that answers is taken. */
  addresses: readonly string[];
}

/** Signed addresses of object stores come with tokens of two thousand characters. */
export const MAX_URL_CHARACTERS = 4096;
const MAX_ADDRESSES = 4;
/** What the URL parser would silently drop or turn into something else: controls, space, backslash. */
const AMBIGUOUS = /[\u0000-\u0020\\\u007f]/;

/**
 * Judges an address before anything is opened for it: scheme, port, user info, and every IP address of its name. One bad address among
 * good ones is enough to refuse. A listed origin may be http, have another port, and be this machine itself.
 *
 * @throws `FetchError` `refused`, always with the same message.
 */
export async function checkTarget(address: string, allowedOrigins: ReadonlySet<string>, resolveHost: ResolveHost, signal: AbortSignal): Promise<CheckedTarget> {
  const url = parse(address);
  const isListed = allowedOrigins.has(url.origin);
  if (!isListed && (url.protocol !== "https:" || url.port !== "")) throw new FetchError("refused");
  const addresses = await addressesOf(url, resolveHost, signal);
  const mayConnect = (ip: string) => isPublicAddress(ip) || (isListed && isLoopbackAddress(ip));
  if (addresses.length === 0 || !addresses.every(mayConnect)) throw new FetchError("refused");
  return { url, addresses: addresses.slice(0, MAX_ADDRESSES) };
}

function parse(address: string): URL {
  if (address.length > MAX_URL_CHARACTERS || AMBIGUOUS.test(address) || !URL.canParse(address)) throw new FetchError("refused");
  const url = new URL(address);
  const isHttp = url.protocol === "https:" || url.protocol === "http:";
  if (!isHttp || url.username !== "" || url.password !== "" || url.hostname === "" || url.hostname.endsWith(".")) throw new FetchError("refused");
  return url;
}

// The parser has already turned 2130706433, 0x7f.1, 0177.1 and ①②⑦.0.0.1 into dotted form, so a literal is seen as one.
async function addressesOf(url: URL, resolveHost: ResolveHost, signal: AbortSignal): Promise<readonly string[]> {
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) return [literal];
  try {
    // The system's resolver cannot be told to stop.
    return await unlessAborted(resolveHost(url.hostname, signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new FetchError("refused", { cause: error });
  }
}
