import sharp, { type Sharp } from "sharp";
import { withBasis } from "../basis/with-basis.ts";
import { DEFAULT_QUALITY, type EncodedType, type ImageCodec, type Pixels } from "./image-codec.ts";

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

  async encode({ width, height, data }, type, { quality = DEFAULT_QUALITY } = {}) {
    const image = sharp(data, { raw: { width, height, channels: 4 } });
    const bytes = await encoder(isOpaque(data) ? image.removeAlpha() : image, type, quality).toBuffer();
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },

  async resize(pixels, width, height) {
    const { data } = pixels;
    if (isOpaque(data)) return scaled(pixels, width, height);
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

async function scaled({ width, height, data }: Pixels, toWidth: number, toHeight: number): Promise<Pixels> {
  const resized = sharp(data, { raw: { width, height, channels: 4 } }).resize({ width: toWidth, height: toHeight, fit: "fill" });
  const made = await resized.raw().toBuffer({ resolveWithObject: true });
  return pixelsOf(made.data, made.info);
}

function pixelsOf(data: Buffer, { width, height }: { width: number; height: number }): Pixels {
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function encoder(image: Sharp, type: EncodedType, quality: number): Sharp {
  if (type === "image/png") return image.png({ compressionLevel: 9 });
  if (type === "image/webp") return image.webp({ quality, smartSubsample: true });
  return image.removeAlpha().jpeg({ quality, chromaSubsampling: "4:4:4", mozjpeg: true });
}

function isOpaque(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
