import { largestDimension, type ProductObject } from "../objects/product-object.ts";
import { DistanceGrid } from "./distance-grid.ts";
import type { ViewFrame } from "./view-frame.ts";

const MAX_STEPS = 1500;
/** Smallest step in parts of the largest dimension: slivers with a shorter chord hardly stand out of the outline. */
const MIN_STEP = 0.0003;
/** Smallest step while the ray runs along a surface without coming closer. */
const GLANCING_STEP = 0.0025;
const GLANCING_SLOPE = -0.15;
/** Farther than this an outline is not taken as straight. */
const MAX_TANGENT_PIXELS = 2;
/** Pixels along the side of a block whose rays share one start (cone marching). */
const BLOCK_PIXELS = 8;
/** Free border around a block that is reported as empty. */
const CLEAR_BORDER_PIXELS = 1.5;

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
  private readonly origin = new Float64Array(3);
  private readonly direction = new Float64Array(3);
  private readonly span = new Float64Array(2);
  /** Where the last missing ray came closest. */
  private readonly closest = new Float64Array(3);
  /** Where the rays of each block of pixels may start; negative while unknown. */
  private readonly starts: Float64Array;
  private readonly blocksPerRow: number;

  constructor(object: ProductObject, frame: ViewFrame) {
    this.object = object;
    this.frame = frame;
    this.grid = DistanceGrid.of(object);
    this.lengthUnits = largestDimension(object);
    this.blocksPerRow = Math.ceil(frame.size / BLOCK_PIXELS);
    this.starts = new Float64Array(this.blocksPerRow * this.blocksPerRow).fill(-1);
    this.tolerance = this.lengthUnits * 4e-5;
  }

  /** Follows the ray through the image point (column, row), in pixels from the top left corner; false if nothing is hit. */
  trace(column: number, row: number): boolean {
    const block = ((row / BLOCK_PIXELS) | 0) * this.blocksPerRow + ((column / BLOCK_PIXELS) | 0);
    let start = this.starts[block] as number;
    if (start < 0) {
      const middle = BLOCK_PIXELS / 2;
      this.aim(((column / BLOCK_PIXELS) | 0) * BLOCK_PIXELS + middle, ((row / BLOCK_PIXELS) | 0) * BLOCK_PIXELS + middle);
      start = this.starts[block] = this.findStart();
    }
    if (start === Infinity) {
      this.missPixels = Infinity;
      return false;
    }
    this.aim(column, row);
    return this.march(start);
  }

  /**
   * Finds the outline next to the last ray, which missed. Writes the unit direction to it (right, down) and its
   * distance in pixels to `out[0..2]`; false where the surface does not turn away from the ray, as at corners.
   */
  findTangent(out: Float64Array): boolean {
    const { object, frame, closest } = this;
    const x = closest[0] as number;
    const y = closest[1] as number;
    const z = closest[2] as number;
    const h = frame.unitsPerPixel * 0.25;
    const gx = (object.distance(x + h, y, z) - object.distance(x - h, y, z)) / (2 * h);
    const gy = (object.distance(x, y + h, z) - object.distance(x, y - h, z)) / (2 * h);
    const gz = (object.distance(x, y, z + h) - object.distance(x, y, z - h)) / (2 * h);
    const steepness = Math.sqrt(gx * gx + gy * gy + gz * gz);
    const right = -(gx * frame.right[0] + gy * frame.right[1] + gz * frame.right[2]);
    const down = gx * frame.up[0] + gy * frame.up[1] + gz * frame.up[2];
    const facing = Math.sqrt(right * right + down * down);
    if (steepness < 0.5 || facing < 0.97 * steepness) return false;
    const miss = this.missPixels / steepness;
    if (miss > MAX_TANGENT_PIXELS) return false;
    out[0] = right / facing;
    out[1] = down / facing;
    out[2] = miss;
    return true;
  }

  private aim(column: number, row: number): void {
    const { right, up, towards, centre, unitsPerPixel, eyeDistance, size, shiftPixels } = this.frame;
    const u = (column - size / 2 - shiftPixels[0]) * unitsPerPixel;
    const v = (size / 2 - row - shiftPixels[1]) * unitsPerPixel;
    const parallel = eyeDistance === Infinity;
    const back = parallel ? this.lengthUnits * 2 : eyeDistance;
    const { origin, direction } = this;
    let squared = 0;
    for (let axis = 0; axis < 3; axis++) {
      const across = (right[axis] as number) * u + (up[axis] as number) * v;
      const eye = (centre[axis] as number) + (towards[axis] as number) * back;
      origin[axis] = parallel ? eye + across : eye;
      const along = parallel ? -(towards[axis] as number) : across - (towards[axis] as number) * back;
      direction[axis] = along;
      squared += along * along;
    }
    const scale = 1 / Math.sqrt(squared);
    for (let axis = 0; axis < 3; axis++) direction[axis] = (direction[axis] as number) * scale;
  }

  /** Cuts the aimed ray to the object's bounds, widened by `pad`: writes [enter, leave] to {@link span}. */
  private clip(pad: number): void {
    const { min, max } = this.object.bounds;
    const { origin, direction, span } = this;
    let enter = 0;
    let leave = Infinity;
    for (let axis = 0; axis < 3; axis++) {
      const inverse = 1 / (direction[axis] as number);
      const a = ((min[axis] as number) - pad - (origin[axis] as number)) * inverse;
      const b = ((max[axis] as number) + pad - (origin[axis] as number)) * inverse;
      enter = Math.max(enter, Math.min(a, b));
      leave = Math.min(leave, Math.max(a, b));
    }
    span[0] = enter;
    span[1] = leave;
  }

  /** Distance along the aimed ray up to which a tube as wide as a block is free; Infinity if all of it is. */
  private findStart(): number {
    const { origin, direction, span, object, grid, frame } = this;
    const nearness = frame.eyeDistance === Infinity ? 1 : 1 + this.lengthUnits / frame.eyeDistance;
    const radius = (BLOCK_PIXELS * Math.SQRT1_2 + CLEAR_BORDER_PIXELS) * frame.unitsPerPixel * nearness;
    this.clip(radius + this.lengthUnits * 0.01);
    let t = span[0] as number;
    while (t <= (span[1] as number)) {
      const x = (origin[0] as number) + (direction[0] as number) * t;
      const y = (origin[1] as number) + (direction[1] as number) * t;
      const z = (origin[2] as number) + (direction[2] as number) * t;
      const rough = grid.at(x, y, z);
      const distance = rough > 9 * grid.cell + radius ? rough - 4 * grid.cell : object.distance(x, y, z);
      if (distance < radius * 1.3) return t;
      t += distance - radius;
    }
    return Infinity;
  }

  private march(start: number): boolean {
    this.clip(Math.max(this.lengthUnits * 0.01, MAX_TANGENT_PIXELS * this.frame.unitsPerPixel));
    const { grid, object, tolerance, origin, direction, span, closest } = this;
    const ox = origin[0] as number;
    const oy = origin[1] as number;
    const oz = origin[2] as number;
    const dx = direction[0] as number;
    const dy = direction[1] as number;
    const dz = direction[2] as number;
    const end = span[1] as number;
    const { cell } = grid;
    const pixel = this.frame.unitsPerPixel;
    let t = Math.max(span[0] as number, start);
    let nearest = Infinity;
    let previous = Infinity;
    let travelled = 1;
    let close = true;
    for (let step = 0; step < MAX_STEPS && t <= end; step++) {
      const x = ox + dx * t;
      const y = oy + dy * t;
      const z = oz + dz * t;
      if (!close) {
        const rough = grid.at(x, y, z);
        const safe = rough - (rough > 6 * cell ? 4 : 1) * cell;
        if (safe > cell && safe > MAX_TANGENT_PIXELS * pixel) {
          nearest = Math.min(nearest, safe);
          t += safe;
          continue;
        }
      }
      const distance = object.distance(x, y, z);
      if (distance < tolerance) {
        this.x = x;
        this.y = y;
        this.z = z;
        return true;
      }
      close = distance < 1.5 * cell;
      if (distance < nearest) {
        nearest = distance;
        closest[0] = x;
        closest[1] = y;
        closest[2] = z;
      }
      const glancing = distance - previous > GLANCING_SLOPE * travelled;
      previous = distance;
      travelled = Math.max(distance, (glancing ? GLANCING_STEP : MIN_STEP) * this.lengthUnits);
      t += travelled;
    }
    this.missPixels = nearest / pixel;
    return false;
  }
}
