const GLB_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const CHUNK_JSON = 0x4e4f534a;
const CHUNK_BIN = 0x004e4942;

interface GltfImages {
  images?: { mimeType?: string; bufferView?: number }[];
  bufferViews?: { byteOffset?: number; byteLength: number }[];
}

/** The first image that lies inside a GLB (glTF 2.0, section 4.4), or `null` if it has none. The bytes are a view, not a copy. */
export function readEmbeddedTexture(glb: Uint8Array): { contentType: string; bytes: Uint8Array } | null {
  const json = findChunk(glb, CHUNK_JSON);
  const binary = findChunk(glb, CHUNK_BIN);
  if (!json || !binary) return null;
  const gltf = JSON.parse(new TextDecoder().decode(json)) as GltfImages;
  const image = gltf.images?.[0];
  const view = gltf.bufferViews?.[image?.bufferView ?? -1];
  if (!image?.mimeType || !view) return null;
  const start = view.byteOffset ?? 0;
  return { contentType: image.mimeType, bytes: binary.subarray(start, start + view.byteLength) };
}

function findChunk(glb: Uint8Array, wanted: number): Uint8Array | null {
  const data = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  for (let at = GLB_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= glb.byteLength; ) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + data.getUint32(at, true);
    if (data.getUint32(at + 4, true) === wanted) return glb.subarray(start, end);
    at = end;
  }
  return null;
}
