import sharp from "sharp";
import type { Photo } from "./render-photo.ts";

const JPEG_QUALITY = 88;
const WEBP_QUALITY = 88;

/** Encodes a photo as a file. JPEG has no alpha: transparent parts become white. */
export async function encodePhoto(photo: Photo, format: "png" | "jpeg" | "webp"): Promise<Uint8Array> {
  const image = sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 4 } });
  if (format === "png") return image.png({ compressionLevel: 9 }).toBuffer();
  if (format === "webp") return image.webp({ quality: WEBP_QUALITY, alphaQuality: 100 }).toBuffer();
  return image.flatten({ background: "#ffffff" }).jpeg({ quality: JPEG_QUALITY, chromaSubsampling: "4:4:4", mozjpeg: false }).toBuffer();
}
