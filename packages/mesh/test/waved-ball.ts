import { ballOf } from "./measure.ts";
import type { Model, Part } from "../src/model.ts";

/** A closed ball of waves, with noise, and with the normals of what it would be without the noise. */
export function wavedBall(rows: number, { wave, height, noise }: { wave: number; height: number; noise: number }): Model {
  const ball = ballOf(rows);
  const [part] = ball.parts as [Part];
  let seed = 1;
  const random = () => (seed = (16807 * seed) % 2147483647) / 2147483647 - 0.5;
  const positions = part.positions.slice();
  for (let at = 0; at < positions.length; at += 3) {
    const factor = 1 + height * Math.sin(wave * positions[at]!) * Math.cos(wave * positions[at + 1]!) + noise * random();
    for (let k = 0; k < 3; k++) positions[at + k]! *= factor;
  }
  return { ...ball, parts: [{ ...part, positions, normals: part.positions.slice() }] };
}

/** Of one triangle, as long as twice its area. */
export function normalOf(positions: Float32Array, indices: Uint32Array, at: number): number[] {
  const [a, b, c] = [3 * indices[at]!, 3 * indices[at + 1]!, 3 * indices[at + 2]!];
  const [u, v] = [b, c].map((corner) => [0, 1, 2].map((k) => positions[corner + k]! - positions[a + k]!)) as [number[], number[]];
  return [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
}

/** Of each vertex, by the areas around it. */
export function cornerNormals(positions: Float32Array, indices: Uint32Array): Float64Array {
  const normals = new Float64Array(positions.length);
  for (let at = 0; at < indices.length; at++) normalOf(positions, indices, at - (at % 3)).forEach((value, k) => (normals[3 * indices[at]! + k]! += value));
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!);
    for (let k = 0; k < 3; k++) normals[at + k]! /= length;
  }
  return normals;
}
