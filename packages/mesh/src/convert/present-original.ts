import type { Bounds } from "../model.ts";
import { formatOf } from "../write/formats.ts";
import type { FormatName } from "../write/format.ts";
import type { PresentedCard } from "./present-card.ts";

/** A file that is given as it was made, and what is known of it. */
export interface OriginalFile {
  format: FormatName;
  /** Who made it: a service by its name, or `local`. */
  by: string;
  /** What was found when the model's GLB was measured, in metres; null where that was not done. */
  report: { triangles: number; bounds: Bounds; isClosed: boolean } | null;
}

/** What nobody measured is null. */
type Unmeasured = "unit" | "upAxis" | "dimensions" | "faces" | "trianglesBefore" | "isClosed" | "bytes";
export type OriginalCard = { [Key in keyof PresentedCard]: Key extends Unmeasured ? PresentedCard[Key] | null : Key extends "originalBy" ? string : PresentedCard[Key] };

/** The card of a file that is nobody's work here: all that was in it is. Only a GLB was looked into; what a service writes into its other files is its own matter. */
export function presentOriginal({ format, by, report }: OriginalFile): OriginalCard {
  const isMeasured = format === "glb" && report !== null;
  const { unit, upAxis } = formatOf(format);
  const sides = isMeasured ? ([0, 1, 2] as const).map((axis) => report.bounds.max[axis] - report.bounds.min[axis]) : [];
  const [width = 0, height = 0, depth = 0] = sides;
  return {
    originalBy: by,
    kept: [],
    changed: [],
    lost: [],
    unit: format === "glb" ? unit : null,
    upAxis: format === "glb" ? upAxis : null,
    dimensions: isMeasured ? { width, height, depth } : null,
    isRealSize: false,
    faces: isMeasured ? report.triangles : null,
    trianglesBefore: isMeasured ? report.triangles : null,
    isClosed: isMeasured ? report.isClosed : null,
    bytes: null,
    notes: [],
  };
}
