/** Wraps a look-up by point so that asking again for the same point costs nothing: colour, roughness and metalness do. */
export function rememberLast<T>(find: (x: number, y: number, z: number) => T): (x: number, y: number, z: number) => T {
  let lastX = NaN;
  let lastY = NaN;
  let lastZ = NaN;
  let last: T;
  return (x, y, z) => {
    if (x !== lastX || y !== lastY || z !== lastZ) {
      last = find(x, y, z);
      lastX = x;
      lastY = y;
      lastZ = z;
    }
    return last;
  };
}
