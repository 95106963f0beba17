/** What is made of each model after its success; each can be switched off. */
export interface DerivativesOptions {
  /** What there is to know of it: counts, measures and faults. */
  report?: boolean;
  /** A GLB for pages, of at most 2 MB where the look allows it. */
  light?: boolean;
  /** A GLB for the first look and for phones, of at most 400 kB. */
  tiny?: boolean;
  /** For Quick Look on iOS, in the real size where that is known, and where the service made none. */
  usdz?: boolean;
  /** The picture in several sizes; drawn here where the service gave none. */
  thumbnails?: boolean;
  /** 24 small pictures all around it, in one. */
  turntable?: boolean;
  /** How well it matches its photos, with pictures of where it does not. */
  match?: boolean;
}

export type ResolvedDerivativesOptions = Readonly<Required<DerivativesOptions>>;
export type DerivativeName = keyof DerivativesOptions;

export const DERIVATIVES_DEFAULTS = { report: true, light: true, tiny: true, usdz: true, thumbnails: true, turntable: true, match: true } as const satisfies Required<DerivativesOptions>;
export const DERIVATIVE_NAMES = Object.keys(DERIVATIVES_DEFAULTS) as DerivativeName[];

/** `false` switches everything off. @throws TypeError with one sentence that names the option. */
export function resolveDerivativesOptions(given: DerivativesOptions | false = {}): ResolvedDerivativesOptions {
  if (given === false) return Object.fromEntries(DERIVATIVE_NAMES.map((name) => [name, false])) as Required<DerivativesOptions>;
  for (const [name, value] of Object.entries(given)) {
    if (!DERIVATIVE_NAMES.some((known) => known === name)) throw new TypeError(`model-3d: \`derivatives\` has no \`${name}\`; it takes ${DERIVATIVE_NAMES.join(", ")}.`);
    if (value !== undefined && typeof value !== "boolean") throw new TypeError(`model-3d: \`derivatives.${name}\` must be true or false.`);
  }
  return { ...DERIVATIVES_DEFAULTS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
