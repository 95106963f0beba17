import { fitBoxes, type Outlines } from "./align-views.ts";
import type { ScalarField } from "./outline-grids.ts";
import { dot, sizeIn, type Vector3, VIEW_CAMERAS, VIEWS } from "./view-cameras.ts";

/** The least and the greatest coordinates, in object units. */
export interface Box {
  low: Vector3;
  high: Vector3;
}

/** The box of what is inside a field, to less than a cell; `null` if that is nothing. */
export function boxOfField({ nx, ny, nz, cellSize, values }: ScalarField): Box | null {
  const low: [number, number, number] = [nx, ny, nz];
  const high: [number, number, number] = [-1, -1, -1];
  for (let z = 0, o = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, o++) {
        if (values[o]! >= 0) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        low[2] = Math.min(low[2], z);
        high[2] = z;
      }
    }
  }
  if (high[0] < 0) return null;
  const at = (i: number, n: number, half: number): number => (i + half - (n - 1) / 2) * cellSize;
  return {
    low: [at(low[0], nx, -0.5), at(low[1], ny, -0.5), at(low[2], nz, -0.5)],
    high: [at(high[0], nx, 0.5), at(high[1], ny, 0.5), at(high[2], nz, 0.5)],
  };
}

/**
 * The same cameras, told from the middle of a box of the object and in its height. Where cameras are found by rays the
 * object's place and size are free: they move by what all photos have in common.
 */
export function centerCameras(outlines: Outlines, { low, high }: Box): Outlines {
  const { width, depth } = fitBoxes(outlines);
  const middle = [0, 1, 2].map((k) => (low[k]! + high[k]!) / 2) as [number, number, number];
  const shape = { views: { width }, depth: depth! };
  const next: Outlines = { ...outlines };
  for (const view of VIEWS) {
    const outline = outlines[view];
    const lens = outline?.lens;
    if (!outline || !lens) continue;
    const { right, up, toward } = VIEW_CAMERAS[outline.camera];
    const { box } = outline;
    const [w, h] = sizeIn(shape, view);
    const scale = ((box.right - box.left) / w + (box.bottom - box.top) / h) / 2;
    // Along the camera's axis, which leans by its pitch, to the plane through the middle.
    const along = (dot(toward, ...middle) * scale) / Math.cos(lens.pitch);
    const zoom = lens.distance === Infinity ? 1 : lens.distance / (lens.distance - along);
    const unit = scale * zoom;
    const x = lens.centerX + ((box.left + box.right) / 2 - lens.centerX + dot(right, ...middle) * scale) * zoom;
    const y = lens.centerY + ((box.top + box.bottom) / 2 - lens.centerY - dot(up, ...middle) * scale + along * Math.sin(lens.pitch)) * zoom;
    const extent = (axis: Vector3): number => Math.abs(dot(axis, high[0] - low[0], high[1] - low[1], high[2] - low[2])) * unit;
    next[view] = { ...outline, box: { left: x - extent(right) / 2, right: x + extent(right) / 2, top: y - extent(up) / 2, bottom: y + extent(up) / 2 } };
  }
  return next;
}
