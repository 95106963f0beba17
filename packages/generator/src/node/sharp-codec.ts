import sharp, { type Sharp } from "sharp";
import { GeneratorError } from "../generator-error.ts";
import type { DecodeLimits, Image, ImageCodec, ImageFormat } from "../image.ts";

const READABLE = new Set(["jpeg", "png", "webp"]);
const JPEG_QUALITY = 88;
const WEBP_QUALITY = 88;

/**
 * Pixels and bytes by sharp (libvips). Looks at the content, never at a name: anything but JPEG, PNG and WebP is
 * refused, the pixel limit is checked against the header before a pixel is decoded, and photos are turned as their EXIF
 * says.
 */
export const sharpCodec: ImageCodec = {
  async decode(bytes: Uint8Array, limits: DecodeLimits): Promise<Image> {
    const { width, height, format } = await readHeader(bytes);
    if (!READABLE.has(format)) throw new GeneratorError("not_an_image", NOT_AN_IMAGE);
    if (width * height > limits.maxPixels) {
      const allowed = Math.floor(limits.maxPixels / 1e6);
      throw new GeneratorError("image_too_large", `It has ${width} × ${height} pixels, more than the ${allowed} million that are allowed. Make it smaller; 2000 × 2000 is plenty.`);
    }
    try {
      let pipeline = sharp(bytes, { limitInputPixels: limits.maxPixels, failOn: "error" }).autoOrient();
      const side = limits.fitWithin;
      if (side) pipeline = pipeline.resize({ width: side, height: side, fit: "inside", withoutEnlargement: true });
      const { data, info } = await pipeline.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
    } catch (cause) {
      throw new GeneratorError("not_an_image", "The file is damaged. Save it again as JPG, PNG or WebP.", { cause });
    }
  },

  async encode(image: Image, format: ImageFormat): Promise<Uint8Array> {
    const { width, height, data } = image;
    const bytes = await encoder(sharp(data, { raw: { width, height, channels: 4 } }), format).toBuffer();
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },
};

const NOT_AN_IMAGE = "The file is not a picture. Upload a JPG, PNG or WebP file.";

async function readHeader(bytes: Uint8Array): Promise<{ width: number; height: number; format: string }> {
  try {
    // The limit is checked by hand: sharp's own would hide the size from the message.
    const { width, height, format } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height, format };
  } catch (cause) {
    throw new GeneratorError("not_an_image", NOT_AN_IMAGE, { cause });
  }
}

function encoder(image: Sharp, format: ImageFormat): Sharp {
  if (format === "png") return image.png({ compressionLevel: 8 });
  if (format === "webp") return image.webp({ quality: WEBP_QUALITY });
  return image.removeAlpha().jpeg({ quality: JPEG_QUALITY, chromaSubsampling: "4:4:4" });
}
