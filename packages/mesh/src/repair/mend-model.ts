import { Breath } from "../breath.ts";
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
  const { closed, overlapping } = await survey(model, options.signal);
  if (overlapping !== null) return { model, closed, overlapping, repairs: null };
  const { model: mended, report } = await repairSurveyed(model, closed, options);
  await new Breath(options.signal).take();
  // What is not closed has no inside that it could share.
  const after = report.after.isClosed ? surveySurface(mended.parts).countOverlapping(options.signal) : 0;
  return { model: mended, closed: report.after, overlapping: after, repairs: mended === model ? null : report.counts };
}

/** Apart, so that what it takes is let go of before a repair begins. `overlapping` is null where there is something to repair. */
async function survey({ parts }: Model, signal: AbortSignal | undefined): Promise<{ closed: Closedness; overlapping: number | null }> {
  const breath = new Breath(signal);
  const { closed, collapsed, hasInwardPiece, countOverlapping } = surveySurface(parts);
  await breath.take();
  const isBody = closed.isClosed && collapsed === 0 && !hasInwardPiece();
  return { closed, overlapping: isBody ? countOverlapping(signal) : null };
}
