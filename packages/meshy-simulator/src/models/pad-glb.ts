import { readGlb, writeGlb } from "./glb.ts";

/** The same model in a valid GLB of at least so many bytes: the rest is a part of the buffer that nothing uses. */
export function padGlb(glb: Uint8Array, bytes: number): Uint8Array {
  if (glb.length >= bytes) return glb;
  const { gltf, binary } = readGlb(glb);
  const filling = Buffer.alloc(bytes - glb.length);
  return writeGlb({ gltf, binary: Buffer.concat([binary, filling]) });
}
