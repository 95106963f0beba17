const FULL_FRAME_DIAGONAL = 43.2666;
const EXIF_POINTER = 0x8769;
const FOCAL_LENGTH_35MM = 0xa405;
const MAX_TAGS = 512;
const EXIF_MARK = [0x45, 0x78, 0x69, 0x66, 0, 0];

/**
 * The focal length that a camera wrote into the file, as a share of the picture's longer side; `null` if there is none.
 * It is the 35 mm equivalent, which EXIF 2.32 (CIPA DC-008, FocalLengthIn35mmFilm) takes by the diagonal of 43.27 mm.
 * Reads JPEG, PNG and WebP; what is damaged counts as missing.
 *
 * @param aspect longer side divided by the shorter one.
 */
export function readFocalLength(bytes: Uint8Array, aspect: number): number | null {
  try {
    const tiff = findTiff(bytes);
    const millimetres = tiff ? readEquivalent(tiff) : 0;
    if (!(millimetres >= 8 && millimetres <= 1200)) return null;
    return (millimetres / FULL_FRAME_DIAGONAL) * Math.hypot(1, 1 / aspect);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function findTiff(bytes: Uint8Array): DataView | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return null;
  if (view.getUint16(0) === 0xffd8) return findInJpeg(view);
  if (view.getUint32(0) === 0x89504e47) return findChunk(view, 8, 4, 0, "eXIf", false);
  if (view.getUint32(0) === 0x52494646) return findChunk(view, 12, 0, 4, "EXIF", true);
  return null;
}

function findInJpeg(view: DataView): DataView | null {
  for (let at = 2; at + 4 <= view.byteLength;) {
    const marker = view.getUint16(at);
    if (marker === 0xffda || marker < 0xff00) return null;
    const length = view.getUint16(at + 2);
    if (marker === 0xffe1 && EXIF_MARK.every((byte, i) => view.getUint8(at + 4 + i) === byte)) return slice(view, at + 10, length - 8);
    at += 2 + length;
  }
  return null;
}

/** Walks the chunks of PNG (big-endian, length first, four bytes of checksum) and WebP (little-endian, name first, padded). */
function findChunk(view: DataView, from: number, nameAt: number, lengthAt: number, name: string, isWebp: boolean): DataView | null {
  for (let at = from; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + lengthAt, isWebp);
    if ([...name].every((letter, i) => view.getUint8(at + nameAt + i) === letter.charCodeAt(0))) {
      const marked = length > 6 && EXIF_MARK.every((byte, i) => view.getUint8(at + 8 + i) === byte);
      return marked ? slice(view, at + 14, length - 6) : slice(view, at + 8, length);
    }
    at += 8 + length + (isWebp ? length & 1 : 4);
  }
  return null;
}

function slice(view: DataView, from: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, length);
}

function readEquivalent(tiff: DataView): number {
  const little = tiff.getUint16(0) === 0x4949;
  const exif = findTag(tiff, tiff.getUint32(4, little), EXIF_POINTER, little);
  if (exif === null) return 0;
  const entry = findTag(tiff, tiff.getUint32(exif + 8, little), FOCAL_LENGTH_35MM, little);
  if (entry === null) return 0;
  return tiff.getUint16(entry + 2, little) === 4 ? tiff.getUint32(entry + 8, little) : tiff.getUint16(entry + 8, little);
}

function findTag(tiff: DataView, directory: number, tag: number, little: boolean): number | null {
  const count = Math.min(MAX_TAGS, tiff.getUint16(directory, little));
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (tiff.getUint16(entry, little) === tag) return entry;
  }
  return null;
}
