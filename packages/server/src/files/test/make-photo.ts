import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/** A photo that no decoder can shorten: every pixel differs from its neighbours. */
export function makePhoto(width: number, height: number, format: "jpeg" | "png" | "webp" = "jpeg"): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 7919 + (at >> 8) * 31) & 255;
  return sharp(pixels, { raw: { width, height, channels: 3 } }).toFormat(format).toBuffer();
}

/** A PNG whose header says a size that its pixels need not have. */
export function makePng(width: number, height: number, chunks: Buffer[] = [makeChunk("IDAT", deflateSync(Buffer.alloc(100)))]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), makeChunk("IHDR", header), ...chunks, makeChunk("IEND", Buffer.alloc(0))]);
}

export function makeChunk(kind: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(kind, 4, "latin1");
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
