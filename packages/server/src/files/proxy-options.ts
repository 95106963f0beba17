import { isIP } from "node:net";

export interface ProxyOptions {
  /**
   * Names of hosts, each matched exactly, whose files anybody may read through `/proxy-3d-model`; `https` on port 443 only, unless the
   * origin is one of `files.allowedOrigins`. Files of models need no entry here.
   */
  hosts?: readonly string[];
  /** `Cache-Control` of a file that was found. */
  cacheControl?: string;
  /** `Access-Control-Allow-Origin` of a file that was found; `null` leaves the headers out. */
  allowOrigin?: string | null;
  /** Largest file that is passed on. */
  maxBytes?: number;
  /** Files passed on at once by this process, and for one user; more wait. */
  concurrency?: number;
  concurrencyPerUser?: number;
}

export type ResolvedProxyOptions = Readonly<Required<ProxyOptions>>;

export const PROXY_DEFAULTS = {
  hosts: [],
  cacheControl: "public, max-age=31536000, immutable",
  allowOrigin: "*",
  maxBytes: 512 * 1024 * 1024,
  concurrency: 64,
  concurrencyPerUser: 16,
} as const satisfies ProxyOptions;

/** A header takes no other characters (RFC 9110, 5.5). */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** @throws TypeError with one sentence that names the option. */
export function resolveProxyOptions(options: ProxyOptions = {}): ResolvedProxyOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ProxyOptions;
  const filled = { ...PROXY_DEFAULTS, ...given };
  for (const name of ["maxBytes", "concurrency", "concurrencyPerUser"] as const) {
    if (!(Number.isSafeInteger(filled[name]) && filled[name] > 0)) throw new TypeError(`model-3d: \`proxy.${name}\` must be a whole number above 0.`);
  }
  const wrong = filled.hosts.find((host) => !isHostName(host));
  if (wrong !== undefined) throw new TypeError(`model-3d: \`proxy.hosts\` takes names of hosts such as assets.example.com, without scheme, port, path or *, not "${wrong}".`);
  if (!HEADER_VALUE.test(filled.cacheControl)) throw new TypeError("model-3d: `proxy.cacheControl` must be a value of a header, such as \"public, max-age=3600\".");
  if (filled.allowOrigin !== null && !isAllowedOrigin(filled.allowOrigin)) throw new TypeError("model-3d: `proxy.allowOrigin` must be \"*\", one origin such as https://shop.example, or null.");
  return filled;
}

// As the URL parser writes it, so that a comparison with a parsed address is one of equals.
function isHostName(host: string): boolean {
  if (!URL.canParse(`https://${host}`)) return false;
  const { hostname } = new URL(`https://${host}`);
  return hostname === host && !host.endsWith(".") && (host.includes(".") || isIP(host.replace(/^\[|\]$/g, "")) !== 0) && !host.includes("*");
}

function isAllowedOrigin(origin: string): boolean {
  return origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin && !origin.includes("*"));
}
