import { unzlibSync, zlibSync } from "fflate";
import type { ImageCodec, Pixels } from "../src/images/image-codec.ts";
import { resizePixels } from "../src/images/resize-pixels.ts";

/** PNG with 8 bits a channel, red, green, blue, alpha, and no filters: what {@link encodePng} writes, and enough for tests. */
export const pngCodec: ImageCodec = {
  decode: async (bytes) => decodePng(bytes),
  encode: async (pixels) => encodePng(pixels),
  resize: async (pixels, width, height) => resizePixels(pixels, width, height),
};

export function encodePng({ width, height, data }: Pixels): Uint8Array {
  const rows = new Uint8Array(height * (1 + 4 * width));
  for (let row = 0; row < height; row++) rows.set(data.subarray(4 * width * row, 4 * width * (row + 1)), row * (1 + 4 * width) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", zlibSync(rows)), chunk("IEND", new Uint8Array(0))];
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunks.flatMap((bytes) => [...bytes])]);
}

export function decodePng(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const packed: number[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === "IDAT") packed.push(...bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const rows = unzlibSync(Uint8Array.from(packed));
  if (rows.length !== height * (1 + 4 * width)) throw new Error("It has not 8 bits of red, green, blue, alpha.");
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    if (rows[row * (1 + 4 * width)] !== 0) throw new Error("It has a filter.");
    data.set(rows.subarray(row * (1 + 4 * width) + 1, (row + 1) * (1 + 4 * width)), 4 * width * row);
  }
  return { width, height, data };
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, checksum(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** CRC-32 (ISO 3309), bit by bit. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
