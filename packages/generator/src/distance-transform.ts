/** From here on a squared distance is unknown: farther than any length of a grid. */
export const UNKNOWN_SQUARE = 1e9;

/**
 * One line of the exact Euclidean distance transform, in place (Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled
 * Functions", 2012): each squared value becomes the least of all squared values with their squared distances added.
 *
 * What is unknown ({@link UNKNOWN_SQUARE}) is filled from the rest of the line, and stays so where nothing is known.
 *
 * @param line,parabolas,bounds room for `length`, `length` and `length + 1` numbers.
 */
export function transformLine(grid: Float32Array | Float64Array, offset: number, stride: number, length: number, line: Float64Array, parabolas: Int32Array, bounds: Float64Array): void {
  // Nothing beyond a zero is nearer than the zero itself, so that what lies between two of them is told by them alone; most lines are nothing but zeros.
  let first = 0;
  for (let q = 0, o = offset; q < length; q++, o += stride) {
    if (grid[o]! !== 0) continue;
    if (q - first > 1 || (q === 1 && grid[offset]! !== 0)) transformPart(grid, offset + first * stride, stride, q - first + 1, line, parabolas, bounds);
    first = q;
  }
  if (length - first > 1) transformPart(grid, offset + first * stride, stride, length - first, line, parabolas, bounds);
}

function transformPart(
  grid: Float32Array | Float64Array,
  offset: number,
  stride: number,
  length: number,
  line: Float64Array,
  parabolas: Int32Array,
  bounds: Float64Array,
): void {
  let k = -1;
  for (let q = 0, o = offset; q < length; q++, o += stride) {
    const value = grid[o]!;
    // Never the least, and most lines hold nothing else.
    if (value >= UNKNOWN_SQUARE) continue;
    line[q] = value;
    let crossing = -Infinity;
    for (; k >= 0; k--) {
      const r = parabolas[k]!;
      crossing = (value - line[r]! + q * q - r * r) / (2 * (q - r));
      if (crossing > bounds[k]!) break;
    }
    k++;
    parabolas[k] = q;
    bounds[k] = k === 0 ? -Infinity : crossing;
  }
  if (k < 0) return;
  bounds[k + 1] = Infinity;
  k = 0;
  for (let q = 0, o = offset; q < length; q++, o += stride) {
    while (bounds[k + 1]! < q) k++;
    const r = parabolas[k]!;
    grid[o] = (q - r) * (q - r) + line[r]!;
  }
}

/** The exact Euclidean distance transform of a picture of squared distances, in place. */
export function transformPlane(squared: Float32Array | Float64Array, width: number, height: number): void {
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  const parabolas = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  for (let x = 0; x < width; x++) transformLine(squared, x, width, height, line, parabolas, bounds);
  for (let y = 0; y < height; y++) transformLine(squared, y * width, 1, width, line, parabolas, bounds);
}
