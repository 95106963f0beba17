import type { Part } from "./model.ts";

/** A part's places and triangles alone. */
export function withoutShading({ name, material, positions, indices }: Part): Part {
  return { name, material, positions, indices, normals: null, uvs: null, colors: null };
}
