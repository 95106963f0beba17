import type { EncodedType, ImageCodec, Pixels } from "../src/images/image-codec.ts";

/** Two colours that fade into each other, opaque unless said otherwise. */
export function fade(width: number, height: number, alpha = 255): Pixels {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
    const [column, row] = [Math.floor(at / 4) % width, Math.floor(at / 4 / width)];
    return [Math.round((255 * column) / (width - 1)), Math.round((255 * row) / (height - 1)), 128, alpha][at % 4]!;
  });
  return { width, height, data };
}

/** The largest difference of any number; NaN where the size differs. */
export function differenceOf(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return NaN;
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - b.data[at]!)), 0);
}

export interface CodecReport {
  /** Of what comes back after writing and reading. */
  png: number;
  jpeg: number;
  webp: number;
  /** Of what comes back half transparent. */
  halfPng: number;
  /** The first bytes of each. */
  magic: string[];
  /** A lower quality makes less. */
  isSmaller: boolean;
  /** Half as large, from the same picture drawn half as large. */
  halved: number;
  /** Whether a resized picture keeps the colours of transparent pixels: red, green, alpha of one. */
  kept: number[];
  refusals: number;
}

/** What a codec does to pictures, the same on every platform. */
export async function checkCodec(codec: ImageCodec): Promise<CodecReport> {
  const [picture, half] = [fade(64, 32), fade(64, 32, 128)];
  const turned = async (pixels: Pixels, type: EncodedType) => codec.decode(await codec.encode(pixels, type), type);
  const made = await Promise.all((["image/png", "image/jpeg", "image/webp"] as const).map((type) => codec.encode(picture, type)));
  const noisy = { ...picture, data: picture.data.map((value, at) => (at % 4 === 3 ? 255 : (value * 31 + at * 17) % 256)) };
  const sizes = await Promise.all([30, 95].map(async (quality) => (await codec.encode(noisy, "image/webp", { quality })).length));
  const veiled = { width: 4, height: 4, data: Uint8Array.from({ length: 64 }, (_, at) => [200, 100, 0, 0][at % 4]!) };
  const shrunk = await codec.resize(veiled, 2, 2);
  const bad = [new Uint8Array(0), new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>"), made[0]!.slice(0, 40)];
  const outcomes = await Promise.allSettled(bad.map((bytes) => codec.decode(bytes, "image/png")));
  return {
    png: differenceOf(await turned(picture, "image/png"), picture),
    jpeg: differenceOf(await turned(picture, "image/jpeg"), picture),
    webp: differenceOf(await turned(picture, "image/webp"), picture),
    halfPng: differenceOf(await turned(half, "image/png"), half),
    magic: made.map((bytes) => [...bytes.subarray(0, 2)].map((byte) => byte.toString(16)).join("")),
    isSmaller: sizes[0]! < sizes[1]!,
    halved: differenceOf(await codec.resize(picture, 32, 16), fade(32, 16)),
    kept: [shrunk.data[0]!, shrunk.data[1]!, shrunk.data[3]!],
    refusals: outcomes.filter(({ status }) => status === "rejected").length,
  };
}

/** What is wrong with a codec by its report: nothing, of a good one. */
export function faultsOfCodec({ png, jpeg, webp, halfPng, magic, isSmaller, halved, kept, refusals }: CodecReport): string[] {
  const rules: Record<string, boolean> = {
    "PNG gives back what it was given": png === 0,
    "JPEG is near it": jpeg > 0 && jpeg <= 12,
    "WebP is near it": webp > 0 && webp <= 24,
    "half transparent colours come back, within the rounding of a canvas": halfPng <= 2,
    "each type is what it is called": magic.join() === "8950,ffd8,5249",
    "less quality is less": isSmaller,
    "half the size is the same picture": halved <= 10,
    "a resized picture keeps what is under transparent pixels": Math.abs(kept[0]! - 200) <= 1 && Math.abs(kept[1]! - 100) <= 1 && kept[2] === 0,
    "what is no picture is refused": refusals === 3,
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}
