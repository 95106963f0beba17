/** How archives that are stored are made and kept. One that is sent as it is written needs none of it. */
export interface ArchivesOptions {
  /** For how long one is kept after it was last asked for. Default 24 hours. */
  keepMs?: number;
  /** How many of one user may be on their way at once. Default 2. */
  maxPerUser?: number;
  /** How many of one user are kept, those on their way among them; for one more the one goes that was longest not asked for nor read. Default 20. */
  maxKeptPerUser?: number;
  /** How much they may come to together; who has more packed loses those that were longest not used. Default 40 GB, or twice `maxFileBytes` where that is more. */
  maxKeptBytesPerUser?: number;
  /** How many this process makes at once. Default 1. */
  concurrency?: number;
  /** Largest one, and no more than `maxKeptBytesPerUser`. Default 20 GB. */
  maxFileBytes?: number;
  /** Longest time that the making of one may take, its files of other formats included. Default 2 hours. */
  timeoutMs?: number;
}

export type ResolvedArchivesOptions = Required<ArchivesOptions>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const GB = 1024 ** 3;

export const ARCHIVES_DEFAULTS = { keepMs: 24 * HOUR_MS, maxPerUser: 2, maxKeptPerUser: 20, maxKeptBytesPerUser: 40 * GB, concurrency: 1, maxFileBytes: 20 * GB, timeoutMs: 2 * HOUR_MS } as const satisfies ResolvedArchivesOptions;

const RANGES = {
  keepMs: [MINUTE_MS, 366 * 24 * HOUR_MS],
  maxPerUser: [1, 1_000],
  maxKeptPerUser: [1, 10_000],
  maxKeptBytesPerUser: [1, 1024 * GB],
  concurrency: [1, 64],
  maxFileBytes: [1, 1024 * GB],
  timeoutMs: [1_000, 24 * HOUR_MS],
} as const;

/** @throws TypeError with one sentence that names the option. */
export function resolveArchivesOptions(given: ArchivesOptions = {}): ResolvedArchivesOptions {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(RANGES, name));
  if (unknown !== undefined) throw new TypeError(`model-3d: \`archives\` has no \`${unknown}\`; it takes ${Object.keys(RANGES).join(", ")}.`);
  const options: ResolvedArchivesOptions = { ...ARCHIVES_DEFAULTS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  if (given.maxKeptBytesPerUser === undefined) options.maxKeptBytesPerUser = Math.min(RANGES.maxKeptBytesPerUser[1], Math.max(options.maxKeptBytesPerUser, 2 * options.maxFileBytes));
  for (const [name, [least, most]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
    const value = options[name];
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new TypeError(`model-3d: \`archives.${name}\` must be a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}.`);
  }
  return options;
}
