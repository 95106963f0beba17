import { MAX_IMAGE_PIXELS, VIEWS, type GenerationOptions, type View } from "@model-3d/contract";
import type { GenerateResult } from "@model-3d/generator";
import { createGeneratorPool } from "@model-3d/generator/node";
import type { ProviderRequest, ProviderResult, ProviderResultFile, ProviderRunOptions, SynchronousProvider } from "../provider.ts";
import { ProviderError } from "../provider-error.ts";
import { POLYCOUNT_RANGE, resolveLocalProviderOptions, type LocalProviderOptions } from "./local-provider-options.ts";
import { readEmbeddedTexture } from "./read-embedded-texture.ts";
import { toProviderError } from "./to-provider-error.ts";

export { LOCAL_PROVIDER_DEFAULTS, type LocalProviderOptions } from "./local-provider-options.ts";

const EXTENSIONS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" };

/**
 * Makes models on this machine, by shape from silhouette, in threads of its own: no account, no key, no network.
 *
 * @example
 * const model3d = await createModel3D({ authenticate, providers: [createLocalProvider({ workers: 2 })] });
 */
export function createLocalProvider(options?: LocalProviderOptions): SynchronousProvider {
  const resolved = resolveLocalProviderOptions(options);
  const pool = createGeneratorPool({ size: resolved.workers });
  let closed = false;

  async function run({ modelId, views, options: wanted }: ProviderRequest, { signal, onProgress, onPreview }: ProviderRunOptions): Promise<ProviderResult> {
    signal.throwIfAborted();
    if (closed) throw new ProviderError("The generator was shut down. Please start the model again.", { actor: "host", retryable: true, code: "closed" });
    const photos: Partial<Record<View, Uint8Array>> = {};
    for (const { view, read } of views) photos[view] = await read(signal);
    const { polycount, warnings } = planPolycount(wanted.targetPolycount ?? resolved.polycount);
    try {
      const result = await pool.generate(photos, {
        gridSize: resolved.gridSize,
        textureSize: resolved.textureSize,
        thumbnailSize: resolved.thumbnailSize,
        maxTriangles: polycount,
        maxPixels: MAX_IMAGE_PIXELS,
        seed: seedOf(modelId),
        resourceLimits: { maxOldGenerationSizeMb: resolved.memoryMb },
        signal,
        onProgress: ({ progress, stage }) => onProgress(progress, stage),
        onPreview,
      });
      return { files: filesOf(result), warnings: [...warnings, ...warnOfIgnored(wanted), ...result.stats.warnings], stats: { ...result.stats } };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toProviderError(error);
    }
  }

  return {
    name: "local",
    mode: "synchronous",
    capabilities: { cancel: true, views: VIEWS, maxViews: VIEWS.length, maxPolycount: POLYCOUNT_RANGE.max, options: ["targetPolycount"], formats: ["glb"], fileLifeMs: null },
    expectedSeconds: [10, 40],
    costOf: () => null,
    run,
    health: () => Promise.resolve(closed ? "The generator was shut down." : "ok"),
    async close() {
      closed = true;
      await pool.close();
    },
  };
}

function filesOf({ glb, thumbnail }: GenerateResult): ProviderResultFile[] {
  const files: ProviderResultFile[] = [
    { kind: "glb", name: "model.glb", contentType: "model/gltf-binary", bytes: glb },
    { kind: "thumbnail", name: "thumbnail.png", contentType: "image/png", bytes: thumbnail },
  ];
  const texture = readEmbeddedTexture(glb);
  const extension = EXTENSIONS[texture?.contentType ?? ""];
  if (texture && extension) files.push({ kind: "texture", name: `base_color.${extension}`, texture: { set: 0, map: "base_color" }, ...texture });
  return files;
}

function planPolycount(wanted: number): { polycount: number; warnings: string[] } {
  const polycount = Math.min(POLYCOUNT_RANGE.max, Math.max(POLYCOUNT_RANGE.min, wanted));
  if (polycount === wanted) return { polycount, warnings: [] };
  return { polycount, warnings: [`The local generator makes ${number(POLYCOUNT_RANGE.min)} to ${number(POLYCOUNT_RANGE.max)} triangles; ${number(wanted)} became ${number(polycount)}.`] };
}

function warnOfIgnored({ texture, pbr, texturePrompt, textureResolution }: GenerationOptions): string[] {
  const warnings: string[] = [];
  if (texture === false) warnings.push("The local generator always makes a texture.");
  if (pbr === true) warnings.push("The local generator makes a base-colour texture only, no metallic, roughness or normal maps.");
  if (texturePrompt !== undefined) warnings.push("The local generator takes the texture from the photos alone, without words.");
  if (textureResolution !== undefined) warnings.push("The local generator makes its texture in the size that the operator has chosen.");
  return warnings;
}

/** The same model, tried again, comes out the same. */
function seedOf(modelId: string): number {
  return Number.parseInt(modelId.replaceAll("-", "").slice(0, 8), 16) || 1;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
