/** Triangles, seen from the other side. */
export function turnedOver(indices: Uint32Array): Uint32Array {
  const turned = indices.slice();
  for (let at = 0; at < turned.length; at += 3) [turned[at + 1], turned[at + 2]] = [turned[at + 2]!, turned[at + 1]!];
  return turned;
}
