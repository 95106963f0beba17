import { alignViews, type Outlines } from "./align-views.ts";
import { buildMesh } from "./build-mesh.ts";
import { buildShape } from "./build-shape.ts";
import { buildTexture } from "./build-texture.ts";
import type { ResolvedGenerateOptions } from "./generate-options.ts";
import { GeneratorError } from "./generator-error.ts";
import type { ImageCodec } from "./image.ts";
import { standUpright, writeGlb } from "./write-glb.ts";

const PREVIEW_GRID_SIZE = 96;
const PREVIEW_TEXTURE_SIZE = 512;
const PREVIEW_TRIANGLES = 8_000;

/**
 * The same model, coarse and with the photos taken for straight ones, as finding the cameras takes longer than all of this: something to
 * look at while the fine one is made. `null` where that makes no model; the fine one may.
 */
export async function makePreview(outlines: Outlines, codec: ImageCodec, { gridSize, textureSize, seed, name }: ResolvedGenerateOptions): Promise<Uint8Array | null> {
  try {
    const { mesh, shape } = await buildMesh(buildShape(alignViews(outlines), Math.min(gridSize, PREVIEW_GRID_SIZE)), PREVIEW_TRIANGLES);
    const { mesh: textured, image } = buildTexture(mesh, shape, Math.min(textureSize, PREVIEW_TEXTURE_SIZE), seed);
    standUpright(textured.positions);
    return await writeGlb(textured, { texture: await codec.encode(image, "jpeg"), mimeType: "image/jpeg", name });
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}
