import { MAX_IMAGE_PIXELS } from "@model-3d/contract";
import sharp, { type Metadata, type Sharp } from "sharp";
import { ProviderError } from "../provider-error.ts";
import type { ProviderView } from "../provider.ts";
import type { MeshyProviderOptions } from "./meshy-provider-options.ts";

export interface EncodedView {
  /** An `https:` address or a `data:` URI, as `image_urls` takes them. */
  url: string;
  isLink: boolean;
}

/** Media types that Meshy takes. */
const TAKEN_TYPES = ["image/jpeg", "image/png"];

/** A photo within a request is made this small: it is what Meshy looks at, and a request of four stays some megabytes. */
const MAX_INLINE_SIDE_PX = 2048;
const MAX_INLINE_BYTES = 4 * 1024 * 1024;
const JPEG_QUALITY = 90;

/**
 * A photo in the form in which Meshy gets it, upright in each.
 *
 * @throws `ProviderError` for a photo that can't be read (user) or a link that this server has not (host); what `read` throws.
 */
export async function encodeView(view: ProviderView, way: NonNullable<MeshyProviderOptions["images"]>, signal: AbortSignal): Promise<EncodedView> {
  const link = linkOf(view, way);
  const bytes = await view.read(signal);
  signal.throwIfAborted();
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "error" });
    const metadata = await image.metadata();
    // Whether Meshy turns what it fetches is not known, so that what has to be turned is turned here.
    if (link !== null && isUpright(metadata)) return { url: link, isLink: true };
    const { contentType, bytes: taken } = await toTakenImage(image, metadata, bytes);
    return { url: `data:${contentType};base64,${Buffer.from(taken.buffer, taken.byteOffset, taken.byteLength).toString("base64")}`, isLink: false };
  } catch (cause) {
    throw new ProviderError(`The ${view.view} photo cannot be read. Use a JPG, PNG or WebP photo.`, { actor: "user", retryable: false, code: "photo_unreadable", cause });
  }
}

function linkOf(view: ProviderView, way: NonNullable<MeshyProviderOptions["images"]>): string | null {
  if (way === "inline" || !TAKEN_TYPES.includes(view.contentType)) return null;
  const link = view.link();
  if (link?.startsWith("https://")) return link;
  if (way === "auto") return null;
  throw new ProviderError("Meshy cannot fetch the photos from here: this server has no public https address. The operator has to set one.", { actor: "host", retryable: false, code: "no_public_address" });
}

const isUpright = ({ orientation = 1 }: Metadata): boolean => orientation === 1;

/** JPEG and PNG of a fair size that stand upright pass as they are; transparency, which cuts out the object, is kept. */
async function toTakenImage(image: Sharp, metadata: Metadata, bytes: Uint8Array): Promise<{ contentType: string; bytes: Uint8Array }> {
  const { format, width, height, hasAlpha } = metadata;
  const isSmall = Math.max(width, height) <= MAX_INLINE_SIDE_PX && bytes.byteLength <= MAX_INLINE_BYTES;
  if ((format === "jpeg" || format === "png") && isSmall && isUpright(metadata)) return { contentType: `image/${format}`, bytes };
  const upright = image.autoOrient().resize({ width: MAX_INLINE_SIDE_PX, height: MAX_INLINE_SIDE_PX, fit: "inside", withoutEnlargement: true });
  if (hasAlpha) return { contentType: "image/png", bytes: await upright.png({ compressionLevel: 9 }).toBuffer() };
  return { contentType: "image/jpeg", bytes: await upright.jpeg({ quality: JPEG_QUALITY }).toBuffer() };
}
