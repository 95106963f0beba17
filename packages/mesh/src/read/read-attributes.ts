import type { Primitive } from "@gltf-transform/core";
import type { Part } from "../model.ts";
import { readAll } from "./place-vertices.ts";
import type { UvPlace } from "./uv-places.ts";

/** Texture coordinates where the picture lies, with its transform (KHR_texture_transform) worked in. */
export function readUvs(primitive: Primitive, { set, offset, rotation, scale }: UvPlace, count: number): Part["uvs"] {
  const accessor = primitive.getAttribute(`TEXCOORD_${set}`) ?? primitive.getAttribute("TEXCOORD_0");
  if (!accessor || accessor.getCount() !== count) return null;
  const uvs = readAll(accessor, 2);
  const isMoved = rotation !== 0 || offset[0] !== 0 || offset[1] !== 0 || scale[0] !== 1 || scale[1] !== 1;
  if (isMoved) transform(uvs, { offset, rotation, scale });
  // Also what only its transform makes larger than numbers go.
  for (let at = 0; at < uvs.length; at++) if (!Number.isFinite(uvs[at]!)) uvs[at] = 0;
  return uvs;
}

function transform(uvs: Float32Array, { offset, rotation, scale }: Omit<UvPlace, "set">): void {
  const [sin, cos] = [Math.sin(rotation), Math.cos(rotation)];
  for (let at = 0; at < uvs.length; at += 2) {
    const [u, v] = [uvs[at]! * scale[0], uvs[at + 1]! * scale[1]];
    uvs[at] = cos * u + sin * v + offset[0];
    uvs[at + 1] = cos * v - sin * u + offset[1];
  }
}

/** Red, green, blue, alpha of each vertex, linear; alpha 1 where the file has none. Within 0–1, as the standard has them (glTF 2.0, 3.7.2.1), and of the first set alone, for it gives no other a meaning. */
export function readColors(primitive: Primitive, count: number): Part["colors"] {
  const accessor = primitive.getAttribute("COLOR_0");
  if (!accessor || accessor.getCount() !== count) return null;
  const colors = new Float32Array(count * 4).fill(1);
  const element: number[] = [];
  for (let at = 0; at < count; at++) {
    accessor.getElement(at, element);
    for (let k = 0; k < accessor.getElementSize(); k++) colors[4 * at + k] = Math.min(1, Math.max(0, element[k] || 0));
  }
  return colors;
}
