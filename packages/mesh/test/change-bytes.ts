import fc from "fast-check";

export interface ByteChange {
  /** Digits of the JSON are what means something there; elsewhere any byte does. */
  isDigit: boolean;
  at: number;
  value: number;
}

/** Some changes of a GLB, each of which may be its end. */
export const byteChanges = fc.array(fc.record({ isDigit: fc.boolean(), at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 3 });

/** A GLB with these changes. */
export function changeBytes(glb: Uint8Array, changes: readonly ByteChange[]): Uint8Array {
  const bytes = glb.slice();
  const end = 20 + new DataView(bytes.buffer).getUint32(12, true);
  const isDigit = (at: number) => bytes[at]! >= 0x30 && bytes[at]! <= 0x39;
  for (const { isDigit: inJson, at, value } of changes) {
    if (!inJson) {
      bytes[end + 8 + (at % (bytes.length - end - 8))] = value;
      continue;
    }
    let place = 20 + (at % (end - 20));
    while (!isDigit(place)) place = place + 1 < end ? place + 1 : 20;
    bytes[place] = 0x30 + (value % 10);
  }
  return bytes;
}
