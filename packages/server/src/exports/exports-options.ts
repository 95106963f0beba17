import { EXPORT_FORMATS, MAX_EXPORT_NAME_CHARACTERS, type ExportFormat, type SourceType } from "@model-3d/contract";

/** Which thing a model was made of. */
export interface NamedSource {
  userId: string;
  sourceType: SourceType;
  sourceId: string;
}

/** How files of models in other formats are made. */
export interface ExportsOptions {
  /** Formats that users get; none for no exports at all. Default: all. */
  formats?: readonly ExportFormat[];
  /** For how long a file is kept after it was last asked for; then it is made anew. Default 24 hours. */
  keepMs?: number;
  /** How many this process makes at once, each in a thread of its own. Default 1. */
  concurrency?: number;
  /** How many of one user may be under way at once, waiting ones among them. Default 4. */
  maxPerUser?: number;
  /** Longest time that the making of one may take. Default 2 minutes. */
  timeoutMs?: number;
  /** Most memory that the making of one may take, in megabytes. Default 1,024. */
  maxMemoryMb?: number;
  /** Largest file. Default 1 GB. */
  maxFileBytes?: number;
  /** What a thing is called, for the names of its files where the page says nothing; `product-v2.stl` without it. */
  productName?: (source: NamedSource) => string | null | Promise<string | null>;
}

export interface ResolvedExportsOptions extends Required<Omit<ExportsOptions, "productName">> {
  readonly productName: ExportsOptions["productName"] | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MB = 1024 * 1024;

export const EXPORTS_DEFAULTS = {
  formats: EXPORT_FORMATS,
  keepMs: 24 * HOUR_MS,
  concurrency: 1,
  maxPerUser: 4,
  timeoutMs: 2 * MINUTE_MS,
  maxMemoryMb: 1024,
  maxFileBytes: 1024 * MB,
} as const satisfies ExportsOptions;

const RANGES = {
  keepMs: [MINUTE_MS, 366 * 24 * HOUR_MS],
  concurrency: [1, 64],
  maxPerUser: [1, 1_000],
  timeoutMs: [1, HOUR_MS],
  maxMemoryMb: [16, 1024 * 1024],
  maxFileBytes: [1, 1024 * 1024 * MB],
} as const;

/** @throws TypeError with one sentence that names the option. */
export function resolveExportsOptions(given: ExportsOptions = {}): ResolvedExportsOptions {
  const names = [...Object.keys(EXPORTS_DEFAULTS), "productName"];
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`model-3d: \`exports\` has no \`${unknown}\`; it takes ${names.join(", ")}.`);
  const options: ResolvedExportsOptions = { productName: null, ...EXPORTS_DEFAULTS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  for (const [name, [least, most]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
    const value = options[name];
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new TypeError(`model-3d: \`exports.${name}\` must be a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}.`);
  }
  const stranger = options.formats.find((format) => !EXPORT_FORMATS.includes(format));
  if (stranger !== undefined) throw new TypeError(`model-3d: \`exports.formats\` has ${JSON.stringify(stranger)}; there are ${EXPORT_FORMATS.join(", ")}.`);
  if (options.productName !== null && typeof options.productName !== "function") throw new TypeError("model-3d: `exports.productName` must be a function that gives a name or null.");
  return options;
}

/** What the files of a model are named after: what the page says, else the host, else the kind of source. */
export async function nameProduct({ productName }: Pick<ResolvedExportsOptions, "productName">, source: NamedSource, asked: string | undefined): Promise<string> {
  const name = asked ?? (await productName?.({ userId: source.userId, sourceType: source.sourceType, sourceId: source.sourceId })) ?? "";
  return Array.from(name.trim()).slice(0, MAX_EXPORT_NAME_CHARACTERS).join("") || source.sourceType;
}
