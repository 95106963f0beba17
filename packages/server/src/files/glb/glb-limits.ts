import { GLB_LIMITS as CONTENT_LIMITS, resolveGlbLimits as resolveContentLimits, type GlbLimits as ContentLimits } from "@model-3d/mesh/checks";

/** What a GLB from outside may ask of us and of a browser, and what its check may take. */
export interface GlbLimits extends ContentLimits {
  /** Longest time for all checks. */
  timeoutMs: number;
  /** Memory for objects of the thread that checks, beside the bytes behind arrays. */
  maxHeapMb: number;
  /** Memory of the thread that checks: objects, the file's own bytes, and those that come out of what is compressed. */
  maxMemoryMb: number;
}

export const GLB_LIMITS = { ...CONTENT_LIMITS, timeoutMs: 120_000, maxHeapMb: 512, maxMemoryMb: 1536 } as const satisfies GlbLimits;

/** Fills in the defaults. Throws a `TypeError` that names the limit that cannot be used. */
export function resolveGlbLimits(given: Partial<GlbLimits> = {}): GlbLimits {
  const { timeoutMs = GLB_LIMITS.timeoutMs, maxHeapMb = GLB_LIMITS.maxHeapMb, maxMemoryMb = GLB_LIMITS.maxMemoryMb } = given;
  try {
    for (const [name, value] of Object.entries({ timeoutMs, maxHeapMb, maxMemoryMb })) if (!(Number.isSafeInteger(value) && value > 0)) throw new RangeError(`${name} must be a whole number above 0, not ${value}.`);
    return { ...resolveContentLimits(contentLimitsOf(given)), timeoutMs, maxHeapMb, maxMemoryMb };
  } catch (error) {
    throw new TypeError(`model-3d: \`files.glbLimits\`: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Those of the content alone, as what reads it takes them. */
export function contentLimitsOf({ timeoutMs: _time, maxHeapMb: _heap, maxMemoryMb: _memory, ...content }: Partial<GlbLimits>): Partial<ContentLimits> {
  return content;
}
