import { MeshError } from "../mesh-error.ts";
import type { ImageType, Model, Texture } from "../model.ts";
import { toByte, toLinear, toSrgb } from "../write/srgb.ts";
import { uniqueNames } from "../write/unique-names.ts";
import type { ImageCodec, Pixels } from "./image-codec.ts";

const EXTENSIONS: Readonly<Record<ImageType, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/ktx2": "ktx2" };

export interface TextureFile {
  /** Unlike every other of the model, of letters, digits, `-` and `_`, with an extension; in the folder that was asked for. */
  path: string;
  type: ImageType;
  bytes: Uint8Array;
}

/** Of a metallic-roughness texture, roughness is green, metalness blue, occlusion red (glTF 2.0, 3.9.2); of a base colour, what is opaque is alpha. */
export type Channel = "red" | "green" | "blue" | "alpha";
const OFFSETS: Readonly<Record<Channel, number>> = { red: 0, green: 1, blue: 2, alpha: 3 };

/** The pictures of a model as a format takes them: as they are where it reads their type, else made anew as PNG, each once. */
export class TextureFiles {
  readonly #model: Pick<Model, "textures">;
  readonly #codec: ImageCodec | undefined;
  readonly #taken: readonly ImageType[];
  readonly #names: readonly string[];
  readonly #takenNames: Set<string>;
  readonly #made = new Map<string, Promise<TextureFile>>();
  readonly #pixels = new Map<number, Promise<Pixels>>();
  readonly #folder: string;

  constructor(model: Pick<Model, "textures">, codec: ImageCodec | undefined, taken: readonly ImageType[] = ["image/png", "image/jpeg"], form: "file" | "ascii" = "file", folder = "") {
    this.#model = model;
    this.#codec = codec;
    this.#taken = taken;
    this.#folder = folder;
    this.#names = uniqueNames(model.textures.map(({ name }) => name.replace(/\.(png|jpe?g|webp|ktx2)$/i, "")), form, "texture");
    this.#takenNames = new Set(this.#names.map((name) => name.toLowerCase()));
  }

  /** @throws MeshError `unreadable_image` */
  whole(index: number): Promise<TextureFile> {
    return this.#once(`${index}`, async () => {
      const { type, bytes } = this.#textureAt(index);
      if (this.#taken.includes(type)) return { path: `${this.#folder}${this.#names[index]}.${EXTENSIONS[type]}`, type, bytes };
      return this.#asPng(this.#names[index]!, await this.pixels(index));
    });
  }

  /**
   * One channel, times a factor, as a grey picture. That of alpha has it in its own alpha too: some readers of such a picture take the one, some the
   * other.
   *
   * @throws MeshError `unreadable_image`
   */
  channel(index: number, channel: Channel, factor = 1): Promise<TextureFile> {
    return this.#once(`${index} ${channel} ${factor}`, async () => {
      const name = this.#nameOnce(`${this.#names[index]}-${channel}`);
      const { width, height, data } = await this.pixels(index);
      const grey = new Uint8Array(data.length);
      for (let at = 0; at < data.length; at += 4) {
        const value = Math.min(255, Math.round(factor * data[at + OFFSETS[channel]]!));
        grey.fill(value, at, at + 3)[at + 3] = channel === "alpha" ? value : 255;
      }
      return this.#asPng(name, { width, height, data: grey });
    });
  }

  /**
   * For a material that nothing is seen through: without the alpha that its picture may have all the same, since there are readers that go by the picture.
   * Without a codec it stays as it is.
   *
   * @throws MeshError `unreadable_image`
   */
  opaque(index: number): Promise<TextureFile> {
    if (!this.#codec || !mayHaveAlpha(this.#textureAt(index))) return this.whole(index);
    return this.#once(`${index} opaque`, async () => {
      const { width, height, data } = await this.pixels(index);
      let at = 3;
      while (at < data.length && data[at] === 255) at += 4;
      if (at >= data.length) return this.whole(index);
      const opaque = data.slice();
      for (; at < data.length; at += 4) opaque[at] = 255;
      return this.#asPng(this.#nameOnce(`${this.#names[index]}-opaque`), { width, height, data: opaque });
    });
  }

  /** Whether pictures can be made, and not only taken as they are. */
  get canMake(): boolean {
    return this.#codec !== undefined;
  }

  /**
   * Times a colour, linear, with alpha: what the material multiplies it with, for readers that take the picture in place of the colour. Without a codec
   * it stays as it is.
   *
   * @param isOpaque as {@link opaque}
   * @throws MeshError `unreadable_image`
   */
  tinted(index: number, color: readonly [red: number, green: number, blue: number, alpha: number], isOpaque = false): Promise<TextureFile> {
    const factors = isOpaque ? [...color.slice(0, 3), 1] : color;
    if (!this.#codec || factors.every((factor) => factor === 1)) return isOpaque ? this.opaque(index) : this.whole(index);
    return this.#once(`${index} times ${factors.join(" ")} ${isOpaque}`, async () => {
      const name = this.#nameOnce(`${this.#names[index]}-tinted`);
      const { width, height, data } = await this.pixels(index);
      const tables = factors.map((factor, k) => Uint8Array.from({ length: 256 }, (_, value) => (k === 3 ? toByte((factor * value) / 255) : toByte(toSrgb(factor * toLinear(value / 255))))));
      if (isOpaque) tables[3]!.fill(255);
      return this.#asPng(name, { width, height, data: data.map((value, at) => tables[at % 4]![value]!) });
    });
  }

  /**
   * A picture of normals of which x and y are scaled, each of length 1 again (glTF 2.0, 3.9.3). Without a codec it stays as it is.
   *
   * @throws MeshError `unreadable_image`
   */
  normals(index: number, scale: number): Promise<TextureFile> {
    if (!this.#codec || scale === 1) return this.whole(index);
    return this.#once(`${index} normals ${scale}`, async () => {
      const name = this.#nameOnce(`${this.#names[index]}-scaled`);
      const { width, height, data } = await this.pixels(index);
      const scaled = data.slice();
      for (let at = 0; at < data.length; at += 4) {
        const normal = [scale * (data[at]! / 127.5 - 1), scale * (data[at + 1]! / 127.5 - 1), data[at + 2]! / 127.5 - 1];
        const length = Math.hypot(...normal) || 1;
        for (let k = 0; k < 3; k++) scaled[at + k] = Math.round(127.5 * (1 + normal[k]! / length));
      }
      return this.#asPng(name, { width, height, data: scaled });
    });
  }

  /** Decoded, once. @throws MeshError `unreadable_image` */
  pixels(index: number): Promise<Pixels> {
    const known = this.#pixels.get(index);
    if (known) return known;
    const { name, type, bytes } = this.#textureAt(index);
    const unreadable = (cause?: unknown) => new MeshError("unreadable_image", `The texture "${name}" (${type.slice("image/".length)}) cannot be read here; leave textures out, or store it as PNG or JPEG.`, { cause });
    const pixels = this.#codec ? this.#codec.decode(bytes, type).catch((error: unknown) => Promise.reject(unreadable(error))) : Promise.reject(unreadable());
    this.#pixels.set(index, pixels);
    return pixels;
  }

  /** All that were asked for, in the order in which they were. */
  async made(): Promise<TextureFile[]> {
    return Promise.all(this.#made.values());
  }

  #nameOnce(name: string): string {
    let unique = name;
    for (let number = 2; this.#takenNames.has(unique.toLowerCase()); number++) unique = `${name}-${number}`;
    this.#takenNames.add(unique.toLowerCase());
    return unique;
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

  async #asPng(name: string, pixels: Pixels): Promise<TextureFile> {
    if (!this.#codec) throw new MeshError("unreadable_image", `The texture "${name}" cannot be made without a codec.`);
    return { path: `${this.#folder}${name}.png`, type: "image/png", bytes: await this.#codec.encode(pixels, "image/png") };
  }
}

const COLOUR_TYPE_AT = 25;
const WITHOUT_ALPHA: readonly (number | undefined)[] = [0, 2];

/** By the head of a PNG (colour types of the PNG specification, 11.2.1), so that few have to be decoded to know. */
const mayHaveAlpha = ({ type, bytes }: Texture): boolean => type !== "image/jpeg" && !(type === "image/png" && WITHOUT_ALPHA.includes(bytes[COLOUR_TYPE_AT]));
