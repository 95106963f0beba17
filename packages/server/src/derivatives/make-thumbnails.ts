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

interface Pictures {
  draw(): Promise<Buffer>;
  adopt(thumbnails: StoredThumbnails, keys: readonly string[]): Promise<void>;
}

/** Makes the model's picture smaller, and never larger. @param draw gives a picture where it has none here that can be read */
export async function makeThumbnails(context: Pick<ServiceContext, "files">, model: ModelRow, { draw, adopt }: Pictures, signal: AbortSignal): Promise<void> {
  const { id, userId } = model;
  const picture = (await findPicture(context, model, signal)) ?? (await draw());
  const thumbnails: StoredThumbnails = [];
  const keys: string[] = [];
  try {
    for (const size of SIZES) {
      const made = await shrink(picture, size);
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
  await adopt(thumbnails, keys);
}

async function findPicture({ files }: Pick<ServiceContext, "files">, { id, thumbnailUrl }: ModelRow, signal: AbortSignal): Promise<Buffer | null> {
  const file = thumbnailUrl === null ? null : await files.findModelFile(null, id, thumbnailUrl);
  if (!file) return null;
  const picture = await buffer(await files.openFile(file, { signal }));
  return shrink(picture, 1).then(
    () => picture,
    () => null,
  );
}

function shrink(picture: Buffer, size: number): Promise<{ data: Buffer; info: { width: number; height: number } }> {
  return sharp(picture, { limitInputPixels: MAX_PIXELS })
    .resize(size, size, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
}
