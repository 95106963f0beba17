import { Breath } from "../breath.ts";
import { MeshError } from "../mesh-error.ts";
import { boundsOf, countTriangles, type Model } from "../model.ts";
import { mendModel } from "../repair/mend-model.ts";
import { REPAIRS, type Repair } from "../repair/repair-log.ts";
import { surveySurface, type Closedness } from "../topology/closedness.ts";
import type { Format, FormatPlan } from "../write/format.ts";
import { requireNumbers } from "../write/require-numbers.ts";
import { withoutStrayPictures } from "../write/without-pictures.ts";
import { withoutTextures } from "../write/without-textures.ts";
import type { ResolvedWriteOptions } from "../write/write-options.ts";

/** Where the time of an export goes that has something to do before it writes, as shares of it. */
const REPAIRED = 0.3;
const PLANNED = 0.4;

/** An export with all that is known of it before its first byte. */
export interface ExportPlan extends FormatPlan {
  /** Where it had to be looked at: for a repair. */
  closed: Closedness | null;
  /** Closed pieces that share some of their inside with another; 0 where nothing was looked at. */
  overlapping: number;
  /** How often each repair was made; null where none was. */
  repairs: Readonly<Record<Repair, number>> | null;
}

/** Makes of the model what the format can have. @throws MeshError for what cannot be written so; the signal's reason. */
export async function planExport(model: Model, format: Format, options: ResolvedWriteOptions): Promise<ExportPlan> {
  const breath = new Breath(options.signal);
  await breath.take();
  requireNumbers(model, format, options);
  requireExtent(model);
  const { onProgress } = options;
  const { model: mended, closed, overlapping, repairs } = await mend(picturesFor(model, format, options), format, options);
  await breath.take();
  const planned = closed || format.plan ? PLANNED : 0;
  const writing = { ...options, onProgress: (share: number) => onProgress(planned + share * (1 - planned)) };
  const plan: FormatPlan = (await format.plan?.(mended, writing)) ?? { model: mended, faces: null, simplified: null, write: () => format.write(mended, writing) };
  await breath.take();
  onProgress(planned);
  const after = closed && plan.simplified ? surveySurface(plan.model.parts) : null;
  return { ...plan, closed: after?.closed ?? closed, overlapping: after?.countOverlapping(options.signal) ?? overlapping, repairs: sum(repairs, plan.repairs ?? null) };
}

function picturesFor(model: Model, { hasUvSets = false }: Format, { textures }: ResolvedWriteOptions): Model {
  if (!textures) return withoutTextures(model);
  return hasUvSets ? model : withoutStrayPictures(model);
}

/** @throws MeshError `no_triangles` where all triangles are one point, as of what is scaled to nothing. */
function requireExtent(model: Model): void {
  const { min, max } = boundsOf(model);
  if (countTriangles(model) > 0 && max.every((value, axis) => value === min[axis])) throw new MeshError("no_triangles", "All corners of the model are in one place: it has no surface that a file could hold.");
}

async function mend(model: Model, { isForSolids }: Format, { repair = isForSolids, signal, onProgress }: ResolvedWriteOptions): Promise<Pick<ExportPlan, "model" | "closed" | "overlapping" | "repairs">> {
  if (!repair) return { model, closed: null, overlapping: 0, repairs: null };
  return mendModel(model, { ...(signal && { signal }), onProgress: (share) => onProgress(share * REPAIRED) });
}

/** What was done before and after the surface was simplified. */
function sum(before: ExportPlan["repairs"], after: ExportPlan["repairs"]): ExportPlan["repairs"] {
  if (!before || !after) return before ?? after;
  return Object.fromEntries(REPAIRS.map((repair) => [repair, before[repair] + after[repair]])) as Record<Repair, number>;
}
