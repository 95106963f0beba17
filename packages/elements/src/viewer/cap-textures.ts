import type { CompressedTexture, Object3D, Texture } from "three";
import type { GLTF } from "three/examples/jsm/loaders/GLTFLoader.js";

type Picture = Exclude<CanvasImageSource, SVGImageElement | VideoFrame | HTMLVideoElement>;

const isPicture = (data: unknown): data is Picture => data instanceof ImageBitmap || data instanceof HTMLImageElement || data instanceof HTMLCanvasElement;

/** Every texture of a model, once. */
export function texturesOf(scene: Object3D): Set<Texture> {
  const textures = new Set<Texture>();
  scene.traverse((node) => {
    const material: unknown = Reflect.get(node, "material");
    for (const one of Array.isArray(material) ? material : [material]) {
      if (typeof one !== "object" || one === null) continue;
      for (const value of Object.values(one)) if (isTexture(value)) textures.add(value);
    }
  });
  return textures;
}

const isTexture = (value: unknown): value is Texture => typeof value === "object" && value !== null && Reflect.get(value, "isTexture") === true;

/** Makes the pictures of a model smaller before they reach the graphics card, so that no side is longer than `maxSize` (0: no limit). */
export async function capTextures({ scene }: GLTF, maxSize: number): Promise<void> {
  if (maxSize <= 0) return;
  const textures = [...texturesOf(scene)];
  for (const texture of textures) if (isCompressed(texture)) dropLevels(texture, maxSize);
  const sources = new Set(textures.map(({ source }) => source));
  await Promise.all([...sources].map((source) => capSource(source, maxSize)));
}

const isCompressed = (texture: Texture): texture is CompressedTexture => Reflect.get(texture, "isCompressedTexture") === true;

/** A compressed texture brings its smaller levels along: the ones that are too large are left away, as far as there are others. */
function dropLevels(texture: CompressedTexture, maxSize: number): void {
  const levels = texture.mipmaps ?? [];
  const first = levels.findIndex(({ width, height }) => Math.max(width, height) <= maxSize);
  const kept = levels.slice(first === -1 ? levels.length - 1 : first);
  const [largest] = kept;
  if (largest === undefined || kept.length === levels.length) return;
  texture.mipmaps = kept;
  texture.source.data = { width: largest.width, height: largest.height };
}

async function capSource(source: Texture["source"], maxSize: number): Promise<void> {
  const picture: unknown = source.data;
  if (!isPicture(picture)) return;
  const scale = maxSize / Math.max(picture.width, picture.height);
  if (scale >= 1) return;
  const [resizeWidth, resizeHeight] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  source.data = await createImageBitmap(picture, { resizeWidth, resizeHeight, resizeQuality: "high", premultiplyAlpha: "none", colorSpaceConversion: "none" });
  source.needsUpdate = true;
  if (picture instanceof ImageBitmap) picture.close();
}
