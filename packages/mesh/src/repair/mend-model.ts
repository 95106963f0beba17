import type { Model } from "../model.ts";
import { surveySurface, type Closedness } from "../topology/closedness.ts";
import type { Repair } from "./repair-log.ts";
import { repairModel, type RepairOptions } from "./repair-model.ts";

/** A model that was looked at, and mended where it is no body as it was. */
export interface Mended {
  model: Model;
  closed: Closedness;
  /** How often each repair was made; null where none was. */
  repairs: Readonly<Record<Repair, number>> | null;
}

/** {@link repairModel} of a surface that is not closed, or of which a piece looks inwards; of any other the model as it is. @throws the signal's reason. */
export async function mendModel(model: Model, options: Pick<RepairOptions, "signal" | "onProgress"> = {}): Promise<Mended> {
  const { closed, hasInwardPiece } = surveySurface(model.parts);
  options.signal?.throwIfAborted();
  if (closed.isClosed && !hasInwardPiece()) return { model, closed, repairs: null };
  const { model: mended, report } = await repairModel(model, options);
  return { model: mended, closed: report.after, repairs: mended === model ? null : report.counts };
}
