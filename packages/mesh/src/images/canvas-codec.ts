import { DEFAULT_QUALITY, type ImageCodec } from "./image-codec.ts";
import { resizePixels } from "./resize-pixels.ts";

/**
 * Pictures by what a browser has: `createImageBitmap` and `OffscreenCanvas`, in pages and in workers. A canvas multiplies colours by alpha: under
 * pixels that are fully transparent it forgets them. Browsers that write no WebP reject it.
 */
export const canvasCodec: ImageCodec = {
  async decode(bytes, type) {
    const bitmap = await createImageBitmap(new Blob([bytes.slice()], { type }), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const { width, height } = bitmap;
    try {
      const context = contextOf(width, height);
      context.drawImage(bitmap, 0, 0);
      return { width, height, data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
    } finally {
      bitmap.close();
    }
  },

  async encode({ width, height, data }, type, { quality = DEFAULT_QUALITY } = {}) {
    const pixels = new Uint8ClampedArray(data);
    // What a canvas makes of transparent pixels in a JPEG is black mixed in.
    if (type === "image/jpeg") for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
    const context = contextOf(width, height);
    context.putImageData(new ImageData(pixels, width, height), 0, 0);
    const blob = await context.canvas.convertToBlob({ type, quality: quality / 100 });
    if (blob.type !== type) throw new Error(`This browser writes no pictures of the type ${type}.`);
    return new Uint8Array(await blob.arrayBuffer());
  },

  resize: (pixels, width, height) => Promise.resolve(resizePixels(pixels, width, height)),
};

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error(`This browser has no canvas of ${width} × ${height} pixels.`);
  return context;
}
