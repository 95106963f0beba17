const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** A size for people: rounded down, so that as much is taken at least. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return `${step < 3 ? Math.floor(value) : Math.floor(value * 10) / 10} ${UNITS[step]}`;
}
