import { open } from "node:fs/promises";
import { MAX_IMAGE_PIXELS, MIN_IMAGE_SIDE_PX, RECOMMENDED_IMAGE_SIDE_PX, type ImageType, type View } from "@model-3d/contract";
import sharp from "sharp";
import { ApiError } from "../http/api-error.ts";
import { limitConcurrency } from "./limit-concurrency.ts";
import { IMAGE_HEADER_BYTES, readImageHeader } from "./read-image-header.ts";

export interface InspectedImage {
  type: ImageType;
  /** Pixels, after the photo has been turned upright by its EXIF orientation. */
  width: number;
  height: number;
  /** In words for the user, each naming the view. */
  warnings: string[];
}

export interface InspectOptions {
  /** Named in messages and in the error's details. */
  view: View;
  signal?: AbortSignal;
}

const DECODE_TIMEOUT_SECONDS = 20;
/** EXIF orientations from here on lie on their side. */
const FIRST_SIDEWAYS_ORIENTATION = 5;
/** A progressive JPEG of the largest size takes some 450 MB while it is decoded. */
const decode = limitConcurrency(2);

/**
 * Judges a photo by its bytes: kind, size and whether all of it can be decoded. The size is judged before anything is decoded.
 *
 * @param image The bytes, or the path of a file, which is never read whole.
 * @throws `image_unreadable`, `image_too_small` or `image_too_large`, with `view` in the details.
 */
export async function inspectImage(image: Uint8Array | string, { view, signal }: InspectOptions): Promise<InspectedImage> {
  signal?.throwIfAborted();
  const header = readImageHeader(typeof image === "string" ? await readStart(image) : image);
  if (header === null) throw unreadable(view, `The ${view} photo is not a JPG, PNG or WebP image. Choose a photo in one of these formats.`);
  if (header.animated) throw unreadable(view, `The ${view} photo is an animation. Use a still photo.`);
  if (header.declared) checkPixels(view, header.declared.width, header.declared.height);
  const { width, height } = await readSize(image, view);
  checkPixels(view, width, height);
  const shorter = Math.min(width, height);
  if (shorter < MIN_IMAGE_SIDE_PX) {
    throw new ApiError("image_too_small", `The ${view} photo is ${width} × ${height} pixels. Use one of at least ${MIN_IMAGE_SIDE_PX} pixels on its shorter side; ${RECOMMENDED_IMAGE_SIDE_PX} or more is best.`, { view, width, height });
  }
  await decode(() => probe(image, view), signal);
  signal?.throwIfAborted();
  return { type: header.type, width, height, warnings: warnOfSize(view, width, height) };
}

/** What to tell the user of a photo that is large enough to be taken, but not to be good. */
export function warnOfSize(view: View, width: number, height: number): string[] {
  if (Math.min(width, height) >= RECOMMENDED_IMAGE_SIDE_PX) return [];
  return [`The ${view} photo is ${width} × ${height} pixels; ${RECOMMENDED_IMAGE_SIDE_PX} or more on its shorter side makes a sharper model.`];
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const start = Buffer.alloc(IMAGE_HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function readSize(image: Uint8Array | string, view: View): Promise<{ width: number; height: number }> {
  try {
    const { width, height, orientation = 1, pages = 1 } = await sharp(image, { limitInputPixels: false }).metadata();
    if (pages > 1) throw unreadable(view, `The ${view} photo is an animation. Use a still photo.`);
    return orientation < FIRST_SIDEWAYS_ORIENTATION ? { width, height } : { width: height, height: width };
  } catch (error) {
    throw error instanceof ApiError ? error : damaged(view, error);
  }
}

// The last row can only be had by decoding all rows before it, and needs no more memory than the decoder itself.
async function probe(image: Uint8Array | string, view: View): Promise<void> {
  try {
    const decoder = sharp(image, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "error", sequentialRead: true });
    const { width, height } = await decoder.metadata();
    await decoder.extract({ left: 0, top: height - 1, width, height: 1 }).timeout({ seconds: DECODE_TIMEOUT_SECONDS }).raw().toBuffer();
  } catch (error) {
    throw damaged(view, error);
  }
}

function checkPixels(view: View, width: number, height: number): void {
  if (width * height <= MAX_IMAGE_PIXELS) return;
  throw new ApiError("image_too_large", `The ${view} photo is ${width} × ${height} pixels. Use one of at most ${MAX_IMAGE_PIXELS / 1_000_000} million pixels; 1024 to 4096 on a side is best.`, { view, width, height });
}

function unreadable(view: View, message: string, cause?: unknown): ApiError {
  return new ApiError("image_unreadable", message, { view }, { cause });
}

function damaged(view: View, cause: unknown): ApiError {
  return unreadable(view, `The ${view} photo is damaged or cut off. Save or upload it again, or choose another one.`, cause);
}
