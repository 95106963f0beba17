/** Pages of other origins that may ask this API from a browser. */
export interface CorsOptions {
  /** Origins such as `https://designer.example`, each matched exactly; none by default. */
  origins?: readonly string[];
  /** Whether their requests may carry the cookies of the host. Default false. */
  credentials?: boolean;
  /** Headers that their requests may have besides those of this API, such as the one that a log-in of the host's reads. */
  headers?: readonly string[];
}

export type ResolvedCorsOptions = Readonly<Required<CorsOptions>>;

export const CORS_DEFAULTS = { origins: [], credentials: false, headers: [] } as const satisfies ResolvedCorsOptions;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

/** @throws TypeError with one sentence that names the option. */
export function resolveCorsOptions(options: CorsOptions = {}): ResolvedCorsOptions {
  const { origins = CORS_DEFAULTS.origins, credentials = CORS_DEFAULTS.credentials, headers = CORS_DEFAULTS.headers } = options;
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined) throw new TypeError(`model-3d: \`cors.origins\` takes origins such as https://designer.example, each written out, without a path, a slash at the end or *, not "${wrong}".`);
  if (typeof credentials !== "boolean") throw new TypeError("model-3d: `cors.credentials` must be true or false.");
  if (!headers.every((name) => HEADER_NAME.test(name) && name !== "*")) throw new TypeError("model-3d: `cors.headers` takes names of headers, each written out.");
  return { origins: [...origins], credentials, headers: [...headers] };
}

/** As a browser writes it, so that a comparison is one of equals. */
function isOrigin(origin: unknown): boolean {
  if (typeof origin !== "string" || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.origin === origin && !origin.includes("*") && (url.protocol === "https:" || url.protocol === "http:");
}
