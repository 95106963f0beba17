export interface ImageSize {
  type: "image/png" | "image/jpeg" | "image/webp";
  /** Pixels, as the header declares them. */
  width: number;
  height: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Start of frame in all its kinds (ITU T.81, table B.1): C0 to CF without DHT, JPG and DAC. */
const isFrameMarker = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Kind and size of an image by its header (PNG: W3C, JPEG: ITU T.81, WebP: RFC 9649); `null` for anything else and for a header that is cut off. Nothing is decoded. */
export function readImageSize(bytes: Uint8Array): ImageSize | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.length >= 24 && head.subarray(0, 8).equals(PNG_SIGNATURE)) {
    return head.toString("latin1", 12, 16) === "IHDR" ? { type: "image/png", width: head.readUInt32BE(16), height: head.readUInt32BE(20) } : null;
  }
  if (head.length >= 4 && head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return readJpeg(head);
  if (head.length >= 30 && head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WEBP") return readWebp(head);
  return null;
}

function readJpeg(head: Buffer): ImageSize | null {
  for (let at = 2; at + 9 <= head.length; ) {
    if (head[at] !== 0xff) return null;
    const marker = head[at + 1] ?? 0;
    // Fill bytes, and markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (isFrameMarker(marker)) return { type: "image/jpeg", width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    else at += 2 + Math.max(2, head.readUInt16BE(at + 2));
  }
  return null;
}

function readWebp(head: Buffer): ImageSize | null {
  const kind = head.toString("latin1", 12, 16);
  if (kind === "VP8X") return { type: "image/webp", width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  if (kind === "VP8 ") return { type: "image/webp", width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  if (kind !== "VP8L" || head[20] !== 0x2f) return null;
  const bits = head.readUInt32LE(21);
  return { type: "image/webp", width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
