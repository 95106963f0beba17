/** The largest width that `length` rows beside each other, this one among them, all have: a morphological opening. */
export function openWidths(widths: Float32Array, length: number): Float32Array {
  const opened = new Float32Array(widths.length);
  for (let from = 0; from + length <= widths.length; from++) {
    let least = Infinity;
    for (let j = from; j < from + length; j++) least = Math.min(least, widths[j]!);
    for (let j = from; j < from + length; j++) opened[j] = Math.max(opened[j]!, least);
  }
  return opened;
}
