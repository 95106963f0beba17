import type { ScalarField } from "../src/index.ts";

/** A field on an n³ grid from a function of grid coordinates in −1 to 1; positive all along the rim. */
export function fieldOf(n: number, value: (x: number, y: number, z: number) => number): ScalarField {
  const values = new Float32Array(n * n * n);
  const at = (i: number): number => (2 * i) / (n - 1) - 1;
  for (let z = 0, i = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++, i++) {
        const rim = x === 0 || y === 0 || z === 0 || x === n - 1 || y === n - 1 || z === n - 1;
        const v = value(at(x), at(y), at(z));
        values[i] = rim ? Math.max(v, 0.05) : v;
      }
    }
  }
  return { nx: n, ny: n, nz: n, cellSize: 2 / (n - 1), values };
}

export const sphereField = (n: number, radius: number): ScalarField => fieldOf(n, (x, y, z) => Math.hypot(x, y, z) - radius);

/** A smooth random field: a few waves of random direction and phase, from a seed. */
export function wavyField(n: number, seed: number, sharpness: number): ScalarField {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const waves = Array.from({ length: 6 }, () => [random() - 0.5, random() - 0.5, random() - 0.5, random() * 6.3].map((v, k) => (k < 3 ? v * sharpness : v)));
  return fieldOf(n, (x, y, z) => {
    let sum = 0.2;
    for (const [a, b, c, phase] of waves) sum += 0.4 * Math.sin(a! * x + b! * y + c! * z + phase!);
    return sum;
  });
}
