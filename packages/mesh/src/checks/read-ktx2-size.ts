const KTX2_IDENTIFIER = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];

/** Width and height of a KTX2 by its header (Khronos, KTX File Format 2.0, 3.6), pixels; `null` for anything else. Nothing is decoded. */
export function readKtx2Size(bytes: Uint8Array): { type: "image/ktx2"; width: number; height: number } | null {
  if (bytes.length < 28 || !KTX2_IDENTIFIER.every((byte, at) => bytes[at] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { type: "image/ktx2", width: view.getUint32(20, true), height: view.getUint32(24, true) };
}
