import type { Model } from "../model.ts";
import { surveySurface, type Closedness } from "../topology/closedness.ts";
import type { Repair } from "./repair-log.ts";
import { repairSurveyed, type RepairOptions } from "./repair-model.ts";

/** A model that was looked at, and mended where it is no body as it was. */
export interface Mended {
  model: Model;
  closed: Closedness;
  /** Closed pieces that share some of their inside with another. */
  overlapping: number;
  /** How often each repair was made; null where none was. */
  repairs: Readonly<Record<Repair, number>> | null;
}

/** {@link repairModel} of a surface that is not closed, has triangles with two corners in one place, or looks inwards somewhere; any other stays as it is. @throws the signal's reason. */
export async function mendModel(model: Model, options: Pick<RepairOptions, "signal" | "onProgress"> = {}): Promise<Mended> {
  const survey = surveySurface(model.parts);
  options.signal?.throwIfAborted();
  if (survey.closed.isClosed && survey.collapsed === 0 && !survey.hasInwardPiece()) return { model, closed: survey.closed, overlapping: survey.countOverlapping(options.signal), repairs: null };
  const { model: mended, report } = await repairSurveyed(model, survey.closed, options);
  const after = mended === model ? survey : surveySurface(mended.parts);
  return { model: mended, closed: report.after, overlapping: after.countOverlapping(options.signal), repairs: mended === model ? null : report.counts };
}
