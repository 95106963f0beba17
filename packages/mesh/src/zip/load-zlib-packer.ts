import { nodeZlib, type NodeZlib } from "./node-zlib.ts";

/** All bytes at once as zlib has them (RFC 1950), compressed. */
export type ZlibPacker = (bytes: Uint8Array) => Uint8Array;

const LEVEL = 1;

/** Node's own zlib, and elsewhere fflate, which is loaded for it alone. Each gives the same bytes for the same content. */
export async function loadZlibPacker(zlib: NodeZlib | null = nodeZlib()): Promise<ZlibPacker> {
  if (zlib) return (bytes) => zlib.deflateSync(bytes, { level: LEVEL });
  const { zlibSync } = await import("fflate");
  return (bytes) => zlibSync(bytes, { level: LEVEL });
}
