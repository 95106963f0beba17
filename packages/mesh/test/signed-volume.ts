import type { Part } from "../src/model.ts";

/** Of a closed surface: positive where its triangles look outwards. */
export function signedVolume({ positions, indices }: Pick<Part, "positions" | "indices">): number {
  let six = 0;
  const at = (vertex: number, axis: number) => positions[3 * vertex + axis]!;
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [indices[k]!, indices[k + 1]!, indices[k + 2]!];
    six += at(a, 0) * (at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1)) + at(a, 1) * (at(b, 2) * at(c, 0) - at(b, 0) * at(c, 2)) + at(a, 2) * (at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0));
  }
  return six / 6;
}
