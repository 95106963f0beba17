/**
 * One line of the exact Euclidean distance transform, in place (Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled
 * Functions", 2012): each squared value becomes the least of all squared values with their squared distances added.
 *
 * @param line,parabolas,bounds room for `length`, `length` and `length + 1` numbers.
 */
export function transformLine(
  grid: Float32Array | Float64Array,
  offset: number,
  stride: number,
  length: number,
  line: Float64Array,
  parabolas: Int32Array,
  bounds: Float64Array,
): void {
  for (let q = 0; q < length; q++) line[q] = grid[offset + q * stride]!;
  let k = 0;
  parabolas[0] = 0;
  bounds[0] = -Infinity;
  bounds[1] = Infinity;
  for (let q = 1; q < length; q++) {
    let crossing = 0;
    do {
      const r = parabolas[k]!;
      crossing = (line[q]! - line[r]! + q * q - r * r) / (2 * (q - r));
    } while (crossing <= bounds[k]! && --k > -1);
    k++;
    parabolas[k] = q;
    bounds[k] = crossing;
    bounds[k + 1] = Infinity;
  }
  k = 0;
  for (let q = 0; q < length; q++) {
    while (bounds[k + 1]! < q) k++;
    const r = parabolas[k]!;
    grid[offset + q * stride] = (q - r) * (q - r) + line[r]!;
  }
}
