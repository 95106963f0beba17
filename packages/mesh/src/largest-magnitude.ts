/** All of a 32-bit number but its sign: of two numbers the larger one has the larger bits, and what is no number has the largest. */
const UNSIGNED = 0x7fff_ffff;

/**
 * The number that is farthest from 0, without its sign; 0 where there is none. Not finite, if one of them is not. Told by bits, since whole numbers are
 * quick before an engine has translated what is hot: those with a point are objects to it until then.
 */
export function largestMagnitude(values: Float32Array): number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let most = 0;
  for (let at = 0; at < bits.length; at++) {
    const value = bits[at]! & UNSIGNED;
    if (value > most) most = value;
  }
  return new Float32Array(Int32Array.of(most).buffer)[0]!;
}
