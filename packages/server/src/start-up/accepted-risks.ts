/** What a host takes on by leaving a check out, each by its name. All are refused by default. */
export interface AcceptedRisks {
  /** The login of the database is a superuser: whoever gets SQL into it owns the server. */
  loginMayDoAnything?: boolean;
  /** Meshy is without a webhook's secret: news comes by asking only, seconds late and at the cost of requests. */
  newsComesByAskingOnly?: boolean;
  /** `trust proxy` is `true` or takes any address: every caller may write any address into a header, and limits by address hold nobody. */
  callersMayForgeAddresses?: boolean;
  /** `publicUrl` is `http:`: links to files, sessions and photos can be read on their way. */
  linksTravelOpenly?: boolean;
  /** `linkSecrets` are short: whoever has one link can try secrets on it until links of their own making work. */
  linksMayBeForged?: boolean;
}

export type ResolvedAcceptedRisks = Readonly<Required<AcceptedRisks>>;

export const ACCEPTED_RISKS_DEFAULTS = {
  loginMayDoAnything: false,
  newsComesByAskingOnly: false,
  callersMayForgeAddresses: false,
  linksTravelOpenly: false,
  linksMayBeForged: false,
} as const satisfies ResolvedAcceptedRisks;

/** @throws TypeError with one sentence that names the option. */
export function resolveAcceptedRisks(given: AcceptedRisks = {}): ResolvedAcceptedRisks {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in ACCEPTED_RISKS_DEFAULTS)) throw new TypeError(`model-3d: \`acceptRisks\` has no \`${name}\`; it takes ${Object.keys(ACCEPTED_RISKS_DEFAULTS).join(", ")}.`);
    if (typeof value !== "boolean" && value !== undefined) throw new TypeError(`model-3d: \`acceptRisks.${name}\` must be true or false.`);
  }
  return { ...ACCEPTED_RISKS_DEFAULTS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
