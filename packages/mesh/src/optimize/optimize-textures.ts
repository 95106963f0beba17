import { Material, TextureChannel, type Document, type Texture } from "@gltf-transform/core";
import { EXTTextureWebP } from "@gltf-transform/extensions";
import { readImageSize } from "../checks/read-image-size.ts";
import { readKtx2Size } from "../checks/read-ktx2-size.ts";
import type { EncodedType, ImageCodec, Pixels } from "../images/image-codec.ts";

export interface PictureState {
  type: string;
  width: number;
  height: number;
  bytes: number;
}

export interface OptimizedTexture {
  name: string;
  before: PictureState;
  /** The same where nothing could be done: without a codec, or of a type that it does not read. */
  after: PictureState;
}

export interface TextureGoals {
  maxTextureSize: number;
  quality: number;
  textures: "webp" | "jpeg" | "keep";
  codec: ImageCodec | undefined;
  /** Pixels of textures that were read before, by their place in the document. */
  known: Map<number, Promise<Pixels | null>>;
  signal: AbortSignal | undefined;
  onProgress: (share: number) => void;
}

const TYPES = { webp: "image/webp", jpeg: "image/jpeg" } as const;
/** Blocks of a lossy picture show as facets where it says how light falls, long before they show in a colour. */
const [NORMAL_GAIN, DATA_GAIN] = [10, 5] as const;

/** Makes textures smaller, in place: fewer pixels, no alpha where none is looked at, a type that is lighter. Never larger than they were. */
export async function optimizeTextures(document: Document, goals: TextureGoals): Promise<OptimizedTexture[]> {
  const textures = document.getRoot().listTextures();
  const made: OptimizedTexture[] = [];
  for (const [at, texture] of textures.entries()) {
    goals.signal?.throwIfAborted();
    const before = stateOf(texture);
    await optimizeTexture(document, texture, at, goals);
    made.push({ name: texture.getName() || `texture ${at + 1}`, before, after: stateOf(texture) });
    goals.onProgress((at + 1) / textures.length);
  }
  if (textures.some((texture) => texture.getMimeType() === "image/webp")) document.createExtension(EXTTextureWebP).setRequired(true);
  return made;
}

function stateOf(texture: Texture): PictureState {
  const bytes = texture.getImage();
  const { type, width, height } = (bytes && (readImageSize(bytes) ?? readKtx2Size(bytes))) ?? { type: texture.getMimeType(), width: 0, height: 0 };
  return { type, width, height, bytes: bytes?.length ?? 0 };
}

async function optimizeTexture(document: Document, texture: Texture, at: number, { maxTextureSize, quality, textures, codec, known }: TextureGoals): Promise<void> {
  const bytes = texture.getImage();
  if (!codec || !bytes) return;
  const { type, width, height } = stateOf(texture);
  const isTooLarge = Math.max(width, height) > maxTextureSize;
  if (textures === "keep" && !isTooLarge) return;
  const reading = known.get(at) ?? codec.decode(bytes, type).catch(() => null);
  known.set(at, reading);
  const pixels = await reading;
  if (!pixels) return;
  const { kind, hasAlpha } = useOf(document, texture);
  const factor = Math.min(1, maxTextureSize / Math.max(pixels.width, pixels.height));
  const fitted = factor < 1 ? await codec.resize(pixels, Math.max(1, Math.round(factor * pixels.width)), Math.max(1, Math.round(factor * pixels.height))) : pixels;
  const counts = hasAlpha && fitted.data.some((value, k) => k % 4 === 3 && value !== 255);
  const wanted: EncodedType = textures === "keep" ? keptType(type, counts) : textures === "jpeg" && counts ? "image/png" : TYPES[textures];
  const gain = kind === "normal" ? NORMAL_GAIN : kind === "data" ? DATA_GAIN : 0;
  const encoded = await codec.encode(counts ? fitted : opaque(fitted), wanted, { quality: Math.min(100, quality + gain) });
  if (!isTooLarge && encoded.length >= bytes.length) return;
  texture.setImage(encoded).setMimeType(wanted).setURI("");
}

const keptType = (type: string, hasAlpha: boolean): EncodedType => (type === "image/webp" ? type : type === "image/jpeg" && !hasAlpha ? type : "image/png");

function opaque({ width, height, data }: Pixels): Pixels {
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
}

/** What a texture is for, by what refers to it: colours, directions or other numbers; and whether somebody reads its alpha. */
function useOf(document: Document, texture: Texture): { kind: "color" | "normal" | "data"; hasAlpha: boolean } {
  const edges = document.getGraph().listParentEdges(texture).filter((edge) => edge.getParent().propertyType !== "Root");
  const names = edges.map((edge) => edge.getName());
  const kind = names.some((name) => /normal/i.test(name)) ? "normal" : names.some((name) => /color|emissive|diffuse|specularGlossiness/i.test(name)) ? "color" : "data";
  const hasAlpha = edges.some((edge) => {
    const [parent, { channels = 0xffff }] = [edge.getParent(), edge.getAttributes() as { channels?: number }];
    return (channels & TextureChannel.A) !== 0 && !(parent instanceof Material && parent.getAlphaMode() === "OPAQUE");
  });
  return { kind, hasAlpha };
}
