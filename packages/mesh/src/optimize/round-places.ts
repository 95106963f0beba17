/** A power of two above the longest side is so many steps of a 32-bit number long. */
const STEPS_OF_A_SIDE = 4;

/**
 * Places as they count for which of them are the same: what is less than some millionth of the longest side apart is rounded to one, such as the pole of a ball that was
 * made by the sine of half a turn, which is not quite zero. The numbers are no places any more.
 */
export function roundPlaces(positions: Float32Array): Float32Array {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < positions.length; at++) {
    const value = positions[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const rounded = new Float32Array(positions.length);
  // Added to a number so much larger, the last bits of the smaller one fall away.
  const large = STEPS_OF_A_SIDE * (high - low);
  for (let at = 0; at < positions.length; at++) rounded[at] = positions[at]! + large;
  return rounded;
}
