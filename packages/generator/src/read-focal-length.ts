const FULL_FRAME_DIAGONAL = 43.2666;
const EXIF_POINTER = 0x8769;
/** TIFF's type of 32-bit numbers; the others here are of 16 bits. */
const LONG = 4;
const FOCAL_LENGTH_35MM = 0xa405;
const PIXEL_WIDTH = 0xa002;
const PIXEL_HEIGHT = 0xa003;
/** A picture of another shape than the camera's was cut: its focal length no longer belongs to it. */
const MAX_ASPECT_CHANGE = 1.02;
const MAX_TAGS = 512;
const EXIF_MARK = [0x45, 0x78, 0x69, 0x66, 0, 0];

/**
 * The focal length that a camera wrote into the file, as a share of the picture's longer side; `null` if there is none or
 * the picture was cut to another shape since.
 * It is the 35 mm equivalent, which EXIF 2.32 (CIPA DC-008, FocalLengthIn35mmFilm) takes by the diagonal of 43.27 mm.
 * Reads JPEG, PNG and WebP; what is damaged counts as missing.
 *
 * @param aspect longer side divided by the shorter one.
 */
export function readFocalLength(bytes: Uint8Array, aspect: number): number | null {
  try {
    const tiff = findTiff(bytes);
    const tags = tiff && readExifTags(tiff);
    if (!tags || !(tags.millimetres >= 8 && tags.millimetres <= 1200)) return null;
    const written = Math.max(tags.width, tags.height) / Math.min(tags.width, tags.height);
    if (Math.max(written / aspect, aspect / written) > MAX_ASPECT_CHANGE) return null;
    return (tags.millimetres / FULL_FRAME_DIAGONAL) * Math.hypot(1, 1 / aspect);
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

function readExifTags(tiff: DataView): { millimetres: number; width: number; height: number } | null {
  const little = tiff.getUint16(0) === 0x4949;
  const exif = findTag(tiff, tiff.getUint32(4, little), EXIF_POINTER, little);
  if (exif === null) return null;
  const read = (tag: number): number => {
    const entry = findTag(tiff, tiff.getUint32(exif + 8, little), tag, little);
    if (entry === null) return 0;
    return tiff.getUint16(entry + 2, little) === LONG ? tiff.getUint32(entry + 8, little) : tiff.getUint16(entry + 8, little);
  };
  return { millimetres: read(FOCAL_LENGTH_35MM), width: read(PIXEL_WIDTH), height: read(PIXEL_HEIGHT) };
}

function findTag(tiff: DataView, directory: number, tag: number, little: boolean): number | null {
  const count = Math.min(MAX_TAGS, tiff.getUint16(directory, little));
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (tiff.getUint16(entry, little) === tag) return entry;
  }
  return null;
}
