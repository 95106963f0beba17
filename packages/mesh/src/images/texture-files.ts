import { MeshError } from "../mesh-error.ts";
import type { ImageType, Model, Texture } from "../model.ts";
import { toByte, toLinear, toSrgb } from "../write/srgb.ts";
import { uniqueNames } from "../write/unique-names.ts";
import { byteTable, greyOf, isOpaque, mappedBy, opaqueOf, scaledNormals, type Channel } from "./bake-pixels.ts";
import type { ImageCodec, Pixels } from "./image-codec.ts";

const EXTENSIONS: Readonly<Record<ImageType, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/ktx2": "ktx2" };

export interface TextureFile {
  /** Unlike every other of the model, of letters, digits, `-` and `_`, with an extension; in the folder that was asked for. */
  path: string;
  type: ImageType;
  bytes: Uint8Array;
}

type MadeType = "image/png" | "image/jpeg";
/** Of a JPEG that is made of one: what it loses is less than what the first one did. */
const BAKED_QUALITY = 95;

export interface TextureFilesOptions {
  /** Without one, pictures are only taken as they are. */
  codec: ImageCodec | undefined;
  /** Types that go into the file as they are. Default PNG and JPEG. */
  taken?: readonly ImageType[];
  form?: "file" | "ascii";
  /** Ends with `/`, or is empty. */
  folder?: string;
  /** Asked before each picture is made. */
  signal?: AbortSignal | undefined;
}

/**
 * The pictures of a model as a format takes them: as they are where it reads their type, else made anew. Each is decoded once, however many textures have
 * its bytes, and what comes out the same is made once and is one file.
 */
export class TextureFiles {
  readonly #model: Pick<Model, "textures">;
  readonly #codec: ImageCodec | undefined;
  readonly #taken: readonly ImageType[];
  readonly #signal: AbortSignal | undefined;
  readonly #names: readonly string[];
  readonly #takenNames: Set<string>;
  /** Of each texture, the first that has the same bytes. */
  readonly #firsts: readonly number[];
  readonly #made = new Map<string, Promise<TextureFile>>();
  readonly #pixels = new Map<number, Promise<Pixels>>();
  readonly #folder: string;

  constructor(model: Pick<Model, "textures">, { codec, taken = ["image/png", "image/jpeg"], form = "file", folder = "", signal }: TextureFilesOptions) {
    this.#model = model;
    this.#codec = codec;
    this.#taken = taken;
    this.#folder = folder;
    this.#signal = signal;
    this.#names = uniqueNames(model.textures.map(({ name }) => name.replace(/\.(png|jpe?g|webp|ktx2)$/i, "")), form, "texture");
    this.#takenNames = new Set(this.#names.map((name) => name.toLowerCase()));
    this.#firsts = firstsOf(model.textures);
  }

  /** @throws MeshError `unreadable_image`; the signal's reason. */
  whole(index: number): Promise<TextureFile> {
    return this.#once(`${index}`, async () => {
      const { type, bytes } = this.#textureAt(index);
      if (this.#taken.includes(type)) return { path: `${this.#folder}${this.#names[index]}.${EXTENSIONS[type]}`, type, bytes };
      return this.#encoded(this.#names[index]!, await this.pixels(index));
    });
  }

  /**
   * One channel, times a factor, as a grey picture. That of alpha has it in its own alpha too: some readers of such a picture take the one, some the
   * other.
   *
   * @throws MeshError `unreadable_image`; the signal's reason.
   */
  channel(index: number, channel: Channel, factor = 1): Promise<TextureFile> {
    const table = byteTable((value) => Math.min(255, Math.round(factor * value)));
    return this.#baked(index, `${channel} ${table.join()}`, channel, (pixels) => greyOf(pixels, channel, table));
  }

  /**
   * For a material that nothing is seen through: without the alpha that its picture may have all the same, since there are readers that go by the picture.
   * Without a codec it stays as it is.
   *
   * @throws MeshError `unreadable_image`; the signal's reason.
   */
  opaque(index: number): Promise<TextureFile> {
    if (!this.#codec || !mayHaveAlpha(this.#textureAt(index))) return this.whole(index);
    return this.#once(`${index} opaque`, async () => {
      const pixels = await this.pixels(index);
      return isOpaque(pixels) ? this.whole(index) : this.#baked(index, "alone opaque", "opaque", opaqueOf);
    });
  }

  /** Whether pictures can be made, and not only taken as they are. */
  get canMake(): boolean {
    return this.#codec !== undefined;
  }

  /**
   * Times a colour, linear, with alpha: what the material multiplies it with, for readers that take the picture in place of the colour. A JPEG becomes a
   * JPEG again, as good as such can be, where that says all there is; else it is a PNG. Without a codec it stays as it is.
   *
   * @param isOpaque as {@link opaque}
   * @throws MeshError `unreadable_image`; the signal's reason.
   */
  tinted(index: number, color: readonly [red: number, green: number, blue: number, alpha: number], isOpaque = false): Promise<TextureFile> {
    const [red, green, blue, alpha] = color;
    const isSetOpaque = isOpaque && mayHaveAlpha(this.#textureAt(index));
    const alphas = byteTable((value) => (isSetOpaque ? 255 : toByte(((isOpaque ? 1 : alpha) * value) / 255)));
    const tables = [...[red, green, blue].map((factor) => byteTable((value) => toByte(toSrgb(factor * toLinear(value / 255))))), alphas];
    const isSame = tables.every((table, k) => (k === 3 && isOpaque) || table.every((value, at) => value === at));
    if (!this.#codec || isSame) return isOpaque ? this.opaque(index) : this.whole(index);
    return this.#baked(index, `times ${tables.join(" ")}`, "tinted", (pixels) => mappedBy(pixels, tables), this.#textureAt(index).type === "image/jpeg" && tables[3]![255] === 255 ? "image/jpeg" : "image/png");
  }

  /**
   * A picture of normals of which x and y are scaled, each of length 1 again (glTF 2.0, 3.9.3). Without a codec it stays as it is.
   *
   * @throws MeshError `unreadable_image`; the signal's reason.
   */
  normals(index: number, scale: number): Promise<TextureFile> {
    if (!this.#codec || scale === 1) return this.whole(index);
    return this.#baked(index, `normals ${scale}`, "scaled", (pixels) => scaledNormals(pixels, scale));
  }

  /** Decoded, once. @throws MeshError `unreadable_image`; the signal's reason. */
  pixels(index: number): Promise<Pixels> {
    const first = this.#firsts[index] ?? index;
    const known = this.#pixels.get(first);
    if (known) return known;
    const pixels = this.#decoded(this.#textureAt(first));
    this.#pixels.set(first, pixels);
    return pixels;
  }

  /** All that were asked for, in the order in which they were. */
  async made(): Promise<TextureFile[]> {
    return [...new Set(await Promise.all(this.#made.values()))];
  }

  async #decoded({ name, type, bytes }: Texture): Promise<Pixels> {
    this.#signal?.throwIfAborted();
    const unreadable = (cause?: unknown) => new MeshError("unreadable_image", `The texture "${name}" (${type.slice("image/".length)}) cannot be read here; leave textures out, or store it as PNG or JPEG.`, { cause });
    if (!this.#codec) throw unreadable();
    return this.#codec.decode(bytes, type).catch((error: unknown) => Promise.reject(unreadable(error)));
  }

  /** Named after the first texture that it was asked for of. */
  #baked(index: number, key: string, word: string, bake: (pixels: Pixels) => Pixels, type: MadeType = "image/png"): Promise<TextureFile> {
    const first = this.#firsts[index] ?? index;
    return this.#once(`${first} ${key}`, async () => {
      const name = this.#nameOnce(`${this.#names[index]}-${word}`);
      const pixels = await this.pixels(first);
      this.#signal?.throwIfAborted();
      return this.#encoded(name, bake(pixels), type);
    });
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

  async #encoded(name: string, pixels: Pixels, type: MadeType = "image/png"): Promise<TextureFile> {
    if (!this.#codec) throw new MeshError("unreadable_image", `The texture "${name}" cannot be made without a codec.`);
    return { path: `${this.#folder}${name}.${EXTENSIONS[type]}`, type, bytes: await this.#codec.encode(pixels, type, { quality: BAKED_QUALITY, isQuick: true }) };
  }
}

function firstsOf(textures: readonly Texture[]): number[] {
  const known = new Map<string, number[]>();
  return textures.map(({ type, bytes }, at) => {
    const key = `${type} ${bytes.length}`;
    const alike = known.get(key) ?? [];
    const first = alike.find((other) => hasSameBytes(textures[other]!.bytes, bytes));
    if (first === undefined) known.set(key, [...alike, at]);
    return first ?? at;
  });
}

function hasSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one === other || (one.length === other.length && one.every((value, at) => value === other[at]));
}

const COLOUR_TYPE_AT = 25;
const WITHOUT_ALPHA: readonly (number | undefined)[] = [0, 2];

/** By the head of a PNG (colour types of the PNG specification, 11.2.1), so that few have to be decoded to know. */
const mayHaveAlpha = ({ type, bytes }: Texture): boolean => type !== "image/jpeg" && !(type === "image/png" && WITHOUT_ALPHA.includes(bytes[COLOUR_TYPE_AT]));
