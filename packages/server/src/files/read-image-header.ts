import type { ImageType } from "@model-3d/contract";

export interface ImageHeader {
  type: ImageType;
  animated: boolean;
  /** As the first bytes say it, before the decoder has looked; only PNG has it at a fixed place. */
  declared: { width: number; height: number } | null;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_FIRST_CHUNK = 8;
const PNG_CHUNK_OVERHEAD = 12;
const WEBP_ANIMATION_FLAG = 0x02;

/** How many bytes of a file `readImageHeader` wants to see. */
export const IMAGE_HEADER_BYTES = 64 * 1024;

/**
 * Tells the kind of a photo by its first bytes (JPEG: ITU T.81; PNG with APNG: W3C PNG, third edition; WebP: RFC 9649).
 * Anything else, whatever its name says, is `null`, so that only three decoders ever see bytes from outside.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, IMAGE_HEADER_BYTES));
  if (head.length >= 3 && head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { type: "image/jpeg", animated: false, declared: null };
  if (head.subarray(0, 8).equals(PNG_SIGNATURE)) return readPng(head);
  if (head.length >= 16 && head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WEBP") return readWebp(head);
  return null;
}

function readPng(head: Buffer): ImageHeader | null {
  if (head.length < 33 || head.toString("latin1", 12, 16) !== "IHDR") return null;
  let animated = false;
  for (let at = PNG_FIRST_CHUNK; at + 8 <= head.length; at += PNG_CHUNK_OVERHEAD + head.readUInt32BE(at)) {
    const kind = head.toString("latin1", at + 4, at + 8);
    if (kind === "IDAT") break;
    if (kind === "acTL") animated = true;
  }
  return { type: "image/png", animated, declared: { width: head.readUInt32BE(16), height: head.readUInt32BE(20) } };
}

function readWebp(head: Buffer): ImageHeader {
  const animated = head.toString("latin1", 12, 16) === "VP8X" && head.length > 20 && ((head[20] ?? 0) & WEBP_ANIMATION_FLAG) !== 0;
  return { type: "image/webp", animated, declared: null };
}
