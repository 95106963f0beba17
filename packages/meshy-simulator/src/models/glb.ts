/** The parts of a glTF 2.0 document that are read or changed here; the rest is carried along. */
export interface Gltf {
  asset: { version: string; generator?: string };
  buffers?: { byteLength: number }[];
  bufferViews?: { buffer: number; byteOffset?: number; byteLength: number; byteStride?: number; target?: number }[];
  accessors?: { bufferView?: number; byteOffset?: number; componentType: number; count: number; type: string; min?: number[]; max?: number[] }[];
  images?: { name?: string; mimeType?: string; bufferView?: number }[];
  textures?: unknown[];
  samplers?: unknown[];
  materials?: { name?: string; pbrMetallicRoughness?: { baseColorTexture?: { index: number }; metallicFactor?: number; roughnessFactor?: number; baseColorFactor?: number[] } }[];
  meshes?: { name?: string; primitives: { attributes: Record<string, number>; indices?: number; material?: number }[] }[];
  nodes?: unknown[];
  scenes?: unknown[];
  scene?: number;
}

/** A GLB in its two chunks (glTF 2.0, section 4.4). */
export interface Glb {
  gltf: Gltf;
  binary: Uint8Array;
}

const MAGIC = 0x46546c67;
const VERSION = 2;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const CHUNK_JSON = 0x4e4f534a;
const CHUNK_BIN = 0x004e4942;
const SPACE = 0x20;

/** Reads the chunks of a well-formed GLB. Throws a `RangeError` if it is none. */
export function readGlb(bytes: Uint8Array): Glb {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES + CHUNK_HEADER_BYTES || data.getUint32(0, true) !== MAGIC) throw new RangeError("This is no GLB.");
  let json: Uint8Array | undefined;
  let binary = new Uint8Array(0);
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + data.getUint32(at, true);
    const type = data.getUint32(at + 4, true);
    if (type === CHUNK_JSON) json = bytes.subarray(start, end);
    if (type === CHUNK_BIN) binary = bytes.slice(start, end);
    at = end;
  }
  if (!json) throw new RangeError("This GLB has no JSON chunk.");
  return { gltf: JSON.parse(new TextDecoder().decode(json)) as Gltf, binary };
}

/** Writes both chunks, padded to four bytes, and the buffer's length to match. */
export function writeGlb({ gltf, binary }: Glb): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ ...gltf, buffers: [{ byteLength: binary.length }] }));
  const jsonBytes = padded(json.length);
  const binaryBytes = padded(binary.length);
  const bytes = new Uint8Array(HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + jsonBytes + binaryBytes);
  const data = new DataView(bytes.buffer);
  const binaryAt = HEADER_BYTES + CHUNK_HEADER_BYTES + jsonBytes;
  [MAGIC, VERSION, bytes.length, jsonBytes, CHUNK_JSON].forEach((value, i) => data.setUint32(i * 4, value, true));
  bytes.fill(SPACE, HEADER_BYTES + CHUNK_HEADER_BYTES, binaryAt);
  bytes.set(json, HEADER_BYTES + CHUNK_HEADER_BYTES);
  data.setUint32(binaryAt, binaryBytes, true);
  data.setUint32(binaryAt + 4, CHUNK_BIN, true);
  bytes.set(binary, binaryAt + CHUNK_HEADER_BYTES);
  return bytes;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

/** The bytes of the base colour's image, as they lie in the file, or `null` if there is none. */
export function embeddedImage({ gltf, binary }: Glb): { contentType: string; bytes: Uint8Array } | null {
  const image = gltf.images?.[0];
  const view = gltf.bufferViews?.[image?.bufferView ?? -1];
  if (!image?.mimeType || !view) return null;
  const start = view.byteOffset ?? 0;
  return { contentType: image.mimeType, bytes: binary.subarray(start, start + view.byteLength) };
}
