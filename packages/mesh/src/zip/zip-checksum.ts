import { nodeZlib } from "./node-zlib.ts";

const TABLE = Uint32Array.from({ length: 256 }, (_, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

const zlib = nodeZlib();

/** The CRC-32 of bytes, going on from that of those before them: 0 at the start. By Node's zlib where there is one. */
export const checksumOf = (bytes: Uint8Array, before = 0): number => (zlib ? zlib.crc32(bytes, before) : checksumHere(bytes, before));

export function checksumHere(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < bytes.length; at++) crc = TABLE[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
