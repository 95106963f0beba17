import { NONE, followers, knownWays, states, waiting } from "./memory";

/** A place that nobody looks at; one in a bucket; one in a bucket beside which something has changed since; one in none, likewise; one that never goes; and one that is not looked at yet. */
const OUT: u8 = 0;
const QUEUED: u8 = 1;
const CHANGED: u8 = 2;
const WAITING: u8 = 3;
const FIXED: u8 = 4;
const HELD: u8 = 5;

/**
 * By how many powers of two a cost is below the most that is allowed, its bucket: 0, 1, 2 and 3, 4 to 7, and then by sixteens. What is in one bucket is taken in the order in
 * which it lies in memory, which is several times as fast as the order of costs for a surface that is far denser than what is left of it, and so far below the
 * limit which of them comes first says nothing of what comes out.
 */
export const BUCKETS: u32 = 8;
/** In the last two are costs of a quarter of the limit and more, where the order counts. */
export const EARLY_BUCKETS: u32 = BUCKETS - 2;
const heads = memory.data(64);
const tails = memory.data(64);
let limitPower: i32 = 0;
let current: u32 = 0;
let waitingCount: u32 = 0;

export function openQueue(limit: f32): void {
  memory.fill(heads, 0xff, 64);
  limitPower = powerOf(limit);
  current = 0;
  waitingCount = 0;
}

@inline function powerOf(cost: f32): i32 {
  return reinterpret<i32>(cost) >> 23;
}

@inline export function bucketOf(cost: f32): u32 {
  const below = limitPower - powerOf(cost);
  if (below < 8) return BUCKETS - 1 - <u32>(below < 2 ? below : below < 4 ? 2 : 3);
  return <u32>max(0, <i32>(BUCKETS - 5) - ((below - 8) >> 4));
}

/** With the way that its cost is of. */
export function enqueue(place: u32, bucket: u32, way: u32): void {
  store<u8>(states + place, QUEUED);
  store<u32>(knownWays + 4 * place, way);
  append(place, bucket);
}

/** A place that never goes into a bucket. */
export function leaveOut(place: u32): void {
  store<u8>(states + place, FIXED);
}

/** A place whose turn to be looked at comes later. */
export function holdBack(place: u32): void {
  store<u8>(states + place, HELD);
}

@inline export function isHeldBack(place: u32): bool {
  return load<u8>(states + place) == HELD;
}

/** First of all, since nobody knows yet what it costs: where that is little, it goes as soon as that has been found out. */
export function enqueueUnknown(place: u32): void {
  store<u8>(states + place, CHANGED);
  append(place, 0);
}

function append(place: u32, bucket: u32): void {
  store<u32>(followers + 4 * place, NONE);
  if (load<u32>(heads + 4 * bucket) == NONE) store<u32>(heads + 4 * bucket, place);
  else store<u32>(followers + 4 * load<u32>(tails + 4 * bucket), place);
  store<u32>(tails + 4 * bucket, place);
  if (bucket < current) current = bucket;
}

/** The way of the last place that was taken out, if all beside it is as it was; NONE else. */
export let knownWay: u32 = NONE;

/** The next place of the lowest bucket that has one, of so many; NONE where none has. */
export function dequeue(buckets: u32): u32 {
  while (current < buckets && load<u32>(heads + 4 * current) == NONE) current++;
  if (current >= buckets) return NONE;
  const place = load<u32>(heads + 4 * current);
  store<u32>(heads + 4 * current, load<u32>(followers + 4 * place));
  knownWay = load<u8>(states + place) == QUEUED ? load<u32>(knownWays + 4 * place) : NONE;
  store<u8>(states + place, OUT);
  return place;
}

/** Whether a place of this bucket has its turn now. */
@inline export function isDue(bucket: u32): bool {
  return bucket <= current;
}

/** Something has changed beside a place: it is to be looked at again. */
@inline export function noteChange(place: u32): void {
  const state = load<u8>(states + place);
  if (state == QUEUED) store<u8>(states + place, CHANGED);
  if (state != OUT) return;
  store<u8>(states + place, WAITING);
  store<u32>(waiting + 4 * waitingCount, place);
  waitingCount++;
}

/** Puts those that wait into the lowest bucket; false where there are none. */
export function enqueueWaiting(): bool {
  const count = waitingCount;
  waitingCount = 0;
  for (let k: u32 = 0; k < count; k++) enqueueUnknown(load<u32>(waiting + 4 * k));
  return count > 0;
}
