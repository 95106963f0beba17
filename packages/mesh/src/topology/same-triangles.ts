import { nextSide, triangleOf, type EdgeTable } from "./edge-table.ts";

/**
 * Triangles on the same three places, two or more together, the first of them first. Each is looked at in one of its edges alone, the least, and there
 * by the place across from it: however many meet in an edge, none is compared with all.
 */
export function findSameTriangles(indices: Uint32Array, table: EdgeTable): number[][] {
  const groups: number[][] = [];
  const across = (side: number) => indices[nextSide(nextSide(side))]!;
  const isLeast = (side: number) => {
    const [second, third] = [nextSide(side), nextSide(nextSide(side))];
    return table.edges[side]! < table.edges[second]! && table.edges[side]! < table.edges[third]!;
  };
  for (let edge = 0; edge < table.count; edge++) {
    const uses = table.usesOf(edge);
    if (uses < 2) continue;
    const first = table.firstOf(edge);
    if (uses === 2 && across(table.otherOf(first)) !== across(first)) continue;
    const sides = table.sidesOf(edge).filter(isLeast).sort((a, b) => across(a) - across(b) || a - b);
    for (let from = 0, to = 0; from < sides.length; from = to) {
      while (to < sides.length && across(sides[to]!) === across(sides[from]!)) to++;
      if (to - from > 1) groups.push(sides.slice(from, to).map(triangleOf));
    }
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}
