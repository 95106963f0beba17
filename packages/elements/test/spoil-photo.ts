import { readPixels } from "../src/coach/read-pixels.ts";
import type { PhotoPixels } from "../src/coach/measure-photo.ts";

export type Draw = (context: OffscreenCanvasRenderingContext2D, photo: ImageBitmap) => void;

const files = new Map<string, Promise<Blob>>();

/** One of the demo's photos, such as `teapot-side`. */
export function demoPhoto(name: string): Promise<Blob> {
  const known = files.get(name) ?? fetch(`/demo/photos/${name}.jpg`).then((response) => response.blob());
  files.set(name, known);
  return known;
}

/** A photo drawn anew, on a canvas of its own size or of a given one. */
export async function redraw(photo: Blob, draw: Draw, size?: { width: number; height: number }): Promise<Blob> {
  const bitmap = await createImageBitmap(photo);
  const { width, height } = size ?? bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  draw(context, bitmap);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}

/** Out of focus: smeared with this standard deviation in pixels. */
export const blurred = (photo: Blob, deviationPx: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.fillStyle = "white";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    if (deviationPx > 0) context.filter = `blur(${deviationPx}px)`;
    context.drawImage(bitmap, 0, 0);
  });

/** Smeared to the right, as by a hand that moved. */
export const shaken = (photo: Blob, lengthPx: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.fillStyle = "white";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    for (let step = 0; step <= lengthPx; step++) {
      context.globalAlpha = 1 / (step + 1);
      context.drawImage(bitmap, step - lengthPx / 2, 0);
    }
  });

export const resized = (photo: Blob, sidePx: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, sidePx, sidePx);
  }, { width: sidePx, height: sidePx });

/** Small in the middle of a white photo of its old size. */
export const takenFromFar = (photo: Blob, share: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    const side = bitmap.width * share;
    context.fillStyle = "white";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side);
  });

/** Moved to the left until so much of the photo's width is out of the picture. */
export const cutLeft = (photo: Blob, share: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.fillStyle = "white";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.drawImage(bitmap, -share * bitmap.width, 0);
  });

/** All channels times `gain`. */
export const lit = (photo: Blob, gain: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.filter = `brightness(${gain})`;
    context.drawImage(bitmap, 0, 0);
  });

export const mirrored = (photo: Blob): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.scale(-1, 1);
    context.drawImage(bitmap, -bitmap.width, 0);
  });

/** In place of white, squares of grey that differ by so many steps of 255 at most; the same ones each time. */
export const onPattern = (photo: Blob, contrast: number, squarePx = 12): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    let seed = 1;
    for (let y = 0; y < bitmap.height; y += squarePx) {
      for (let x = 0; x < bitmap.width; x += squarePx) {
        seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
        const level = 255 - Math.round((contrast * seed) / 2 ** 32);
        context.fillStyle = `rgb(${level} ${level} ${level})`;
        context.fillRect(x, y, squarePx, squarePx);
      }
    }
    context.globalCompositeOperation = "multiply";
    context.drawImage(bitmap, 0, 0);
  });

/** The object a shade that stands out from white by `share` of its own difference. */
export const paled = (photo: Blob, share: number): Promise<Blob> =>
  redraw(photo, (context, bitmap) => {
    context.fillStyle = "white";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.globalAlpha = share;
    context.drawImage(bitmap, 0, 0);
  });

export const pixelsOf = (photo: Blob): Promise<PhotoPixels> => readPixels(photo);
