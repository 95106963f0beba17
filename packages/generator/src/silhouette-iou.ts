import { coverPixels } from "./cover-pixels.ts";
import type { Mesh } from "./mesh.ts";
import { photoProjection, sampleField, type Outline } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";

/**
 * Intersection over union of the mesh's outline and the photo's, in the pixels of the photo's distance field.
 *
 * @param width,height the size of the photo's silhouette in object units.
 * @param step looks at one pixel of so many along both axes only.
 */
export function silhouetteIou(mesh: Mesh, outline: Outline, width: number, height: number, step = 1): number {
  const { field } = outline;
  const hit = drawSilhouette(mesh, outline, width, height, step, false);
  const columns = Math.floor(field.width / step);
  const rows = Math.floor(field.height / step);
  let both = 0;
  let either = 0;
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      // In the middle of a pixel its own number is the answer.
      const inside = (step === 1 && x < columns - 1 && y < rows - 1 ? field.values[i]! : sampleField(field, (x + 0.5) * step, (y + 0.5) * step)) < 0;
      if (inside && hit[i] === 1) both++;
      if (inside || hit[i] === 1) either++;
    }
  }
  return either === 0 ? 0 : both / either;
}

/** 1 for each pixel of the outline's field (or each square of `step` pixels) that a mesh covers as the photo's camera sees it. By default the mesh has to be closed. */
export function drawSilhouette(mesh: Mesh, outline: Outline, width: number, height: number, step = 1, isClosed = true): Uint8Array {
  const { field } = outline;
  const points = new PhotoSampler(photoProjection(outline, width, height)).projectAll(mesh.positions, 0, 0, step);
  const columns = Math.floor(field.width / step);
  const rows = Math.floor(field.height / step);
  const hit = new Uint8Array(columns * rows);
  coverPixels(points, mesh.indices, columns, rows, hit, isClosed);
  return hit;
}
