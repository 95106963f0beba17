const LEAST_MS = 5_000;
/** As long as a file of a few MB takes that is there already; one that is made for it takes longer, and is asked for again. */
const PER_MODEL_MS = 250;

/** Whole seconds until the first of them should be there, going by how many models each is of and since when; at least 5, at most what one may take. */
export function estimatePacking(underWay: readonly { models: number; createdAt: Date }[], now: Date, timeoutMs: number): number {
  const waits = underWay.map(({ models, createdAt }) => models * PER_MODEL_MS - (now.getTime() - createdAt.getTime()));
  return Math.ceil(Math.min(timeoutMs, Math.max(LEAST_MS, Math.min(...waits))) / 1_000);
}
