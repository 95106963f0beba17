/** The bits of a cell's corners at its smaller x; shifted by one they are those at its larger x. */
export const LEFT_CORNERS = 0b01010101;

/**
 * The bits of the four corners at a cell's larger x, of which the sample `at` is the first: 1 is inside. Bit k of a
 * cell's eight is the corner at x + (k & 1), y + (k >> 1 & 1), z + (k >> 2). Walking along x, the next cell's left
 * corners are this one's right ones: four reads a cell instead of eight.
 */
export function rightCornerSigns(values: Float32Array, at: number, strideY: number, strideZ: number): number {
  let signs = 0;
  if (values[at]! < 0) signs |= 2;
  if (values[at + strideY]! < 0) signs |= 8;
  if (values[at + strideZ]! < 0) signs |= 32;
  if (values[at + strideZ + strideY]! < 0) signs |= 128;
  return signs;
}
