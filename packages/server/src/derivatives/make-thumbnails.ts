import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import type { ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";

/** Pixels of the longer side: a list, a card, a page. */
const SIZES = [96, 256, 512] as const;
const QUALITY = 82;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_PIXELS = 8192 * 8192;

type StoredThumbnails = ModelRow["thumbnails"];

/** Makes the model's picture smaller, and never larger; nothing where it has none here, or one that cannot be read. */
export async function makeThumbnails(context: Pick<ServiceContext, "files" | "logger">, { id, userId, thumbnailUrl }: ModelRow, signal: AbortSignal, adopt: (thumbnails: StoredThumbnails, keys: readonly string[]) => Promise<void>): Promise<void> {
  if (thumbnailUrl === null) return;
  const file = await context.files.findModelFile(null, id, thumbnailUrl);
  if (!file) return;
  const picture = await buffer(await context.files.openFile(file, { signal }));
  const thumbnails: StoredThumbnails = [];
  const keys: string[] = [];
  try {
    for (const size of SIZES) {
      const made = await shrink(picture, size);
      if (made === null) {
        context.logger.warn({ modelId: id }, "The picture of a model cannot be read");
        break;
      }
      signal.throwIfAborted();
      const name = `derived-thumbnail-${size}.webp`;
      const { key } = await context.files.writeFile({ userId, kind: "model_file", modelId: id, name, contentType: "image/webp", source: made.data, maxBytes: MAX_BYTES, width: made.info.width, height: made.info.height, signal });
      keys.push(key);
      thumbnails.push({ name, width: made.info.width, height: made.info.height });
    }
  } catch (error) {
    await context.files.discardFiles(keys);
    throw error;
  }
  if (keys.length > 0) await adopt(thumbnails, keys);
}

function shrink(picture: Buffer, size: number): Promise<{ data: Buffer; info: { width: number; height: number } } | null> {
  return sharp(picture, { limitInputPixels: MAX_PIXELS })
    .resize(size, size, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
}
