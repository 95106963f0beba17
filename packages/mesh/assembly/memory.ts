/**
 * One memory, in which all tables lie one after the other: what is written by the caller, then what is known of vertices, corners and places. The list of
 * corners around places is last, and grows.
 */
export const NONE: u32 = 0xffffffff;
/** Of a corner the place, then the vertex: four bytes each. */
export const CORNER: usize = 8;
/** Three corners and room for a fourth, so that the next corner and the one before are found without a division. */
export const TRIANGLE: usize = 4 * CORNER;
/** There, behind the corners, whether a triangle is written down at last. */
export const WRITTEN: usize = 3 * CORNER;
/** Ten numbers of 8 bytes and their weight, in pairs. */
export const QUADRIC: usize = 96;
/** Of a vertex's changes, where the weight is, after a matrix of four rows, and where those begin that are of one attribute each. */
export const CHANGE_WEIGHT: usize = 64;
export const FIRST_CHANGE: usize = 80;

export let vertexCount: u32 = 0;
export let triangleCount: u32 = 0;
/** Numbers a vertex. */
export let size: u32 = 0;

export let positions: usize = 0;
export let attributes: usize = 0;
export let weights: usize = 0;
export let indices: usize = 0;
export let places: usize = 0;
export let locks: usize = 0;

/** Of each vertex where it is, with 1 as the fourth number, in a measure in which the longest side is 1. */
export let points: usize = 0;
export let corners: usize = 0;
/** Of each place where its corners are listed, and how many they are. */
export let firsts: usize = 0;
export let counts: usize = 0;
export let kinds: usize = 0;
export let states: usize = 0;
/** Of each place the one after it in its bucket. */
export let followers: usize = 0;
/** Of each place in a bucket where it would go. */
export let knownWays: usize = 0;
export let waiting: usize = 0;
export let stamps: usize = 0;
/** Of each place three numbers, and a fourth that tells whether they are there. */
export let normals: usize = 0;
export let quadrics: usize = 0;
export let changes: usize = 0;
/** Bytes a vertex. */
export let changeSize: usize = 0;
export let lists: usize = 0;
let listsEnd: usize = 0;
let end: usize = 0;

function take(bytes: usize): usize {
  const at = (end + 31) & ~(<usize>31);
  end = at + bytes;
  return at;
}

function reserve(upTo: usize): void {
  const wanted = <i32>((upTo + 65535) >> 16);
  const there = memory.size();
  // A little more than is asked for, since it comes in small steps.
  if (wanted > there && memory.grow(max(wanted - there, there >> 3)) < 0) unreachable();
}

/** Makes room for a surface of so many vertices, with so many numbers each, and triangles. */
export function prepare(vertices: u32, triangles: u32, numbers: u32): void {
  vertexCount = vertices;
  triangleCount = triangles;
  size = numbers;
  end = __heap_base;
  positions = take(12 * vertices);
  attributes = take(4 * numbers * vertices);
  weights = take(4 * numbers);
  indices = take(12 * triangles);
  places = take(4 * vertices);
  locks = take(vertices);
  points = take(16 * vertices);
  corners = take(TRIANGLE * triangles);
  firsts = take(4 * vertices);
  followers = take(4 * vertices);
  knownWays = take(4 * vertices);
  waiting = take(4 * vertices);
  const zeroes = take(0);
  counts = take(4 * vertices);
  kinds = take(vertices);
  states = take(vertices);
  stamps = take(4 * vertices);
  normals = take(16 * vertices);
  quadrics = take(QUADRIC * vertices);
  changeSize = FIRST_CHANGE + <usize>(16 * numbers);
  changes = take(numbers > 0 ? changeSize * vertices : 0);
  lists = take(12 * triangles);
  listsEnd = end;
  reserve(end);
  memory.fill(zeroes, 0, lists - zeroes);
}

/** Flat triangles are none. */
export function keepTriangles(count: u32): void {
  triangleCount = count;
}

/** Where a list of so many corners can be written. */
export function roomFor(corners: u32): usize {
  reserve(listsEnd + 4 * corners);
  return listsEnd;
}

export function endLists(at: usize): void {
  listsEnd = at;
}

@inline export function nextCorner(corner: usize): usize {
  return (corner & (TRIANGLE - 1)) == 2 * CORNER ? corner - 2 * CORNER : corner + CORNER;
}

@inline export function cornerBefore(corner: usize): usize {
  return (corner & (TRIANGLE - 1)) == 0 ? corner + 2 * CORNER : corner - CORNER;
}

@inline export function placeOf(corner: usize): u32 {
  return load<u32>(corner);
}

@inline export function vertexOf(corner: usize): u32 {
  return load<u32>(corner, 4);
}

@inline export function listOf(place: u32): usize {
  return <usize>load<u32>(firsts + 4 * place);
}

@inline export function countAt(place: u32): u32 {
  return load<u32>(counts + 4 * place);
}

@inline export function cornerAt(list: usize, at: u32): usize {
  return <usize>load<u32>(list + 4 * at);
}

@inline export function pointOf(vertex: u32): usize {
  return points + 16 * vertex;
}
