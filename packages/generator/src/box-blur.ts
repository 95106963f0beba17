/** Mean over a window of `(2 * radius + 1)`² pixels, cut off at the rim; `channels` interleaved numbers a pixel. */
export function boxBlur(source: Float32Array, width: number, height: number, radius: number, channels = 1): Float32Array {
  const rows = new Float32Array(source.length);
  const result = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < channels; k++) blurLine(source, rows, y * width * channels + k, channels, width, radius);
  }
  blurColumns(rows, result, width * channels, height, radius);
  return result;
}

/** All columns at once, since memory lies along the rows. */
function blurColumns(source: Float32Array, target: Float32Array, columns: number, height: number, radius: number): void {
  const sums = new Float64Array(columns);
  let count = Math.min(radius, height);
  for (let i = 0; i < columns * count; i += columns) for (let x = 0; x < columns; x++) sums[x] = sums[x]! + source[i + x]!;
  for (let y = 0; y < height; y++) {
    if (y + radius < height) {
      for (let x = 0, i = (y + radius) * columns; x < columns; x++, i++) sums[x] = sums[x]! + source[i]!;
      count++;
    }
    if (y - radius - 1 >= 0) {
      for (let x = 0, i = (y - radius - 1) * columns; x < columns; x++, i++) sums[x] = sums[x]! - source[i]!;
      count--;
    }
    for (let x = 0, i = y * columns; x < columns; x++, i++) target[i] = sums[x]! / count;
  }
}

function blurLine(source: Float32Array, target: Float32Array, offset: number, stride: number, length: number, radius: number): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, length); i++) {
    sum += source[offset + i * stride]!;
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += source[offset + (i + radius) * stride]!;
      count++;
    }
    if (i - radius - 1 >= 0) {
      sum -= source[offset + (i - radius - 1) * stride]!;
      count--;
    }
    target[offset + i * stride] = sum / count;
  }
}
