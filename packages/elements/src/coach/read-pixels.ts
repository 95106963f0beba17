import { MAX_PHOTO_SIDE } from "@model-3d/generator/masks";
import type { PhotoPixels } from "./measure-photo.ts";

/**
 * Decodes a photo and shrinks it as the generator does, upright as its EXIF data say. Throws when the browser cannot read
 * it, or has no canvas where this runs.
 */
export async function readPixels(source: Blob | ImageBitmap): Promise<PhotoPixels> {
  const bitmap = source instanceof Blob ? await createImageBitmap(source) : source;
  const { width, height } = bitmap;
  const scale = Math.min(1, MAX_PHOTO_SIDE / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  try {
    const context = contextOf(size.width, size.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, size.width, size.height);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    return { image: { ...size, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }, width, height };
  } finally {
    if (source instanceof Blob) bitmap.close();
  }
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D {
  const canvas = typeof OffscreenCanvas === "function" ? new OffscreenCanvas(width, height) : Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null;
  if (context === null) throw new Error("This browser gives no canvas to read a photo with.");
  return context;
}
