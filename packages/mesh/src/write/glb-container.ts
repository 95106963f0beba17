import { MeshError } from "../mesh-error.ts";
import { gapAfter } from "./gltf-layout.ts";

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const MOST_BYTES = 0xffff_ffff;
const SPACE = 0x20;

/** A glTF as one file (glTF 2.0, 4.4): its JSON, and the bytes of its buffer as they come. @throws MeshError `too_large` for more than 4 GiB. */
export function* writeGlbContainer(json: object, binBytes: number, bin: Iterable<Uint8Array>): Generator<Uint8Array> {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const [textGap, binGap] = [gapAfter(text.length), gapAfter(binBytes)];
  const total = 12 + 8 + text.length + textGap + (binBytes > 0 ? 8 + binBytes + binGap : 0);
  if (total > MOST_BYTES) throw new MeshError("too_large", "The file would have more than 4 GiB. Simplify the model, or make its textures smaller.");
  yield words(MAGIC, 2, total, text.length + textGap, JSON_CHUNK);
  yield text;
  yield new Uint8Array(textGap).fill(SPACE);
  if (binBytes === 0) return;
  yield words(binBytes + binGap, BIN_CHUNK);
  yield* bin;
  if (binGap > 0) yield new Uint8Array(binGap);
}

function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, at) => view.setUint32(4 * at, value, true));
  return new Uint8Array(view.buffer);
}
