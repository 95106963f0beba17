import { MeshError } from "../mesh-error.ts";
import { boundsOf, type Model } from "../model.ts";
import { requireTriangles } from "../write/require-triangles.ts";
import { PER_METRE, UNITS, type Unit } from "../write/write-options.ts";

/** Width goes along X, height along Y, depth along Z of the model. */
export const SIZE_AXES = ["width", "height", "depth"] as const;
export type SizeAxis = (typeof SIZE_AXES)[number];

/** One dimension that somebody has measured on the real thing: all others follow from it. */
export interface RealSize {
  axis: SizeAxis;
  /** Above 0, in the unit. */
  value: number;
  unit: Unit;
}

/** How large the box around a model is. */
export type Dimensions = Readonly<Record<SizeAxis, number>>;

/** Metres. */
export function dimensionsOf(model: Pick<Model, "parts">): Dimensions {
  const { min, max } = boundsOf(model);
  return { width: max[0] - min[0], height: max[1] - min[1], depth: max[2] - min[2] };
}

/**
 * How many real metres a metre of the model is.
 *
 * @param dimensions where they are known better than the model itself tells them.
 * @throws MeshError `option` for a size that cannot be, and for one along which the model is flat; `no_triangles` for one that has no surface, which alone is measured.
 */
export function scaleOf(model: Pick<Model, "parts">, { axis, value, unit }: RealSize, dimensions: Dimensions = dimensionsOf(model)): number {
  if (!SIZE_AXES.includes(axis)) throw new MeshError("option", `realSize.axis must be one of ${SIZE_AXES.join(", ")}, not ${String(axis)}.`);
  if (!UNITS.includes(unit)) throw new MeshError("option", `realSize.unit must be one of ${UNITS.join(", ")}, not ${String(unit)}.`);
  if (!(Number.isFinite(value) && value > 0)) throw new MeshError("option", `realSize.value must be a number above 0, not ${value}.`);
  requireTriangles(model);
  const scale = value / PER_METRE[unit] / dimensions[axis];
  if (Number.isFinite(scale) && scale > 0) return scale;
  if (SIZE_AXES.every((other) => dimensions[other] === 0)) throw new MeshError("no_triangles", "All corners of the model are in one place: it has no size that another could be made of.");
  throw new MeshError("option", `The model has no ${axis} that could be ${value} ${unit}. Give another of its dimensions.`);
}
