import type { Model } from "../model.ts";
import { closednessOf, type Closedness } from "../topology/closedness.ts";
import type { Format, FormatPlan } from "../write/format.ts";
import type { ResolvedWriteOptions } from "../write/write-options.ts";

/** Where the time of an export goes, as shares of it. */
const PLANNED = 0.4;

/** An export with all that is known of it before its first byte. */
export interface ExportPlan extends FormatPlan {
  /** Of formats for printing and CAD; null of the others. */
  closed: Closedness | null;
}

/** Makes of the model what the format can have. @throws MeshError for what cannot be written so; the signal's reason. */
export async function planExport(model: Model, format: Format, options: ResolvedWriteOptions): Promise<ExportPlan> {
  options.signal?.throwIfAborted();
  const { onProgress } = options;
  const writing = { ...options, onProgress: (share: number) => onProgress(PLANNED + share * (1 - PLANNED)) };
  const plan = (await format.plan?.(model, writing)) ?? { model, faces: null, simplified: null, write: () => format.write(model, writing) };
  const closed = format.isForSolids ? closednessOf(plan.model.parts) : null;
  options.signal?.throwIfAborted();
  onProgress(PLANNED);
  return { ...plan, closed };
}
