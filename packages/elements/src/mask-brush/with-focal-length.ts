const FULL_FRAME_DIAGONAL_MM = 43.2666;
/** After the signature and the header, which is always of this length: what describes a picture comes before its pixels. */
const AFTER_HEADER = 33;
const EXIF_POINTER = 0x8769;
const PIXEL_WIDTH = 0xa002;
const PIXEL_HEIGHT = 0xa003;
const FOCAL_LENGTH_35MM = 0xa405;
const SHORT = 3;
const LONG = 4;
const TIFF_BYTES = 68;
const EXIF_DIRECTORY = 26;

/**
 * The PNG with its camera's focal length in an `eXIf` chunk (PNG, third edition, 11.3.3.6), and nothing else of what the
 * photo's own file told: where it was taken stays with its user.
 *
 * @param share the focal length as a share of the picture's longer side.
 */
export async function withFocalLength(png: Blob, { share, width, height }: { share: number; width: number; height: number }): Promise<Blob> {
  const longer = Math.max(width, height);
  const millimetres = Math.round((share * FULL_FRAME_DIAGONAL_MM) / Math.hypot(1, Math.min(width, height) / longer));
  const chunk = new DataView(new ArrayBuffer(12 + TIFF_BYTES));
  chunk.setUint32(0, TIFF_BYTES);
  [..."eXIf"].forEach((letter, i) => chunk.setUint8(4 + i, letter.charCodeAt(0)));
  const tiff = new DataView(chunk.buffer, 8, TIFF_BYTES);
  tiff.setUint32(0, 0x4d4d002a);
  tiff.setUint32(4, 8);
  writeDirectory(tiff, 8, [[EXIF_POINTER, LONG, EXIF_DIRECTORY]]);
  writeDirectory(tiff, EXIF_DIRECTORY, [[PIXEL_WIDTH, LONG, width], [PIXEL_HEIGHT, LONG, height], [FOCAL_LENGTH_35MM, SHORT, millimetres]]);
  chunk.setUint32(8 + TIFF_BYTES, checksum(new Uint8Array(chunk.buffer, 4, 4 + TIFF_BYTES)));
  return new Blob([png.slice(0, AFTER_HEADER), chunk, png.slice(AFTER_HEADER)], { type: png.type });
}

function writeDirectory(tiff: DataView, at: number, entries: readonly (readonly [tag: number, type: number, value: number])[]): void {
  tiff.setUint16(at, entries.length);
  entries.forEach(([tag, type, value], i) => {
    const entry = at + 2 + 12 * i;
    tiff.setUint16(entry, tag);
    tiff.setUint16(entry + 2, type);
    tiff.setUint32(entry + 4, 1);
    if (type === SHORT) tiff.setUint16(entry + 8, value);
    else tiff.setUint32(entry + 8, value);
  });
}

/** CRC-32 as PNG has it: of a chunk's name and content. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb8_8320 : sum >>> 1;
  }
  return ~sum >>> 0;
}
