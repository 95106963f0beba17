import type { ImageCodec, Pixels } from "../images/image-codec.ts";
import type { BasisFile, BasisTranscoder } from "./basis-transcoder.ts";

/** Red, green, blue, alpha of eight bits, by the transcoder's number. */
const RGBA32 = 13;

/**
 * A codec that reads KTX2 of the kinds that glTF has (KHR_texture_basisu: ETC1S and UASTC), and all else as the given one. `load` is called for each such
 * picture, so that no memory outlives it: `loadBasis` of `@model-3d/mesh/basis` in Node, elsewhere what starts the transcoder that the page has.
 *
 * @example
 * const codec = withBasis(sharpCodec, loadBasis);
 */
export function withBasis(codec: ImageCodec, load: () => Promise<BasisTranscoder>): ImageCodec {
  return {
    ...codec,
    async decode(bytes, type) {
      if (type !== "image/ktx2") return codec.decode(bytes, type);
      const { KTX2File } = await load();
      const file = new KTX2File(bytes);
      try {
        return transcode(file);
      } finally {
        file.close();
        file.delete();
      }
    },
  };
}

/** The largest level of the first picture. */
function transcode(file: BasisFile): Pixels {
  if (!file.isValid() || file.isHDR?.() === true || !file.startTranscoding()) throw new Error("The KTX2 is of no kind that can be read.");
  const [width, height] = [file.getWidth(), file.getHeight()];
  const data = new Uint8Array(file.getImageTranscodedSizeInBytes(0, 0, 0, RGBA32));
  if (data.length !== 4 * width * height || !file.transcodeImage(data, 0, 0, 0, RGBA32, 0, -1, -1)) throw new Error("The KTX2 cannot be read to its end.");
  return { width, height, data };
}
