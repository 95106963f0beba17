import { readImageSize } from "@model-3d/mesh/checks";

export interface JudgedType {
  /** By the bytes where they say it, else as the service called it. */
  contentType: string;
  /** How long the file must be, where its first bytes say so. */
  expectedBytes: number | null;
}

/** How many of a file's first bytes are looked at. */
export const TYPE_HEAD_BYTES = 4096;

const STL_HEADER_BYTES = 84;
const STL_TRIANGLE_BYTES = 50;
const OBJ_WORDS = /^(#|v|vn|vt|vp|f|l|p|o|g|s|mtllib|usemtl|usemap|deg|bevel|lod|cstype)(\s|$)/;
const MTL_WORDS = /^(#|newmtl|K[adse]|T[rf]|N[si]|d|illum|map_\w+|bump|disp|refl|P[rmsc]|norm|sharpness)(\s|$)/;

/**
 * Whether a file can be what its name says, by its first bytes; what the service's headers say is not asked. `null` for one that can't,
 * such as a page of HTML under `.glb`. Extensions that are not known pass unless they are markup.
 */
export function judgeFileType(name: string, head: Uint8Array, contentType: string): JudgedType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const pass = (fits: boolean, expectedBytes: number | null = null): JudgedType | null => (fits ? { contentType, expectedBytes } : null);
  switch (name.slice(name.lastIndexOf(".") + 1).toLowerCase()) {
    case "glb":
      return pass(startsWith(bytes, "glTF"), bytes.length >= 12 ? bytes.readUInt32LE(8) : null);
    case "png":
    case "jpg":
    case "jpeg":
    case "webp": {
      const image = readImageSize(bytes);
      return image ?? isJpeg(bytes) ? { contentType: image?.type ?? "image/jpeg", expectedBytes: null } : null;
    }
    case "zip":
    case "usdz":
    case "3mf":
      return pass(startsWith(bytes, "PK\x03\x04"));
    case "fbx":
      return pass(startsWith(bytes, "Kaydara FBX Binary") || (isText(bytes) && /^\s*;/.test(bytes.toString("latin1"))));
    case "stl":
      return judgeStl(bytes, pass);
    case "obj":
      return pass(isText(bytes) && OBJ_WORDS.test(firstLine(bytes)));
    case "mtl":
      return pass(isText(bytes) && MTL_WORDS.test(firstLine(bytes)));
    default:
      return pass(!isMarkup(bytes));
  }
}

function judgeStl(bytes: Buffer, pass: (fits: boolean, expectedBytes?: number) => JudgedType | null): JudgedType | null {
  if (startsWith(bytes, "solid") && isText(bytes)) return pass(true);
  if (bytes.length < STL_HEADER_BYTES || isMarkup(bytes)) return null;
  return pass(true, STL_HEADER_BYTES + bytes.readUInt32LE(STL_HEADER_BYTES - 4) * STL_TRIANGLE_BYTES);
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.subarray(0, text.length).equals(Buffer.from(text, "latin1"));
}

/** A size that stands behind a long profile is not among the first bytes. */
function isJpeg(bytes: Buffer): boolean {
  return startsWith(bytes, "\xff\xd8\xff");
}

function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && !bytes.includes(0) && !isMarkup(bytes);
}

function isMarkup(bytes: Buffer): boolean {
  return /^(\xef\xbb\xbf)?\s*</.test(bytes.toString("latin1", 0, 256));
}

function firstLine(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/^\xef\xbb\xbf/, "").trimStart().split("\n", 1)[0] ?? "";
}
