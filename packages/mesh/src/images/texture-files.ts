import { MeshError } from "../mesh-error.ts";
import type { ImageType, Model, Texture } from "../model.ts";
import { uniqueNames } from "../write/unique-names.ts";
import type { ImageCodec, Pixels } from "./image-codec.ts";

const EXTENSIONS: Readonly<Record<ImageType, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/ktx2": "ktx2" };

export interface TextureFile {
  /** Unlike every other of the model, of letters, digits, `-` and `_`, with an extension. */
  path: string;
  type: ImageType;
  bytes: Uint8Array;
}

/** Which of a metallic-roughness texture's channels: roughness is green, metalness blue, occlusion red (glTF 2.0, 3.9.2). */
export type Channel = "red" | "green" | "blue";
const OFFSETS: Readonly<Record<Channel, number>> = { red: 0, green: 1, blue: 2 };

/** The pictures of a model as a format takes them: as they are where it reads their type, else made anew as PNG, each once. */
export class TextureFiles {
  readonly #model: Pick<Model, "textures">;
  readonly #codec: ImageCodec | undefined;
  readonly #taken: readonly ImageType[];
  readonly #names: readonly string[];
  readonly #made = new Map<string, Promise<TextureFile>>();
  readonly #pixels = new Map<number, Promise<Pixels>>();

  constructor(model: Pick<Model, "textures">, codec: ImageCodec | undefined, taken: readonly ImageType[] = ["image/png", "image/jpeg"]) {
    this.#model = model;
    this.#codec = codec;
    this.#taken = taken;
    this.#names = uniqueNames(model.textures.map(({ name }) => name), "file");
  }

  /** @throws MeshError `unreadable_image` */
  whole(index: number): Promise<TextureFile> {
    return this.#once(`${index}`, async () => {
      const { type, bytes } = this.#textureAt(index);
      if (this.#taken.includes(type)) return { path: `${this.#names[index]}.${EXTENSIONS[type]}`, type, bytes };
      return this.#asPng(this.#names[index]!, await this.#pixelsOf(index));
    });
  }

  /** One channel as a grey picture. @throws MeshError `unreadable_image` */
  channel(index: number, channel: Channel): Promise<TextureFile> {
    return this.#once(`${index} ${channel}`, async () => {
      const { width, height, data } = await this.#pixelsOf(index);
      const grey = new Uint8Array(data.length);
      for (let at = 0; at < data.length; at += 4) grey.fill(data[at + OFFSETS[channel]]!, at, at + 3).fill(255, at + 3, at + 4);
      return this.#asPng(`${this.#names[index]}-${channel}`, { width, height, data: grey });
    });
  }

  /** All that were asked for, in the order in which they were. */
  async made(): Promise<TextureFile[]> {
    return Promise.all(this.#made.values());
  }

  #once(key: string, make: () => Promise<TextureFile>): Promise<TextureFile> {
    const known = this.#made.get(key);
    if (known) return known;
    const made = make();
    this.#made.set(key, made);
    return made;
  }

  #textureAt(index: number): Texture {
    const texture = this.#model.textures[index];
    if (!texture) throw new RangeError(`There is no texture ${index}.`);
    return texture;
  }

  #pixelsOf(index: number): Promise<Pixels> {
    const known = this.#pixels.get(index);
    if (known) return known;
    const { name, type, bytes } = this.#textureAt(index);
    const unreadable = (cause?: unknown) => new MeshError("unreadable_image", `The texture "${name}" (${type.slice("image/".length)}) cannot be read here; leave textures out, or store it as PNG or JPEG.`, { cause });
    const pixels = this.#codec ? this.#codec.decode(bytes, type).catch((error: unknown) => Promise.reject(unreadable(error))) : Promise.reject(unreadable());
    this.#pixels.set(index, pixels);
    return pixels;
  }

  async #asPng(name: string, pixels: Pixels): Promise<TextureFile> {
    if (!this.#codec) throw new MeshError("unreadable_image", `The texture "${name}" cannot be made without a codec.`);
    return { path: `${name}.png`, type: "image/png", bytes: await this.#codec.encode(pixels, "image/png") };
  }
}
