/**
 * Solves as many linear equations as there are unknowns, by Gauss and Jordan with the largest pivot; the equations are changed.
 *
 * @param equations row by row: what stands before each unknown, then each of the `sums` that they add up to; `count` rows of `count + sums` numbers.
 * @returns each unknown for each of the sums; none is finite where the equations say too little.
 */
export function solveEquations(equations: Float64Array, count: number, sums = 1): Float64Array<ArrayBuffer> {
  const row = count + sums;
  for (let a = 0; a < count; a++) {
    let pivot = a;
    for (let b = a + 1; b < count; b++) if (Math.abs(equations[row * b + a]!) > Math.abs(equations[row * pivot + a]!)) pivot = b;
    for (let c = a; pivot !== a && c < row; c++) [equations[row * a + c], equations[row * pivot + c]] = [equations[row * pivot + c]!, equations[row * a + c]!];
    for (let b = 0; b < count; b++) {
      if (b === a) continue;
      const factor = equations[row * b + a]! / equations[row * a + a]!;
      for (let c = a; c < row; c++) equations[row * b + c] = equations[row * b + c]! - factor * equations[row * a + c]!;
    }
  }
  const unknowns = new Float64Array(count * sums);
  for (let a = 0; a < count; a++) {
    for (let k = 0; k < sums; k++) unknowns[sums * a + k] = equations[row * a + count + k]! / equations[row * a + a]!;
  }
  return unknowns;
}
