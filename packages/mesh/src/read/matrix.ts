/** Sixteen numbers, column after column (glTF 2.0, 3.5.3). */
export type Matrix4 = readonly number[];

export const IDENTITY: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

export function multiply(a: Matrix4, b: Matrix4): Matrix4 {
  const product = new Array<number>(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + row]! * b[4 * column + k]!;
      product[4 * column + row] = sum;
    }
  }
  return product;
}

/** Of the upper left three by three: negative where the matrix mirrors. */
export function determinantOf(m: Matrix4): number {
  return m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) - m[4]! * (m[1]! * m[10]! - m[2]! * m[9]!) + m[8]! * (m[1]! * m[6]! - m[2]! * m[5]!);
}

/** Nine numbers, row after row: turns normals as the matrix turns what they stand on, whatever it scales; a mirroring one, too. */
export function normalMatrix(m: Matrix4): readonly number[] {
  const [a, d, g] = [m[0]!, m[1]!, m[2]!];
  const [b, e, h] = [m[4]!, m[5]!, m[6]!];
  const [c, f, i] = [m[8]!, m[9]!, m[10]!];
  const sign = determinantOf(m) < 0 ? -1 : 1;
  return [e * i - f * h, f * g - d * i, d * h - e * g, c * h - b * i, a * i - c * g, b * g - a * h, b * f - c * e, c * d - a * f, a * e - b * d].map((value) => sign * value);
}

/** Of a matrix whose last row is 0 0 0 1, and whose determinant is not 0. */
export function invert(m: Matrix4): Matrix4 {
  const [a, d, g] = [m[0]!, m[1]!, m[2]!];
  const [b, e, h] = [m[4]!, m[5]!, m[6]!];
  const [c, f, i] = [m[8]!, m[9]!, m[10]!];
  const [x, y, z] = [m[12]!, m[13]!, m[14]!];
  const by = determinantOf(m);
  const [p, q, r] = [(e * i - f * h) / by, (c * h - b * i) / by, (b * f - c * e) / by];
  const [s, t, u] = [(f * g - d * i) / by, (a * i - c * g) / by, (c * d - a * f) / by];
  const [v, w, o] = [(d * h - e * g) / by, (b * g - a * h) / by, (a * e - b * d) / by];
  return [p, s, v, 0, q, t, w, 0, r, u, o, 0, -(p * x + q * y + r * z), -(s * x + t * y + u * z), -(v * x + w * y + o * z), 1];
}

/** A box that has grown by points, in the matrix's own precision. */
export interface GrowingBox {
  min: number[];
  max: number[];
}

export const emptyBox = (): GrowingBox => ({ min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] });

/** Takes in where the matrix puts points, three numbers each. */
export function growBoxByAll(box: GrowingBox, m: Matrix4, points: Float32Array): void {
  // An axis at a time, with nothing but numbers at hand: of a large model this is a walk over all that it has.
  for (let axis = 0; axis < 3; axis++) {
    const a = m[axis]!;
    const b = m[4 + axis]!;
    const c = m[8 + axis]!;
    const d = m[12 + axis]!;
    let min = box.min[axis]!;
    let max = box.max[axis]!;
    for (let at = 0; at < points.length; at += 3) {
      const value = a * points[at]! + b * points[at + 1]! + c * points[at + 2]! + d;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    box.min[axis] = min;
    box.max[axis] = max;
  }
}

/** Takes in where the matrix puts a point. */
export function growBox({ min, max }: GrowingBox, m: Matrix4, x: number, y: number, z: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const value = m[axis]! * x + m[4 + axis]! * y + m[8 + axis]! * z + m[12 + axis]!;
    if (value < min[axis]!) min[axis] = value;
    if (value > max[axis]!) max[axis] = value;
  }
}
