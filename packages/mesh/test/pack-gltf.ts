import { strFromU8 } from "fflate";
import { concatBytes } from "./concat-bytes.ts";

/** A `.gltf` and its files as one file: what is in the ZIP, and nothing else. */
export function packGltf(files: Record<string, Uint8Array>): Uint8Array {
  const fileOf = (uri: string) => {
    const bytes = files[decodeURIComponent(uri)];
    if (!bytes) throw new Error(`${uri} is not there.`);
    return bytes;
  };
  const [, text] = Object.entries(files).find(([path]) => path.endsWith(".gltf"))!;
  const json = JSON.parse(strFromU8(text)) as { buffers: { uri?: string; byteLength: number }[]; bufferViews: object[]; images?: { uri?: string; bufferView?: number }[] };
  const pieces = [fileOf(json.buffers[0]!.uri!)];
  let length = pieces[0]!.length;
  for (const image of json.images ?? []) {
    const bytes = fileOf(image.uri!);
    const gap = -length & 3;
    image.bufferView = json.bufferViews.push({ buffer: 0, byteOffset: length + gap, byteLength: bytes.length }) - 1;
    delete image.uri;
    pieces.push(new Uint8Array(gap), bytes);
    length += gap + bytes.length;
  }
  delete json.buffers[0]!.uri;
  json.buffers[0]!.byteLength = length;
  const head = new TextEncoder().encode(JSON.stringify(json));
  const padded = new TextEncoder().encode(" ".repeat(-head.length & 3));
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const tail = new Uint8Array(-length & 3);
  const all = 12 + 8 + head.length + padded.length + 8 + length + tail.length;
  const chunks = [words(0x46546c67, 2, all, head.length + padded.length, 0x4e4f534a), head, padded, words(length + tail.length, 0x004e4942), ...pieces, tail];
  return concatBytes(chunks);
}
