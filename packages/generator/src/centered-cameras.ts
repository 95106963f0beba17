import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { boxOfField, centerCameras, type Box } from "./center-cameras.ts";
import { GeneratorError } from "./generator-error.ts";

const GRID = 64;
/** So many times the size that a single photo tells, everything lies within. */
const ROOM = 1.4;

/** Told from the middle of the thing itself, which moves while cameras are looked for: first of all that the cones have in common, then closer. */
export function centered(outlines: Outlines): Outlines {
  const { width, depth } = fitBoxes(outlines);
  const reach = [width, 1, depth!].map((extent) => (ROOM * extent) / 2) as [number, number, number];
  let box: Box | null = { low: [-reach[0], -reach[1], -reach[2]], high: reach };
  let result = outlines;
  for (let round = 0; round < 3 && box; round++) {
    result = centerCameras(result, box);
    const shape: Shape | null = round < 2 ? coarseModel(result) : null;
    box = shape && boxOfField(shape.field);
  }
  return result;
}

/** What the cones have in common, on a coarse grid of so many samples along its longest side; `null` if that is nothing. */
export function coarseModel(outlines: Outlines, gridSize = GRID): Shape | null {
  try {
    return buildShape(fitBoxes(outlines), gridSize, undefined, "cameras");
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}
