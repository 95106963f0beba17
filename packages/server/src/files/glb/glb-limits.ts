import { GLB_LIMITS as CONTENT_LIMITS, resolveGlbLimits as resolveContentLimits, type GlbLimits as ContentLimits } from "@model-3d/mesh/checks";

/** What a GLB from outside may ask of us and of a browser, and what its check may take. */
export interface GlbLimits extends ContentLimits {
  /** Longest time for all checks. */
  timeoutMs: number;
  /** Memory for objects of the thread that checks, beside the file's own bytes. */
  maxHeapMb: number;
}

export const GLB_LIMITS = { ...CONTENT_LIMITS, timeoutMs: 120_000, maxHeapMb: 512 } as const satisfies GlbLimits;

/** Fills in the defaults. Throws a `TypeError` that names the limit that cannot be used. */
export function resolveGlbLimits(given: Partial<GlbLimits> = {}): GlbLimits {
  try {
    return { timeoutMs: GLB_LIMITS.timeoutMs, maxHeapMb: GLB_LIMITS.maxHeapMb, ...(resolveContentLimits(given) as Partial<GlbLimits> & ContentLimits) };
  } catch (error) {
    throw new TypeError(`model-3d: \`files.glbLimits\`: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
