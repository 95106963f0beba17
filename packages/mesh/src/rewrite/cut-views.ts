import { isObject, type GltfFile, type GltfJson, type GltfObject } from "./gltf-file.ts";

/** Elements begin at multiples of their components' size, of which 8 bytes is the largest. */
const ALIGNMENT = 8;
const MESHOPT = ["EXT_meshopt_compression", "KHR_meshopt_compression"];

interface Range {
  from: number;
  to: number;
  /** Where it begins in the new buffer. */
  at: number;
}

type Place = GltfObject & { byteOffset?: number; byteLength: number };

/** The file without some of its buffer views, and without the bytes of the first buffer that only they had. Changes the JSON that it is given. */
export function cutViews(json: GltfJson, bin: Uint8Array, gone: ReadonlySet<number>): GltfFile {
  const views = json.bufferViews ?? [];
  const left = views.filter((_, at) => !gone.has(at));
  const places = left.flatMap((view): Place[] => [...(view.buffer === 0 ? [view] : []), ...packedIn(view.extensions)]);
  const ranges = joinRanges(places);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const range of ranges) {
    const gap = (ALIGNMENT + (range.from % ALIGNMENT) - (length % ALIGNMENT)) % ALIGNMENT;
    if (gap > 0) pieces.push(new Uint8Array(gap));
    range.at = length + gap;
    pieces.push(bin.subarray(range.from, range.to));
    length = range.at + range.to - range.from;
  }
  movePlaces(places, ranges);
  const numbers = new Map(views.flatMap((_, at) => (gone.has(at) ? [] : [at])).map((old, at) => [old, at] as const));
  renumber(json, numbers);
  json.bufferViews = left;
  if (json.buffers?.[0]) json.buffers[0].byteLength = length;
  return { json, bin: pieces };
}

function packedIn(extensions: Record<string, GltfObject> | undefined): Place[] {
  return MESHOPT.flatMap((name) => {
    const packed = extensions?.[name];
    return packed?.buffer === 0 && typeof packed.byteLength === "number" ? [packed as Place] : [];
  });
}

/** The bytes that are in use, those that lie over one another as one. */
function joinRanges(places: readonly Place[]): Range[] {
  const sorted = places.map(({ byteOffset = 0, byteLength }) => ({ from: byteOffset, to: byteOffset + byteLength, at: 0 })).sort((one, other) => one.from - other.from);
  const ranges: Range[] = [];
  for (const range of sorted) {
    const last = ranges.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else ranges.push(range);
  }
  return ranges;
}

function movePlaces(places: readonly Place[], ranges: readonly Range[]): void {
  for (const place of places) {
    const { byteOffset = 0 } = place;
    let [low, high] = [0, ranges.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ranges[middle]!.from <= byteOffset) low = middle;
      else high = middle - 1;
    }
    place.byteOffset = ranges[low]!.at + byteOffset - ranges[low]!.from;
  }
}

/** Accessors, their sparse parts, and what Draco has packed name views by this one word. */
function renumber(value: unknown, numbers: ReadonlyMap<number, number>): void {
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "bufferView" && typeof inner === "number") value[key] = numbers.get(inner);
    else if (key !== "extras") renumber(inner, numbers);
  }
}
