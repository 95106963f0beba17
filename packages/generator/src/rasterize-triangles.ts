/** Called for every pixel whose centre a triangle covers. */
export type PixelVisitor = (pixel: number, triangle: number) => void;

export interface RasterizeOptions {
  /** Room for the three barycentric weights of a pixel, set before each call: given as arguments, each of them would take memory of its own. */
  weights?: Float64Array;
  /** A buffer of `width * height` that keeps the largest z; farther pixels are not visited. */
  depth?: Float32Array;
}

/** How far beyond its edges a triangle still covers, in shares of itself: what lies between two triangles is of both. */
const EDGE_SLACK = 1e-6;

/**
 * Walks over the pixels of triangles of either winding.
 *
 * @param points x, y (pixels, y downward) and z (larger is nearer) a vertex.
 * @param visit `null` where nothing but the depth is asked for.
 */
export function rasterizeTriangles(
  points: Float32Array,
  indices: Uint32Array,
  width: number,
  height: number,
  visit: PixelVisitor | null,
  { weights = new Float64Array(3), depth }: RasterizeOptions = {},
): void {
  for (let t = 0, triangle = 0; t < indices.length; t += 3, triangle++) {
    const i = 3 * indices[t]!;
    const j = 3 * indices[t + 1]!;
    const k = 3 * indices[t + 2]!;
    const x0 = points[i]!;
    const y0 = points[i + 1]!;
    const x1 = points[j]!;
    const y1 = points[j + 1]!;
    const x2 = points[k]!;
    const y2 = points[k + 1]!;
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area === 0) continue;
    const left = firstCenter(Math.min(x0, x1, x2), width);
    const right = lastCenter(Math.max(x0, x1, x2), width);
    if (left > right) continue;
    const top = firstCenter(Math.min(y0, y1, y2), height);
    const bottom = lastCenter(Math.max(y0, y1, y2), height);
    if (top > bottom) continue;
    const z0 = points[i + 2]!;
    const z1 = points[j + 2]!;
    const z2 = points[k + 2]!;
    const stepB = (y2 - y0) / area;
    const stepC = (y0 - y1) / area;
    for (let y = top; y <= bottom; y++) {
      const py = y + 0.5;
      let b = ((left + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) / area;
      let c = ((x1 - x0) * (py - y0) - (left + 0.5 - x0) * (y1 - y0)) / area;
      let isBefore = true;
      for (let x = left; x <= right; x++, b += stepB, c += stepC) {
        const a = 1 - b - c;
        if (isBeside(a, b, c)) {
          if (isBefore) continue;
          break;
        }
        isBefore = false;
        const pixel = y * width + x;
        if (depth) {
          const z = a * z0 + b * z1 + c * z2;
          if (z <= depth[pixel]!) continue;
          depth[pixel] = z;
        }
        if (visit === null) continue;
        weights[0] = a;
        weights[1] = b;
        weights[2] = c;
        visit(pixel, triangle);
      }
    }
  }
}

/** Called for the pixels of each row of a triangle that it covers: the first of them, and how many there are. */
export type SpanVisitor = (pixel: number, count: number, triangle: number) => void;

/**
 * Walks over the same pixels, row by row of each triangle: what asks much about each pixel has to ask about the triangle only once a row.
 *
 * @param span room for the second and third barycentric weight of the row's first pixel, and by how much each grows from one pixel to the next.
 */
export function rasterizeSpans(points: Float32Array, indices: Uint32Array, width: number, height: number, span: Float64Array, visit: SpanVisitor): void {
  for (let t = 0, triangle = 0; t < indices.length; t += 3, triangle++) {
    const i = 3 * indices[t]!;
    const j = 3 * indices[t + 1]!;
    const k = 3 * indices[t + 2]!;
    const x0 = points[i]!;
    const y0 = points[i + 1]!;
    const x1 = points[j]!;
    const y1 = points[j + 1]!;
    const x2 = points[k]!;
    const y2 = points[k + 1]!;
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area === 0) continue;
    const left = firstCenter(Math.min(x0, x1, x2), width);
    const right = lastCenter(Math.max(x0, x1, x2), width);
    if (left > right) continue;
    const top = firstCenter(Math.min(y0, y1, y2), height);
    const bottom = lastCenter(Math.max(y0, y1, y2), height);
    const stepB = (y2 - y0) / area;
    const stepC = (y0 - y1) / area;
    span[2] = stepB;
    span[3] = stepC;
    for (let y = top; y <= bottom; y++) {
      const py = y + 0.5;
      let b = ((left + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) / area;
      let c = ((x1 - x0) * (py - y0) - (left + 0.5 - x0) * (y1 - y0)) / area;
      let x = left;
      for (; x <= right && isBeside(1 - b - c, b, c); x++, b += stepB, c += stepC);
      const first = x;
      span[0] = b;
      span[1] = c;
      for (; x <= right && !isBeside(1 - b - c, b, c); x++, b += stepB, c += stepC);
      if (x > first) visit(y * width + first, x - first, triangle);
    }
  }
}

/** Whether a point with these barycentric weights lies beside its triangle. */
export function isBeside(a: number, b: number, c: number): boolean {
  return a < -EDGE_SLACK || b < -EDGE_SLACK || c < -EDGE_SLACK;
}

/** The first pixel, of so many, whose centre lies at a place or after it. */
export function firstCenter(place: number, count: number): number {
  // Whole numbers from here on, which is told by `| 0`.
  return Math.min(count, Math.max(0, Math.ceil(place - 0.5))) | 0;
}

/** The last one whose centre lies at a place or before it. */
export function lastCenter(place: number, count: number): number {
  return Math.max(-1, Math.min(count - 1, Math.floor(place - 0.5))) | 0;
}
