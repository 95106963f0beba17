/** An export under way. */
export interface UnderWay {
  createdAt: Date;
  /** 0–100. */
  progress: number;
}

/** For one that has not told anything yet: a common model takes about as long. */
const UNTOLD_MS = 5_000;

/** Whole seconds until the first of them should be there, going by how far each has come since it was asked for; at least 1, at most what an export may take. */
export function estimateWait(underWay: readonly UnderWay[], now: Date, timeoutMs: number): number {
  const waits = underWay.map(({ createdAt, progress }) => (progress > 0 ? ((now.getTime() - createdAt.getTime()) * (100 - progress)) / progress : UNTOLD_MS));
  return Math.ceil(Math.min(timeoutMs, Math.max(1_000, Math.min(...waits, timeoutMs))) / 1_000);
}
