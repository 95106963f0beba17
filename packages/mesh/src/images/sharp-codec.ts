import sharp, { type Sharp } from "sharp";
import { isOpaque } from "./bake-pixels.ts";
import { withBasis } from "../basis/with-basis.ts";
import { DEFAULT_QUALITY, type EncodedType, type EncodeOptions, type ImageCodec, type Pixels } from "./image-codec.ts";

const READABLE = new Set(["jpeg", "png", "webp"]);

/**
 * Pictures by sharp (libvips), in Node. Reads PNG, JPEG and WebP by what they are and not by what they are called, writes all three. Reads the KTX2 of
 * glTF where `ktx2-encoder` or `three` is installed, which bring Binomial's transcoder.
 */
export const sharpCodec: ImageCodec = withBasis({
  async decode(bytes, type) {
    const source = sharp(bytes, { failOn: "error", ignoreIcc: true });
    const { format } = await source.metadata();
    if (!READABLE.has(format)) throw new Error(`A picture of the type ${format ?? type} is not read here.`);
    const { data, info } = await source.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return pixelsOf(data, info);
  },

  async encode(pixels, type, { quality = DEFAULT_QUALITY, isQuick = false } = {}) {
    const image = imageOf(pixels);
    const isGrey = type === "image/png" && hasOneColour(pixels.data);
    const bytes = await encoder(isGrey ? image.extractChannel(0) : isOpaque(pixels) ? image.removeAlpha() : image, type, { quality, isQuick }).toBuffer();
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },

  async resize(pixels, width, height) {
    const { data } = pixels;
    if (isOpaque(pixels)) return scaled(pixels, width, height);
    const alpha = new Uint8Array(data.length).fill(255);
    const colour = data.slice();
    for (let at = 0; at < data.length; at += 4) {
      alpha[at] = data[at + 3]!;
      colour[at + 3] = 255;
    }
    const [made, mask] = await Promise.all([colour, alpha].map((part) => scaled({ ...pixels, data: part }, width, height)));
    for (let at = 0; at < made!.data.length; at += 4) made!.data[at + 3] = mask!.data[at]!;
    return made!;
  },
}, async () => (await import("../basis/load-basis.ts")).loadBasis());

const imageOf = ({ width, height, data }: Pixels): Sharp => sharp(data, { raw: { width, height, channels: 4 } });

async function scaled(pixels: Pixels, toWidth: number, toHeight: number): Promise<Pixels> {
  const resized = imageOf(pixels).resize({ width: toWidth, height: toHeight, fit: "fill" });
  const made = await resized.raw().toBuffer({ resolveWithObject: true });
  return pixelsOf(made.data, made.info);
}

function pixelsOf(data: Buffer, { width, height }: { width: number; height: number }): Pixels {
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function encoder(image: Sharp, type: EncodedType, { quality, isQuick }: Required<EncodeOptions>): Sharp {
  // With filters even the quick one is smaller than the slowest without: rows of photos are like the ones above them.
  if (type === "image/png") return image.png({ compressionLevel: isQuick ? 2 : 6, adaptiveFiltering: true });
  if (type === "image/webp") return image.webp({ quality, smartSubsample: true });
  return image.removeAlpha().jpeg({ quality, chromaSubsampling: "4:4:4", mozjpeg: !isQuick });
}

/** Opaque, and each pixel as red as green as blue: one channel says all. */
function hasOneColour(data: Uint8Array): boolean {
  for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1] || data[at] !== data[at + 2] || data[at + 3] !== 255) return false;
  return true;
}
