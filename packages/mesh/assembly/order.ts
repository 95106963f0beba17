import { MOST_AROUND, befores, find, nexts } from "./kinds";
import { NONE, QUADRIC, TRIANGLE, WRITTEN, cornerAt, cornerBefore, countAt, followers, indices, listOf, nextCorner, placeOf, quadrics, stamps, vertexCount, vertexOf } from "./memory";

/** Vertices that a graphics card is taken to remember, the last ones that it came upon. */
const REMEMBERED: u32 = 10;

let to: usize = 0;
/** How many vertices a card has come upon, with what it remembers at most before the first one. */
let time: u32 = 0;
/** Places that were come upon, the last one on top. Nobody needs the quadrics any more. */
let top: usize = 0;
let end: usize = 0;

const around = memory.data(256);

/** Of a place how many triangles are not written yet: nobody needs the buckets any more, nor the stamps. */
@inline function leftAt(place: u32): u32 {
  return load<u32>(followers + 4 * place);
}

@inline function ageOf(place: u32): u32 {
  return time - load<u32>(stamps + 4 * place);
}

/**
 * Writes the triangles that are left, around one place after the other, and goes on to the one beside it of which fewest are to be written: so that corners are those of the last
 * triangles, which is what graphics cards remember and what compresses (about as Sander, Nehab and Barczak, 2007). Returns how many they are.
 */
export function writeIndices(): u32 {
  to = indices;
  top = quadrics;
  end = quadrics + QUADRIC * vertexCount;
  time = REMEMBERED + 1;
  for (let place: u32 = 0; place < vertexCount; place++) {
    store<u32>(followers + 4 * place, countAt(place));
    store<u32>(stamps + 4 * place, 0);
  }
  for (let first: u32 = 0; first < vertexCount; first++) {
    let place = leftAt(first) > 0 ? first : NONE;
    while (place != NONE) {
      const began = top;
      writeAround(place);
      place = findBeside(began);
      while (place == NONE && top > quadrics) {
        top -= 4;
        if (leftAt(load<u32>(top)) > 0) place = load<u32>(top);
      }
    }
  }
  return <u32>((to - indices) / 12);
}

/** Of the places that have been come upon since then the one of which fewest triangles are left, and of those the last one; NONE where there is none. */
function findBeside(began: usize): u32 {
  let best = NONE;
  let least: u32 = 0xffffffff;
  for (let at = began; at < top; at += 4) {
    const place = load<u32>(at);
    if (leftAt(place) == 0) continue;
    const rank = REMEMBERED * leftAt(place) + min(ageOf(place), REMEMBERED - 1);
    if (rank >= least) continue;
    least = rank;
    best = place;
  }
  return best;
}

/** Each beside the one before it, from one end of what is left to the other. */
function writeAround(place: u32): void {
  const list = listOf(place), count = countAt(place);
  let left: u32 = 0;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    if (isWritten(corner)) continue;
    if (left == MOST_AROUND) {
      // Of so many each would be compared with each other.
      write(corner);
      continue;
    }
    store<u32>(around + 4 * left, <u32>corner);
    store<u32>(nexts + 4 * left, placeOf(nextCorner(corner)));
    store<u32>(befores + 4 * left, placeOf(cornerBefore(corner)));
    left++;
  }
  while (leftAt(place) > 0) {
    let at = findEnd(left);
    const isFirst = find(befores, left, load<u32>(nexts + 4 * at)) == NONE;
    while (at != NONE && !isWritten(<usize>load<u32>(around + 4 * at))) {
      write(<usize>load<u32>(around + 4 * at));
      at = isFirst ? find(nexts, left, load<u32>(befores + 4 * at)) : find(befores, left, load<u32>(nexts + 4 * at));
    }
  }
}

/** The triangle that the card remembers best of those that have no other on one side, or of all. */
function findEnd(count: u32): u32 {
  let best = NONE;
  let least: u32 = 0xffffffff;
  for (let k: u32 = 0; k < count; k++) {
    if (isWritten(<usize>load<u32>(around + 4 * k))) continue;
    const next = load<u32>(nexts + 4 * k), before = load<u32>(befores + 4 * k);
    const isEnd = find(befores, count, next) == NONE || find(nexts, count, before) == NONE;
    const rank = min(ageOf(next), 2 * REMEMBERED) + min(ageOf(before), 2 * REMEMBERED) + (isEnd ? 0 : 4 * REMEMBERED);
    if (rank >= least) continue;
    least = rank;
    best = k;
  }
  return best;
}

@inline function isWritten(corner: usize): bool {
  return load<u32>(corner & ~(TRIANGLE - 1), WRITTEN) != 0;
}

function write(corner: usize): void {
  store<u32>(corner & ~(TRIANGLE - 1), 1, WRITTEN);
  for (let k = 0; k < 3; k++) {
    const place = placeOf(corner);
    store<u32>(to, vertexOf(corner));
    to += 4;
    store<u32>(followers + 4 * place, leftAt(place) - 1);
    if (ageOf(place) > REMEMBERED) {
      store<u32>(stamps + 4 * place, time);
      time++;
    }
    if (top < end) {
      store<u32>(top, place);
      top += 4;
    }
    corner = nextCorner(corner);
  }
}
