import type { ProductObject } from "@model-3d/test-utils";
import { estimateForegroundMask, generateModel, GeneratorError, type GenerateOptions, type Image, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { BACKDROPS, layOnBackdrop, type Backdrop } from "./bench-backdrop.ts";
import { cutOutPhoto, throughJpeg, type Manner } from "./bench-shots.ts";
import { volumeIouOf, type GroundTruth } from "./ground-truth.ts";
import { readGlb } from "./read-glb.ts";

/** How well masks cover the true ones, by backdrop: the mean over photos from nearby, through JPEG. */
export async function measureMasks(object: ProductObject, views: readonly View[]): Promise<Partial<Record<Backdrop, number>>> {
  const masks: Partial<Record<Backdrop, number>> = {};
  for (const view of views) {
    const cutOut = await cutOutImage(object, view, "near");
    for (const backdrop of BACKDROPS) {
      const { photo, truth } = layOnBackdrop(cutOut, backdrop);
      const found = estimateForegroundMask(await throughJpeg(photo));
      let both = 0;
      let either = 0;
      for (let i = 0; i < truth.coverage.length; i++) {
        both += Math.min(truth.coverage[i]!, found.coverage[i]!);
        either += Math.max(truth.coverage[i]!, found.coverage[i]!);
      }
      masks[backdrop] = (masks[backdrop] ?? 0) + both / either / views.length;
    }
  }
  return masks;
}

/** Volume IoU of the models of straight photos in front of each backdrop, through JPEG; 0 where they are refused. */
export async function measureModels(object: ProductObject, truth: GroundTruth, views: readonly View[], options: GenerateOptions): Promise<Partial<Record<Backdrop, number>>> {
  const models: Partial<Record<Backdrop, number>> = {};
  const cutOuts = new Map<View, Image>();
  for (const view of views) cutOuts.set(view, await cutOutImage(object, view, "straight"));
  for (const backdrop of BACKDROPS) {
    const photos: Partial<Record<View, Image>> = {};
    for (const [view, cutOut] of cutOuts) photos[view] = await throughJpeg(layOnBackdrop(cutOut, backdrop).photo);
    const result = await generateModel(photos, sharpCodec, { ...options, name: object.name }).catch((error: unknown) => {
      if (!(error instanceof GeneratorError)) throw error;
      console.log(`${object.name} ${backdrop}: ${error.message}`);
      return null;
    });
    models[backdrop] = result ? volumeIouOf((await readGlb(result.glb)).mesh, truth) : 0;
  }
  return models;
}

async function cutOutImage(object: ProductObject, view: View, manner: Manner): Promise<Image> {
  return sharpCodec.decode(await cutOutPhoto(object, view, manner), { maxPixels: 1e8 });
}
