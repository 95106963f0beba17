const IDENTIFIER = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];
const UASTC = 166;
const SRGB = 2;
const DESCRIPTOR_AT = 104;
const BLOCKS_AT = 160;

/** A picture of one colour as KTX2 of the kind UASTC (KTX File Format 2.0; UASTC, mode 8: a block of one colour), its sides in blocks of four pixels. */
export function makeKtx2([red, green, blue, alpha]: readonly [number, number, number, number], blocksAcross = 2): Uint8Array {
  const [side, blocks] = [4 * blocksAcross, blocksAcross ** 2];
  const bytes = new Uint8Array(BLOCKS_AT + 16 * blocks);
  const view = new DataView(bytes.buffer);
  bytes.set(IDENTIFIER);
  // Format unknown, bytes of a type, width, height, depth, layers, faces, levels, no supercompression; then where the descriptor is.
  [0, 1, side, side, 0, 0, 1, 1, 0, DESCRIPTOR_AT, 44].forEach((word, at) => view.setUint32(12 + 4 * at, word, true));
  [BLOCKS_AT, 16 * blocks, 16 * blocks].forEach((word, at) => view.setUint32(80 + 8 * at, word, true));
  view.setUint32(DESCRIPTOR_AT, 44, true);
  view.setUint16(DESCRIPTOR_AT + 8, 2, true);
  view.setUint16(DESCRIPTOR_AT + 10, 40, true);
  bytes.set([UASTC, 1, SRGB, 0, 3, 3, 0, 0, 16], DESCRIPTOR_AT + 12);
  // One sample: 128 bits, with alpha.
  bytes.set([0, 0, 127, 3], DESCRIPTOR_AT + 28);
  view.setUint32(DESCRIPTOR_AT + 40, 0xffffffff, true);
  // Five bits say that all is of one colour, 10111, then eight bits a channel.
  const bits = [red, green, blue, alpha].reduce((sum, value, at) => sum | (BigInt(value) << BigInt(5 + 8 * at)), 0x17n);
  for (let block = 0; block < blocks; block++) view.setBigUint64(BLOCKS_AT + 16 * block, bits, true);
  return bytes;
}
