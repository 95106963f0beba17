import { CORNER, NONE, TRIANGLE, corners, placeOf, stamps, triangleCount } from "./memory";

/** How many pieces the triangles that are left are of (Tarjan, 1975, with the paths halved). */
export function countPieces(): u32 {
  const end = corners + TRIANGLE * triangleCount;
  for (let triangle = corners; triangle < end; triangle += TRIANGLE) {
    if (placeOf(triangle) == NONE) continue;
    for (let corner = triangle; corner < triangle + 3 * CORNER; corner += CORNER) setParent(placeOf(corner), placeOf(corner));
  }
  let places: u32 = 0;
  let joins: u32 = 0;
  for (let triangle = corners; triangle < end; triangle += TRIANGLE) {
    if (placeOf(triangle) == NONE) continue;
    if (join(placeOf(triangle), placeOf(triangle + CORNER))) joins++;
    if (join(placeOf(triangle), placeOf(triangle + 2 * CORNER))) joins++;
  }
  for (let triangle = corners; triangle < end; triangle += TRIANGLE) {
    if (placeOf(triangle) == NONE) continue;
    for (let corner = triangle; corner < triangle + 3 * CORNER; corner += CORNER) {
      if (parentOf(placeOf(corner)) == NONE) continue;
      places++;
      setParent(placeOf(corner), NONE);
    }
  }
  return places - joins;
}

function join(one: u32, other: u32): bool {
  const a = rootOf(one), b = rootOf(other);
  if (a == b) return false;
  setParent(max(a, b), min(a, b));
  return true;
}

function rootOf(place: u32): u32 {
  let at = place;
  while (parentOf(at) != at) {
    setParent(at, parentOf(parentOf(at)));
    at = parentOf(at);
  }
  return at;
}

/** Nobody needs the stamps any more. */
@inline function parentOf(place: u32): u32 {
  return load<u32>(stamps + 4 * place);
}

@inline function setParent(place: u32, parent: u32): void {
  store<u32>(stamps + 4 * place, parent);
}
