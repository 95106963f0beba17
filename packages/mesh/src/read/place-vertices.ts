import type { Accessor, Primitive } from "@gltf-transform/core";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { largestMagnitude } from "../largest-magnitude.ts";
import type { Part } from "../model.ts";
import { determinantOf, normalMatrix, type Matrix4 } from "./matrix.ts";

/** Where and how a mesh is shown. */
export interface Placement {
  matrix: Matrix4;
  /** Of that, what is not the node's own: where one of several instances is on it. */
  instance: Matrix4;
  normals: readonly number[];
  /** Of a skin: what each joint does to the vertices that hang on it; the node's own place counts for nothing then (glTF 2.0, 3.7.3.3). */
  joints: readonly Matrix4[] | null;
  /** Of the morph targets. */
  weights: readonly number[];
}

/** Positions and normals in place. @throws InvalidGlbError for positions of triangles that are no numbers. */
export function placeVertices(primitive: Primitive, position: Accessor, indices: Uint32Array, { matrix, normals: turn, joints, weights }: Placement): Pick<Part, "positions" | "normals"> {
  const count = position.getCount();
  const isMoved = joints !== null || !isIdentity(matrix);
  const positions = morphed(primitive, "POSITION", position, weights, isMoved);
  const normal = primitive.getAttribute("NORMAL");
  const normals = normal && normal.getCount() === count ? morphed(primitive, "NORMAL", normal, weights, true) : null;
  if (joints) skin(primitive, joints, positions, normals);
  else {
    if (isMoved) apply(positions, matrix);
    if (normals) applyNormals(normals, turn);
  }
  keepNumbers(positions, indices);
  return { positions, normals };
}

/** Writers take all vertices along: one that no triangle uses and that is no number goes where one is that a triangle uses. @throws InvalidGlbError for one that a triangle uses. */
export function keepNumbers(positions: Float32Array, indices: Uint32Array): void {
  if (Number.isFinite(largestMagnitude(positions))) return;
  const isNumber = (vertex: number) => Number.isFinite(positions[3 * vertex]!) && Number.isFinite(positions[3 * vertex + 1]!) && Number.isFinite(positions[3 * vertex + 2]!);
  const count = positions.length / 3;
  const strays: number[] = [];
  for (let vertex = 0; vertex < count; vertex++) if (!isNumber(vertex)) strays.push(vertex);
  if (strays.length === 0) return;
  for (const vertex of indices) if (!isNumber(vertex)) throw new InvalidGlbError("invalid", "A position of its triangles is no number.");
  const [first = 0] = indices;
  for (const vertex of strays) positions.copyWithin(3 * vertex, 3 * first, 3 * first + 3);
}

/** What is `own` may be changed; else it is the file's own numbers, which are many, wherever they are as they are needed. */
function morphed(primitive: Primitive, semantic: string, base: Accessor, weights: readonly number[], own: boolean): Float32Array {
  const given = base.getArray();
  const isMorphed = primitive.listTargets().some((_, at) => (weights[at] ?? 0) !== 0);
  if (!own && !isMorphed && given instanceof Float32Array && given.length === 3 * base.getCount()) return given;
  const values = readAll(base, 3);
  primitive.listTargets().forEach((target, at) => {
    const weight = weights[at] ?? 0;
    const offsets = weight === 0 ? null : target.getAttribute(semantic);
    if (!offsets || offsets.getCount() !== base.getCount()) return;
    const moved = readAll(offsets, 3);
    for (let k = 0; k < values.length; k++) values[k]! += weight * moved[k]!;
  });
  return values;
}

/** As {@link readAll}, but to be read only: it may be the file's own numbers, which are many. */
export function viewAll(accessor: Accessor, size: number): Float32Array {
  const array = accessor.getArray();
  return array instanceof Float32Array && accessor.getElementSize() === size ? array.subarray(0, accessor.getCount() * size) : readAll(accessor, size);
}

/** An accessor's elements as numbers, whatever they are stored as. */
export function readAll(accessor: Accessor, size: number): Float32Array {
  const array = accessor.getArray();
  const count = accessor.getCount();
  if (array instanceof Float32Array && accessor.getElementSize() === size) return array.slice(0, count * size);
  const values = new Float32Array(count * size);
  const element: number[] = [];
  for (let at = 0; at < count; at++) {
    accessor.getElement(at, element);
    for (let k = 0; k < size; k++) values[at * size + k] = element[k] ?? 0;
  }
  return values;
}

const isIdentity = (m: Matrix4): boolean => m.every((value, at) => value === (at % 5 === 0 ? 1 : 0));

function apply(positions: Float32Array, m: Matrix4): void {
  for (let at = 0; at < positions.length; at += 3) {
    const x = positions[at]!;
    const y = positions[at + 1]!;
    const z = positions[at + 2]!;
    positions[at] = m[0]! * x + m[4]! * y + m[8]! * z + m[12]!;
    positions[at + 1] = m[1]! * x + m[5]! * y + m[9]! * z + m[13]!;
    positions[at + 2] = m[2]! * x + m[6]! * y + m[10]! * z + m[14]!;
  }
}

function applyNormals(normals: Float32Array, turn: readonly number[], from = 0, to = normals.length): void {
  for (let at = from; at < to; at += 3) {
    const x = normals[at]!;
    const y = normals[at + 1]!;
    const z = normals[at + 2]!;
    const i = turn[0]! * x + turn[1]! * y + turn[2]! * z;
    const j = turn[3]! * x + turn[4]! * y + turn[5]! * z;
    const k = turn[6]! * x + turn[7]! * y + turn[8]! * z;
    const length = Math.sqrt(i * i + j * j + k * k);
    // A normal of no length says nothing; one that points up does no harm.
    const isOne = length > 0 && Number.isFinite(length);
    normals[at] = isOne ? i / length : 0;
    normals[at + 1] = isOne ? j / length : 1;
    normals[at + 2] = isOne ? k / length : 0;
  }
}

/** What the sum of weights may be off by where they are stored in few bits. */
const WEIGHT_ROUNDING = 1e-6;

/** Four joints a set, as many sets as there are (glTF 2.0, 3.7.3.3): `JOINTS_0`, `JOINTS_1` and on, each with its weights. */
function setsOf(primitive: Primitive, count: number): { bones: Accessor; shares: Accessor }[] {
  const sets: { bones: Accessor; shares: Accessor }[] = [];
  for (let at = 0; ; at++) {
    const [bones, shares] = [primitive.getAttribute(`JOINTS_${at}`), primitive.getAttribute(`WEIGHTS_${at}`)];
    if (!bones || !shares) return sets;
    if (bones.getCount() !== count || shares.getCount() !== count) throw new InvalidGlbError("invalid", "It has not as many joints as vertices.");
    sets.push({ bones, shares });
  }
}

/** On which of the joints each vertex hangs and by how much, as {@link placeVertices} has it. */
export function jointSharesOf(primitive: Primitive, count: number, joints: number): { size: number; which: Uint16Array; shares: Float32Array } {
  const sets = setsOf(primitive, count);
  const size = Math.max(1, 4 * sets.length);
  const [which, shares] = [new Uint16Array(size * count), new Float32Array(size * count)];
  const [bone, much]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < count; vertex++) {
    let all = 0;
    sets.forEach(({ bones, shares: given }, set) => {
      bones.getElement(vertex, bone);
      given.getElement(vertex, much);
      for (let k = 0; k < 4; k++) {
        if (!much[k]) continue;
        if (bone[k]! >= joints) throw new InvalidGlbError("invalid", "A vertex hangs on a joint that is not there.");
        which[size * vertex + 4 * set + k] = bone[k]!;
        shares[size * vertex + 4 * set + k] = much[k]!;
        all += much[k]!;
      }
    });
    if (all === 0) shares[size * vertex] = 1;
    else if (Math.abs(all - 1) > WEIGHT_ROUNDING) for (let k = 0; k < size; k++) shares[size * vertex + k]! /= all;
  }
  return { size, which, shares };
}

function skin(primitive: Primitive, joints: readonly Matrix4[], positions: Float32Array, normals: Float32Array | null): void {
  const count = positions.length / 3;
  const sets = setsOf(primitive, count);
  const [which, much]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < count; vertex++) {
    const sum = new Array<number>(16).fill(0);
    let all = 0;
    for (const { bones, shares } of sets) {
      bones.getElement(vertex, which);
      shares.getElement(vertex, much);
      for (let k = 0; k < which.length; k++) {
        const joint = joints[which[k]!];
        const share = much[k] ?? 0;
        if (share === 0) continue;
        if (!joint) throw new InvalidGlbError("invalid", "A vertex hangs on a joint that is not there.");
        all += share;
        for (let at = 0; at < 16; at++) sum[at]! += share * joint[at]!;
      }
    }
    // What hangs on nothing hangs whole on the first joint, as viewers have it.
    if (all === 0) joints[0]?.forEach((value, at) => (sum[at] = value));
    else if (Math.abs(all - 1) > WEIGHT_ROUNDING) sum.forEach((value, at) => (sum[at] = value / all));
    const at = 3 * vertex;
    apply(positions.subarray(at, at + 3), sum);
    if (normals) applyNormals(normals, Math.abs(determinantOf(sum)) > 0 ? normalMatrix(sum) : [1, 0, 0, 0, 1, 0, 0, 0, 1], at, at + 3);
  }
}
