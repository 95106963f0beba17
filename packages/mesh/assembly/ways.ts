import { NONE, QUADRIC, cornerAt, cornerBefore, countAt, kinds, listOf, nextCorner, placeOf, pointOf, quadrics, size, stamps, vertexOf } from "./memory";
import { BORDER, INNER, MOST_AROUND } from "./kinds";
import { changeAt, distanceAt } from "./quadrics";

/** Of a cosine, squared: a triangle may turn by so much at one step. */
const LEAST_COSINE_SQUARED: f64 = 0.0625;

const ways = memory.data(512);
const costs = memory.data(512);
/** One more than can be asked for. */
const distances = memory.data(260);
let wayCount: u32 = 0;

/** The vertices of a place, and where each of them goes. */
export const movers = memory.data(256);
export const targets = memory.data(256);
export let moverCount: u32 = 0;

/** Where the cheapest way goes. */
export let cheapest: u32 = NONE;
let stamp: u32 = 0;

export function forgetStamps(): void {
  stamp = 0;
}

/**
 * The least that it costs to bring a place to one beside it, without a look at what becomes of the triangles; infinite where that is more than the limit. Along
 * an end of a surface, and along seams, for places that are there.
 */
export function findCheapest(place: u32, limit: f32): f32 {
  return look(place, limit, false);
}

/** The cheapest way that leaves a surface, of all; infinite where there is none. */
export function findAllowed(place: u32, limit: f32): f32 {
  wayCount = 0;
  look(place, limit, true);
  while (wayCount > 0) {
    let which: u32 = 0;
    for (let k: u32 = 1; k < wayCount; k++) if (load<f32>(costs + 4 * k) < load<f32>(costs + 4 * which)) which = k;
    const other = load<u32>(ways + 4 * which), cost = load<f32>(costs + 4 * which);
    if (canGo(place, other)) {
      cheapest = other;
      return cost;
    }
    wayCount--;
    store<u32>(ways + 4 * which, load<u32>(ways + 4 * wayCount));
    store<f32>(costs + 4 * which, load<f32>(costs + 4 * wayCount));
  }
  return <f32>Infinity;
}

function look(place: u32, limit: f32, isForAll: bool): f32 {
  cheapest = NONE;
  const list = listOf(place), count = countAt(place);
  // Of one triangle nothing would be left, however far from the surface that was.
  if (count == 1) return <f32>Infinity;
  const kind = load<u8>(kinds + place);
  if (kind == INNER) return lookWithin(place, list, count, limit, isForAll);
  let best = limit;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    const next = nextCorner(corner), before = cornerBefore(corner);
    if (kind != BORDER || !isBefore(list, count, placeOf(next))) best = consider(placeOf(next), costOfAll(place, list, count, placeOf(next), best), best, isForAll);
    if (kind == BORDER && !isNext(list, count, placeOf(before))) best = consider(placeOf(before), costOfAll(place, list, count, placeOf(before), best), best, isForAll);
  }
  return cheapest == NONE ? <f32>Infinity : best;
}

@inline function consider(other: u32, cost: f32, best: f32, isForAll: bool): f32 {
  // What is no number is no way either.
  if (!(cost <= best)) return best;
  cheapest = other;
  if (!isForAll) return cost;
  store<u32>(ways + 4 * wayCount, other);
  store<f32>(costs + 4 * wayCount, cost);
  wayCount++;
  return best;
}

/** As {@link distanceAt} and {@link changeAt}, with what is the same for all ways read once: this is where the time goes. */
function lookWithin(place: u32, list: usize, count: u32, limit: f32, isForAll: bool): f32 {
  const q = quadrics + QUADRIC * place;
  const weight = load<f64>(q, 80);
  const inverse = weight > 0 ? 1 / weight : 0;
  const xx = f64x2.splat(load<f64>(q) * inverse), yy = f64x2.splat(load<f64>(q, 8) * inverse), zz = f64x2.splat(load<f64>(q, 16) * inverse), dd = f64x2.splat(load<f64>(q, 24) * inverse);
  const xy = f64x2.splat(load<f64>(q, 32) * inverse * 2), xz = f64x2.splat(load<f64>(q, 40) * inverse * 2), yz = f64x2.splat(load<f64>(q, 48) * inverse * 2);
  const xd = f64x2.splat(load<f64>(q, 56) * inverse * 2), yd = f64x2.splat(load<f64>(q, 64) * inverse * 2), zd = f64x2.splat(load<f64>(q, 72) * inverse * 2);
  let first: u32 = 0;
  let least = <f32>Infinity;
  // Two at once; of an odd number the last one stands for both.
  for (let k: u32 = 0; k < count; k += 2) {
    const one = pointOf(placeOf(nextCorner(cornerAt(list, k)))), two = pointOf(placeOf(nextCorner(cornerAt(list, k + 1 < count ? k + 1 : k))));
    const x = pairAt(one, two, 0), y = pairAt(one, two, 4), z = pairAt(one, two, 8);
    const byX = f64x2.mul(x, f64x2.add(f64x2.add(f64x2.mul(xx, x), f64x2.mul(xy, y)), f64x2.add(f64x2.mul(xz, z), xd)));
    const byY = f64x2.mul(y, f64x2.add(f64x2.add(f64x2.mul(yy, y), f64x2.mul(yz, z)), yd));
    const byZ = f64x2.mul(z, f64x2.add(f64x2.mul(zz, z), zd));
    const both = f64x2.abs(f64x2.add(f64x2.add(byX, byY), f64x2.add(byZ, dd)));
    const near = <f32>f64x2.extract_lane(both, 0), other = <f32>f64x2.extract_lane(both, 1);
    store<f32>(distances + 4 * k, near);
    store<f32>(distances + 4 * k, other, 4);
    if (near < least) {
      least = near;
      first = k;
    }
    if (other < least) {
      least = other;
      first = k + 1;
    }
  }
  if (!(least <= limit)) return <f32>Infinity;
  // The nearest first, since most others are out then by their distance alone.
  let best = considerCorner(cornerAt(list, first), least, limit, isForAll);
  for (let k: u32 = 0; k < count; k++) {
    if (k != first && load<f32>(distances + 4 * k) <= best) best = considerCorner(cornerAt(list, k), load<f32>(distances + 4 * k), best, isForAll);
  }
  return cheapest == NONE ? <f32>Infinity : best;
}

@inline function pairAt(one: usize, two: usize, at: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(<f64>load<f32>(one + at)), 1, <f64>load<f32>(two + at));
}

@inline function considerCorner(corner: usize, distance: f32, best: f32, isForAll: bool): f32 {
  const next = nextCorner(corner);
  return consider(placeOf(next), size > 0 ? distance + changeAt(vertexOf(corner), vertexOf(next)) : distance, best, isForAll);
}

function costOfAll(place: u32, list: usize, count: u32, other: u32, most: f32): f32 {
  let cost = <f32>distanceAt(place, pointOf(other));
  if (!(cost <= most)) return cost;
  if (!findTargets(list, count, other)) return <f32>Infinity;
  if (size > 0) for (let k: u32 = 0; k < moverCount; k++) cost += changeAt(load<u32>(movers + 4 * k), load<u32>(targets + 4 * k));
  return cost;
}

/** Where each vertex of a place goes: to the other's that it has a triangle with. False where one has none, or two. */
function findTargets(list: usize, count: u32, other: u32): bool {
  moverCount = 0;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    const next = nextCorner(corner), before = cornerBefore(corner);
    let target = NONE;
    if (placeOf(next) == other) target = vertexOf(next);
    else if (placeOf(before) == other) target = vertexOf(before);
    else continue;
    const known = targetOf(vertexOf(corner));
    if (known == target) continue;
    if (known != NONE) return false;
    store<u32>(movers + 4 * moverCount, vertexOf(corner));
    store<u32>(targets + 4 * moverCount, target);
    moverCount++;
  }
  for (let k: u32 = 0; k < count; k++) if (targetOf(vertexOf(cornerAt(list, k))) == NONE) return false;
  return true;
}

@inline export function targetOf(vertex: u32): u32 {
  for (let k: u32 = 0; k < moverCount; k++) if (load<u32>(movers + 4 * k) == vertex) return load<u32>(targets + 4 * k);
  return NONE;
}

function isBefore(list: usize, count: u32, place: u32): bool {
  for (let k: u32 = 0; k < count; k++) if (placeOf(cornerBefore(cornerAt(list, k))) == place) return true;
  return false;
}

function isNext(list: usize, count: u32, place: u32): bool {
  for (let k: u32 = 0; k < count; k++) if (placeOf(nextCorner(cornerAt(list, k))) == place) return true;
  return false;
}

/**
 * Whether the surface stays one, with no triangle that turns, when a place goes to another: those beside both are the third corners of the triangles that go,
 * and no others (Dey, Edelsbrunner, Guha and Nekhayev, 1999). Where it can, {@link movers} and {@link targets} are of that way.
 */
export function canGo(place: u32, other: u32): bool {
  const list = listOf(place), count = countAt(place);
  if (count + countAt(other) > MOST_AROUND || isTetrahedron(place, other)) return false;
  const kind = load<u8>(kinds + place);
  if (kind != INNER && !findTargets(list, count, other)) return false;
  stampAround(other);
  const here = pointOf(place), there = pointOf(other);
  let thirds: u32 = 0, shared: u32 = 0;
  let one = NONE, two = NONE;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    const next = placeOf(nextCorner(corner)), before = placeOf(cornerBefore(corner));
    if (next == other) {
      shared++;
      one = vertexOf(nextCorner(corner));
    } else {
      if (isStamped(next)) thirds++;
      if (before == other) {
        shared++;
        two = vertexOf(cornerBefore(corner));
      } else if (!staysUp(pointOf(next), pointOf(before), here, there)) return false;
    }
    // Going around, each place is the next one once, but for the last at an end.
    if (kind == BORDER && before != other && isStamped(before) && !isNext(list, count, before)) thirds++;
  }
  if (thirds != shared) return false;
  if (kind != INNER) return true;
  moverCount = 1;
  store<u32>(movers, vertexOf(cornerAt(list, 0)));
  store<u32>(targets, one);
  // Else a seam of the other would be torn open.
  return one == two;
}

/** Of which two triangles would be left, back to back. */
function isTetrahedron(place: u32, other: u32): bool {
  if (countAt(place) != 3 || countAt(other) != 3) return false;
  const list = listOf(place), otherList = listOf(other);
  for (let k: u32 = 0; k < 3; k++) {
    const corner = cornerAt(otherList, k);
    if (isNext(list, 3, placeOf(nextCorner(corner))) && isNext(list, 3, placeOf(cornerBefore(corner)))) return true;
  }
  return false;
}

function stampAround(place: u32): void {
  const list = listOf(place), count = countAt(place);
  stamp++;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    store<u32>(stamps + 4 * placeOf(nextCorner(corner)), stamp);
    store<u32>(stamps + 4 * placeOf(cornerBefore(corner)), stamp);
  }
}

@inline function isStamped(place: u32): bool {
  return load<u32>(stamps + 4 * place) == stamp;
}

/** Whether a triangle faces as good as the same way when its third corner goes from one point to another. */
@inline function staysUp(next: usize, before: usize, here: usize, there: usize): bool {
  const nx = <f64>load<f32>(next), ny = <f64>load<f32>(next, 4), nz = <f64>load<f32>(next, 8);
  const ux = <f64>load<f32>(before) - nx, uy = <f64>load<f32>(before, 4) - ny, uz = <f64>load<f32>(before, 8) - nz;
  const vx = <f64>load<f32>(here) - nx, vy = <f64>load<f32>(here, 4) - ny, vz = <f64>load<f32>(here, 8) - nz;
  const wx = <f64>load<f32>(there) - nx, wy = <f64>load<f32>(there, 4) - ny, wz = <f64>load<f32>(there, 8) - nz;
  const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
  const r = uy * wz - uz * wy, s = uz * wx - ux * wz, t = ux * wy - uy * wx;
  const along = x * r + y * s + z * t;
  return along > 0 && along * along >= LEAST_COSINE_SQUARED * (x * x + y * y + z * z) * (r * r + s * s + t * t);
}
