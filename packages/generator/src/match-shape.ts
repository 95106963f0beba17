import { coveredSurface } from "./build-mesh.ts";
import type { Shape } from "./build-shape.ts";
import { buildTexture } from "./build-texture.ts";
import { compareWith } from "./match-photos.ts";
import { paintWithTexture } from "./painted-mesh.ts";
import { VIEWS } from "./view-cameras.ts";

/** Pixels of the texture and of the pictures that are compared: a coarse model shows no finer detail. */
const TEXTURE_SIZE = 256;
const SIDE = 160;
const SEED = 1;

/**
 * How well a coarse shape, finished and painted, matches its photos: 0 to 100, in silhouette and colour, the mean of the views. What was
 * made under wrong cameras may fill its outlines, but shows the colours of one part on another. Changes the shape's field.
 */
export function matchShape(given: Shape): number {
  const { mesh, shape } = coveredSurface(given);
  const { mesh: textured, image } = buildTexture(mesh, shape, TEXTURE_SIZE, SEED);
  const model = paintWithTexture(textured, image);
  const outlines = VIEWS.map((view) => shape.views.outlines[view]).filter((outline) => outline !== undefined);
  return outlines.reduce((sum, outline) => sum + compareWith(model, outline, SIDE).match.percent, 0) / outlines.length;
}
