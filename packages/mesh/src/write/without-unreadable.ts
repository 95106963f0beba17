import type { ImageCodec, Pixels } from "../images/image-codec.ts";
import type { Model, Texture } from "../model.ts";
import { withPictures } from "./without-pictures.ts";

/** Which formats take as they are. */
const COMMON: readonly string[] = ["image/png", "image/jpeg"];

export interface Readable {
  model: Model;
  /** The codec, which knows what it has decoded. */
  codec: ImageCodec | undefined;
  /** Names of the textures that are left out, each once. */
  unreadable: readonly string[];
}

/** The model without those of its textures that nothing here can decode, so that the rest can be written all the same. Without a codec, what is in a common form is believed. @throws the signal's reason, which is asked before each. */
export async function withoutUnreadable(model: Model, { codec, signal }: { codec: ImageCodec | undefined; signal?: AbortSignal | undefined }): Promise<Readable> {
  const known = new Map<Uint8Array, Promise<Pixels>>();
  const isReadable = async ({ type, bytes }: Texture): Promise<boolean> => {
    if (COMMON.includes(type) && !codec) return true;
    const pixels = codec?.decode(bytes, type);
    // What goes into the file as it is need not be kept as pixels.
    if (pixels && !COMMON.includes(type)) known.set(bytes, pixels);
    return pixels !== undefined && (await pixels.then(() => true, () => false));
  };
  const are: boolean[] = [];
  for (const texture of model.textures) {
    signal?.throwIfAborted();
    are.push(await isReadable(texture));
  }
  const remembering = codec && known.size > 0 ? { ...codec, decode: (bytes: Uint8Array, type: string) => known.get(bytes) ?? codec.decode(bytes, type) } : codec;
  if (are.every(Boolean)) return { model, codec: remembering, unreadable: [] };
  return { model: { ...model, materials: model.materials.map((material) => withPictures(material, ({ texture }) => are[texture] === true)) }, codec: remembering, unreadable: [...new Set(model.textures.flatMap(({ name }, at) => (are[at] ? [] : [name])))] };
}
