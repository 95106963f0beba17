import { GeneratorError, type View } from "@model-3d/generator";
import { createGeneratorPool, sharpCodec } from "@model-3d/generator/node";
import type { CreateRequest } from "../tasks/create-request.ts";
import { ModelRefusedError, type MakeModel } from "./make-model.ts";

export interface PhotoMakerOptions {
  /** Models made at the same time, each in a thread of its own. Default 1. */
  workers?: number;
  /** Samples along the longest side, 32–384. Default 192. */
  gridSize?: number;
  /** Pixels of a side of a 2k texture, a power of two, 256–4096; 4k and 8k have twice as many, at most 4096. Default 2048. */
  textureSize?: number;
  /** Pixels of a side of the preview, 64–1024. Default 512. */
  thumbnailSize?: number;
}

export const PHOTO_MAKER_DEFAULTS = { workers: 1, gridSize: 192, textureSize: 2048, thumbnailSize: 512 } as const satisfies Required<PhotoMakerOptions>;

export interface PhotoMaker {
  makeModel: MakeModel;
  /** Stops what is being made. */
  close(): Promise<void>;
}

type Photos = Partial<Record<View, Uint8Array>>;

const ORDER: readonly View[] = ["front", "back", "side", "top"];
const MAX_TEXTURE_SIZE = 4096;
const MAX_WAITING = 1000;
const MAX_PIXELS = 50_000_000;

/** What the generator can make; Meshy makes 100 to 300,000. */
const TRIANGLES = { min: 5_000, max: 50_000 } as const;

/** By `decimation_mode`: 1 is ultra, 4 low. */
const DECIMATED: readonly number[] = [50_000, 30_000, 15_000, 5_000];

/** Makes real models of the photos, by shape from silhouette, in threads of its own. */
export function createPhotoMaker(options: PhotoMakerOptions = {}): PhotoMaker {
  const { workers, gridSize, textureSize, thumbnailSize } = { ...PHOTO_MAKER_DEFAULTS, ...options };
  const pool = createGeneratorPool({ size: workers, maxWaiting: MAX_WAITING });

  return {
    async makeModel(images, { request, seed, signal }) {
      try {
        const { glb, thumbnail } = await pool.generate(await photosOf(images), {
          gridSize,
          thumbnailSize,
          textureSize: request.texture_resolution === "2k" ? textureSize : Math.min(MAX_TEXTURE_SIZE, textureSize * 2),
          maxTriangles: trianglesOf(request),
          seed,
          signal,
        });
        return { glb, thumbnail };
      } catch (error) {
        const isOfUser = error instanceof GeneratorError && !["internal", "cancelled", "out_of_memory"].includes(error.code);
        throw isOfUser ? new ModelRefusedError(error.message, { cause: error }) : error;
      }
    },
    close: () => pool.close(),
  };
}

async function photosOf(images: readonly Uint8Array[]): Promise<Photos> {
  const photos: Photos = {};
  images.forEach((image, i) => {
    const view = ORDER[i];
    if (view) photos[view] = image;
  });
  // Meshy is content with a front; the generator wants a back, whose outline is the front's in a mirror.
  if (photos.front && !photos.back) photos.back = await mirror(photos.front);
  return photos;
}

async function mirror(photo: Uint8Array): Promise<Uint8Array> {
  const { width, height, data } = await sharpCodec.decode(photo, { maxPixels: MAX_PIXELS });
  const pixels = new Uint32Array(Uint8Array.from(data).buffer);
  for (let y = 0; y < height; y++) pixels.subarray(y * width, (y + 1) * width).reverse();
  return sharpCodec.encode({ width, height, data: new Uint8Array(pixels.buffer) }, "png");
}

/** Without remeshing Meshy gives the raw mesh, the finest that there is. */
function trianglesOf({ should_remesh: remesh, decimation_mode: mode, target_polycount: wanted }: CreateRequest): number {
  if (!remesh) return TRIANGLES.max;
  const count = mode === null ? wanted : (DECIMATED[mode - 1] ?? wanted);
  return Math.min(TRIANGLES.max, Math.max(TRIANGLES.min, count));
}
