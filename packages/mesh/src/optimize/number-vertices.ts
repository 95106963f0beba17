/**
 * Numbers vertices anew, in the order in which corners use them. Writes the new numbers into `numbered`, which may be the corners themselves, and of each new number the vertex
 * that it was into `kept`, which has room for all. Returns how many there are.
 */
export function numberVertices(corners: Uint32Array, numbered: Uint32Array | Uint16Array, kept: Uint32Array): number {
  const numbers = new Uint32Array(kept.length);
  let next = 0;
  for (let at = 0; at < corners.length; at++) {
    const vertex = corners[at]!;
    // From 1 on, for 0 is of those that have none yet.
    let number = numbers[vertex]!;
    if (number === 0) {
      kept[next] = vertex;
      number = ++next;
      numbers[vertex] = number;
    }
    numbered[at] = number - 1;
  }
  return next;
}
