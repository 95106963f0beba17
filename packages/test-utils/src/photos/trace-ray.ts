import { largestDimension, type ProductObject } from "../objects/product-object.ts";
import { DistanceGrid } from "./distance-grid.ts";
import type { ViewFrame } from "./view-frame.ts";

const MAX_STEPS = 1500;
/** Smallest step in pixels: slivers with a shorter chord stand out of the outline by far less than a pixel. */
const MIN_STEP_PIXELS = 0.3;
/** Smallest step while the ray runs along a surface without coming closer. */
const GLANCING_STEP_PIXELS = 2.5;
const GLANCING_SLOPE = -0.15;

/** Sphere tracing (Hart 1996) of one object through one view; a ray is named by its place in the image. */
export class RayTracer {
  /** The point that the last successful {@link trace} hit. */
  x = 0;
  y = 0;
  z = 0;
  /** After a miss: a lower bound of the distance in pixels by which the ray missed the object. */
  missPixels = 0;
  private readonly object: ProductObject;
  private readonly frame: ViewFrame;
  private readonly grid: DistanceGrid;
  private readonly tolerance: number;
  private readonly lengthUnits: number;

  constructor(object: ProductObject, frame: ViewFrame) {
    this.object = object;
    this.frame = frame;
    this.grid = DistanceGrid.of(object);
    this.lengthUnits = largestDimension(object);
    this.tolerance = this.lengthUnits * 4e-5;
  }

  /** Follows the ray through the image point (column, row), in pixels from the top left corner; false if nothing is hit. */
  trace(column: number, row: number): boolean {
    const { right, up, towards, centre, unitsPerPixel, eyeDistance, size, shiftPixels } = this.frame;
    const u = (column - size / 2 - shiftPixels[0]) * unitsPerPixel;
    const v = (size / 2 - row - shiftPixels[1]) * unitsPerPixel;
    let dx = -towards[0];
    let dy = -towards[1];
    let dz = -towards[2];
    const back = eyeDistance === Infinity ? this.lengthUnits * 2 : eyeDistance;
    const planeX = centre[0] + right[0] * u + up[0] * v;
    const planeY = centre[1] + right[1] * u + up[1] * v;
    const planeZ = centre[2] + right[2] * u + up[2] * v;
    let ox = planeX + towards[0] * back;
    let oy = planeY + towards[1] * back;
    let oz = planeZ + towards[2] * back;
    if (eyeDistance !== Infinity) {
      ox = centre[0] + towards[0] * back;
      oy = centre[1] + towards[1] * back;
      oz = centre[2] + towards[2] * back;
      dx = planeX - ox;
      dy = planeY - oy;
      dz = planeZ - oz;
      const scale = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
      dx *= scale;
      dy *= scale;
      dz *= scale;
    }
    return this.march(ox, oy, oz, dx, dy, dz);
  }

  private march(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): boolean {
    const { min, max } = this.object.bounds;
    const pad = this.lengthUnits * 0.01;
    const ax = (min[0] - pad - ox) / dx;
    const bx = (max[0] + pad - ox) / dx;
    const ay = (min[1] - pad - oy) / dy;
    const by = (max[1] + pad - oy) / dy;
    const az = (min[2] - pad - oz) / dz;
    const bz = (max[2] + pad - oz) / dz;
    let t = Math.max(Math.min(ax, bx), Math.min(ay, by), Math.min(az, bz), 0);
    const end = Math.min(Math.max(ax, bx), Math.max(ay, by), Math.max(az, bz));
    const { grid, object, tolerance } = this;
    const { cell } = grid;
    const pixel = this.frame.unitsPerPixel;
    let nearest = Infinity;
    let previous = Infinity;
    let travelled = 1;
    for (let step = 0; step < MAX_STEPS && t <= end; step++) {
      const x = ox + dx * t;
      const y = oy + dy * t;
      const z = oz + dz * t;
      const rough = grid.at(x, y, z);
      if (rough > 2 * cell) {
        const safe = rough - (rough > 9 * cell ? 4 : 1) * cell;
        nearest = Math.min(nearest, safe);
        previous = Infinity;
        t += safe;
        continue;
      }
      const distance = object.distance(x, y, z);
      if (distance < tolerance) {
        this.x = x;
        this.y = y;
        this.z = z;
        return true;
      }
      nearest = Math.min(nearest, distance);
      const glancing = distance - previous > GLANCING_SLOPE * travelled;
      previous = distance;
      travelled = Math.max(distance, (glancing ? GLANCING_STEP_PIXELS : MIN_STEP_PIXELS) * pixel);
      t += travelled;
    }
    this.missPixels = nearest / pixel;
    return false;
  }
}
