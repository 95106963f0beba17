import { NONE, TRIANGLE, attributes, cornerAt, cornerBefore, countAt, counts, endLists, firsts, indices, kinds, listOf, locks, nextCorner, placeOf, places, pointOf, positions, roomFor, size, vertexCount, vertexOf, weights } from "./memory";
import { BORDER, STAYS, classify } from "./kinds";
import { linkCorners, scale } from "./link";
import { addChanges, addQuadric, addTriangles, distanceAt } from "./quadrics";
import { BUCKETS, EARLY_BUCKETS, bucketOf, dequeue, enqueue, enqueueUnknown, enqueueWaiting, holdBack, isDue, isHeldBack, knownWay, leaveOut, noteChange, openQueue } from "./queue";
import { canGo, cheapest, findAllowed, findCheapest, forgetStamps, moverCount, movers, targetOf, targets } from "./ways";
import { writeIndices } from "./order";

export { prepare } from "./memory";
export { countPieces } from "./pieces";

export function positionsAt(): usize {
  return positions;
}

export function attributesAt(): usize {
  return attributes;
}

export function weightsAt(): usize {
  return weights;
}

export function indicesAt(): usize {
  return indices;
}

export function placesAt(): usize {
  return places;
}

export function locksAt(): usize {
  return locks;
}

/** Of a surface that has more such places too little would go: they stay. */
const MOST_TANGLED: f64 = 0.05;

/** What may be lost at one place, of the square of what may be lost at all: between places a surface is a little farther off. */
const SHARE: f64 = 0.97;
/** So many vertices that follow one another, which are near one another in most files, have their tables in a cache of a megabyte. */
const WINDOW: u32 = 2048;

let isTurning = false;
let limit: f32 = 0;
let largest: f64 = 0;

/** The farthest that a place was from the planes that it had to keep to, by the root of the mean square: as a share of the longest side. */
export function largestError(): f64 {
  return Math.sqrt(largest);
}

/** Reads what the caller wrote, all but the locks. Returns whether the surface turns by a right angle or more, or nearly, at some place. */
export function read(): bool {
  scale();
  linkCorners();
  isTurning = addTriangles();
  return isTurning;
}

/**
 * Brings places to others beside them for as long as that costs no more than the square of an error, and writes the triangles that are left. Returns how many they are, or NONE for a
 * surface that is tangled all over, of which nothing is written.
 */
export function run(maxError: f64, locksBorder: bool): u32 {
  limit = <f32>(SHARE * maxError * maxError);
  largest = 0;
  if (classify(locksBorder, isTurning) > MOST_TANGLED) return NONE;
  openQueue(limit);
  forgetStamps();
  for (let place: u32 = 0; place < vertexCount; place++) {
    if (countAt(place) == 0 || load<u8>(kinds + place) == STAYS) leaveOut(place);
    else holdBack(place);
  }
  // What costs little goes window after window, and only what is left after that by the order of costs in all of the surface.
  for (let first: u32 = 0; first < vertexCount; first += WINDOW) {
    const end = min(first + WINDOW, vertexCount);
    for (let place = first; place < end; place++) if (isHeldBack(place)) enqueueUnknown(place);
    visitAll(EARLY_BUCKETS);
  }
  do visitAll(BUCKETS); while (enqueueWaiting());
  return writeIndices();
}

function visitAll(buckets: u32): void {
  let place = dequeue(buckets);
  while (place != NONE) {
    visit(place);
    place = dequeue(buckets);
  }
}

/** What was cheap enough when it was put into a bucket need not be any more. */
function visit(place: u32): void {
  let way = knownWay;
  if (way == NONE) {
    const cost = findCheapest(place, limit);
    if (!(cost <= limit)) return;
    if (!isDue(bucketOf(cost))) {
      enqueue(place, bucketOf(cost), cheapest);
      return;
    }
    way = cheapest;
  }
  if (canGo(place, way)) {
    collapse(place, way);
    return;
  }
  const cost = findAllowed(place, limit);
  if (!(cost <= limit)) return;
  if (isDue(bucketOf(cost))) collapse(place, cheapest);
  else enqueue(place, bucketOf(cost), cheapest);
}

/** All that was of a place is the other's then. */
function collapse(place: u32, other: u32): void {
  largest = max(largest, distanceAt(place, pointOf(other)));
  addQuadric(other, place);
  if (size > 0) for (let k: u32 = 0; k < moverCount; k++) addChanges(load<u32>(targets + 4 * k), load<u32>(movers + 4 * k));
  const list = listOf(place), count = countAt(place);
  const otherList = listOf(other), otherCount = countAt(other);
  const start = roomFor(count + otherCount);
  const isAtEnd = load<u8>(kinds + place) == BORDER;
  let to = start;
  for (let k: u32 = 0; k < otherCount; k++) {
    const corner = cornerAt(otherList, k);
    if (placeOf(nextCorner(corner)) == place || placeOf(cornerBefore(corner)) == place) continue;
    store<u32>(to, <u32>corner);
    to += 4;
  }
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    const next = nextCorner(corner), before = cornerBefore(corner);
    noteChange(placeOf(next));
    if (isAtEnd) noteChange(placeOf(before));
    if (placeOf(next) == other) {
      dropFrom(placeOf(before), before);
      dropTriangle(corner);
    } else if (placeOf(before) == other) {
      dropFrom(placeOf(next), next);
      dropTriangle(corner);
    } else {
      store<u32>(corner, other);
      store<u32>(corner, targetOf(vertexOf(corner)), 4);
      store<u32>(to, <u32>corner);
      to += 4;
    }
  }
  endLists(to);
  store<u32>(firsts + 4 * other, <u32>start);
  store<u32>(counts + 4 * other, <u32>((to - start) >> 2));
  store<u32>(counts + 4 * place, 0);
  leaveOut(place);
}

function dropFrom(place: u32, corner: usize): void {
  const list = listOf(place), last = countAt(place) - 1;
  let at: u32 = 0;
  while (cornerAt(list, at) != corner) at++;
  store<u32>(list + 4 * at, <u32>cornerAt(list, last));
  store<u32>(counts + 4 * place, last);
}

@inline function dropTriangle(corner: usize): void {
  store<u32>(corner & ~(TRIANGLE - 1), NONE);
}
