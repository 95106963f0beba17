import { CORNER, TRIANGLE, WRITTEN, attributes, corners, countAt, counts, endLists, firsts, indices, keepTriangles, listOf, lists, placeOf, places, points, positions, size, triangleCount, vertexCount, weights } from "./memory";

/** Brings places into a measure in which the longest side is 1, around the middle, and attributes to what they count. */
export function scale(): void {
  let lowX = f32.MAX_VALUE, lowY = lowX, lowZ = lowX, highX = -lowX, highY = highX, highZ = highX;
  const end = positions + 12 * vertexCount;
  for (let at = positions; at < end; at += 12) {
    const x = load<f32>(at), y = load<f32>(at, 4), z = load<f32>(at, 8);
    if (x < lowX) lowX = x;
    if (x > highX) highX = x;
    if (y < lowY) lowY = y;
    if (y > highY) highY = y;
    if (z < lowZ) lowZ = z;
    if (z > highZ) highZ = z;
  }
  const longest = max(max(<f64>highX - lowX, <f64>highY - lowY), <f64>highZ - lowZ);
  const factor = longest > 0 ? 1 / longest : 0;
  const middleX = (<f64>lowX + highX) / 2, middleY = (<f64>lowY + highY) / 2, middleZ = (<f64>lowZ + highZ) / 2;
  for (let at = positions, to = points; at < end; at += 12, to += 16) {
    store<f32>(to, <f32>((load<f32>(at) - middleX) * factor));
    store<f32>(to, <f32>((load<f32>(at, 4) - middleY) * factor), 4);
    store<f32>(to, <f32>((load<f32>(at, 8) - middleZ) * factor), 8);
    store<f32>(to, 1, 12);
  }
  let at = attributes;
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    for (let k: u32 = 0; k < size; k++, at += 4) store<f32>(at, load<f32>(at) * load<f32>(weights + 4 * k));
  }
}

/** Writes down the corners of all triangles that have three places, and of each place its own. */
export function linkCorners(): void {
  let to = corners;
  let kept: u32 = 0;
  const end = indices + 12 * triangleCount;
  for (let at = indices; at < end; at += 12) {
    const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
    const i = load<u32>(places + 4 * a), j = load<u32>(places + 4 * b), k = load<u32>(places + 4 * c);
    if (i == j || j == k || k == i) continue;
    writeCorner(to, i, a);
    writeCorner(to + CORNER, j, b);
    writeCorner(to + 2 * CORNER, k, c);
    store<u32>(to, 0, WRITTEN);
    to += TRIANGLE;
    kept++;
  }
  keepTriangles(kept);
  let first = lists;
  for (let place: u32 = 0; place < vertexCount; place++) {
    store<u32>(firsts + 4 * place, <u32>first);
    first += 4 * countAt(place);
    store<u32>(counts + 4 * place, 0);
  }
  endLists(first);
  for (let triangle = corners; triangle < to; triangle += TRIANGLE) {
    listCorner(triangle);
    listCorner(triangle + CORNER);
    listCorner(triangle + 2 * CORNER);
  }
}

@inline function writeCorner(corner: usize, place: u32, vertex: u32): void {
  store<u32>(corner, place);
  store<u32>(corner, vertex, 4);
  store<u32>(counts + 4 * place, countAt(place) + 1);
}

@inline function listCorner(corner: usize): void {
  const place = placeOf(corner), count = countAt(place);
  store<u32>(listOf(place) + 4 * count, <u32>corner);
  store<u32>(counts + 4 * place, count + 1);
}
