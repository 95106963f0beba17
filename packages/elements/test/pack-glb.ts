const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const GLB_MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** A GLB of its two chunks. */
export function packGlb(json: Uint8Array, binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const [jsonBytes, binaryBytes] = [Math.ceil(json.length / 4) * 4, Math.ceil(binary.length / 4) * 4];
  const glb = new Uint8Array(HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + jsonBytes + binaryBytes);
  const view = new DataView(glb.buffer);
  [GLB_MAGIC, 2, glb.length, jsonBytes, JSON_CHUNK].forEach((value, word) => view.setUint32(word * 4, value, true));
  const jsonStart = HEADER_BYTES + CHUNK_HEADER_BYTES;
  glb.fill(0x20, jsonStart, jsonStart + jsonBytes).set(json, jsonStart);
  view.setUint32(jsonStart + jsonBytes, binaryBytes, true);
  view.setUint32(jsonStart + jsonBytes + 4, BINARY_CHUNK, true);
  glb.set(binary, jsonStart + jsonBytes + CHUNK_HEADER_BYTES);
  return glb;
}
