import { isDataUri } from "./check-accessors.ts";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";
import type { Gltf } from "./parse-gltf-json.ts";
import { readImageSize } from "./read-image-size.ts";
import { readKtx2Size } from "./read-ktx2-size.ts";

/**
 * Every image is within the file, of a kind that browsers show, or KTX2 where the caller takes it, and of a size that they can hold; by its header,
 * undecoded. `bin` is the binary chunk's content.
 *
 * @throws InvalidGlbError
 */
export function checkImages(gltf: Gltf, bin: Uint8Array, limits: Pick<GlbLimits, "maxImagePixels" | "maxTotalPixels">, { takesKtx2 = false }: { takesKtx2?: boolean } = {}): void {
  let total = 0;
  (gltf.images ?? []).forEach((image, at) => {
    const bytes = bytesOf(gltf, image, at, bin);
    const size = readImageSize(bytes) ?? (takesKtx2 ? readKtx2Size(bytes) : null);
    if (size === null) throw new InvalidGlbError("invalid", `Image ${at} is no PNG, JPEG${takesKtx2 ? ", WebP or KTX2" : " or WebP"}.`);
    if (size.width === 0 || size.height === 0) throw new InvalidGlbError("invalid", `Image ${at} has no pixels.`);
    const pixels = size.width * size.height;
    if (pixels > limits.maxImagePixels) throw new InvalidGlbError("limit", `Image ${at} has ${size.width} × ${size.height} pixels; at most ${limits.maxImagePixels} in all are taken.`);
    total += pixels;
  });
  if (total > limits.maxTotalPixels) throw new InvalidGlbError("limit", `Its images have ${total} pixels together; at most ${limits.maxTotalPixels} are taken.`);
}

function bytesOf(gltf: Gltf, { uri, bufferView }: NonNullable<Gltf["images"]>[number], at: number, bin: Uint8Array): Uint8Array {
  if (uri !== undefined) {
    if (!isDataUri(uri)) throw new InvalidGlbError("external", `Image ${at} lies in another file, which is never fetched.`);
    return bytesOfDataUri(uri);
  }
  const view = bufferView === undefined ? undefined : gltf.bufferViews?.[bufferView];
  if (!view) throw new InvalidGlbError("invalid", `Image ${at} is nowhere.`);
  const buffer = gltf.buffers?.[view.buffer];
  const { byteOffset = 0, byteLength } = view;
  const held = buffer?.uri === undefined ? bin : bytesOfDataUri(buffer.uri);
  return held.subarray(byteOffset, byteOffset + byteLength);
}

function bytesOfDataUri(uri: string): Uint8Array {
  try {
    const text = atob(uri.slice(uri.indexOf(",") + 1));
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  } catch (error) {
    throw new InvalidGlbError("invalid", "A data URI of the file is not base64.", { cause: error });
  }
}
