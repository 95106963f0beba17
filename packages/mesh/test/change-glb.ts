export type GlbJson = Record<string, Record<string, unknown>[]>;

/** The GLB with its JSON changed. */
export function changeGlb(glb: Uint8Array, change: (json: GlbJson) => void): Uint8Array {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  const length = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as GlbJson;
  change(json);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  padded.set(text);
  const rest = glb.subarray(20 + length);
  const whole = new Uint8Array(20 + padded.length + rest.length);
  whole.set(glb.subarray(0, 20));
  whole.set(padded, 20);
  whole.set(rest, 20 + padded.length);
  const header = new DataView(whole.buffer);
  header.setUint32(8, whole.length, true);
  header.setUint32(12, padded.length, true);
  return whole;
}
