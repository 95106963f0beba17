/** Luma (ITU-R BT.709) of the three numbers from there on: red, green, blue. */
export const lumaAt = (colors: ArrayLike<number>, at: number): number => 0.2126 * colors[at]! + 0.7152 * colors[at + 1]! + 0.0722 * colors[at + 2]!;
