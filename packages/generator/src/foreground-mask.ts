import { agreeOnMasks } from "./agree-on-masks.ts";
import { ForegroundSearch } from "./foreground-search.ts";
import type { Image, Mask } from "./image.ts";
import type { View } from "./view-cameras.ts";

const OPAQUE = 250;
const MIN_TRANSPARENT_SHARE = 0.002;

/**
 * Tells the object from its background. A photo with transparency says it itself; any other is compared with models of
 * the background drawn from its rim (rows, columns, a quadratic, then inpainted from what was found), and the
 * background is what can be reached from the rim without crossing an edge. Soft shadows at the foot and those that run
 * out into the open count as background, as does what a JPEG leaves around a strong contrast; holes and slits through
 * which the background shows are opened. An object may be cut off by the frame where it leaves the corners free.
 *
 * Returns the coverage at the photo's own size. It may be empty or full: {@link hasForeground} judges that.
 */
export function estimateForegroundMask(image: Image): Mask {
  const alpha = alphaMask(image);
  if (alpha) return alpha;
  const search = new ForegroundSearch(image);
  return search.refined(search.coarse());
}

/**
 * The same of all photos of one object: those from opposite sides have outlines that are about each other's mirror image, which decides where one of them is in doubt.
 *
 * @param within is told the share of the work that is done, and may end it by throwing.
 */
export async function estimateForegroundMasks(images: ReadonlyMap<View, Image>, within: (share: number) => Promise<void> = () => Promise.resolve()): Promise<Map<View, Mask>> {
  const masks = new Map<View, Mask>();
  const searches = new Map<View, ForegroundSearch>();
  const found = new Map<View, Uint8Array>();
  for (const [view, image] of images) {
    const alpha = alphaMask(image);
    if (alpha) masks.set(view, alpha);
    else {
      const search = new ForegroundSearch(image);
      searches.set(view, search);
      found.set(view, search.coarse());
    }
    await within((masks.size + found.size) / (images.size + 1));
  }
  for (const [view, foreground] of agreeOnMasks(searches, found)) masks.set(view, searches.get(view)!.refined(foreground));
  await within(1);
  return masks;
}

/** False if (almost) nothing or (almost) everything is object: then the photo's outline says nothing. */
export function hasForeground(mask: Mask): boolean {
  let sum = 0;
  for (let i = 0; i < mask.coverage.length; i++) sum += mask.coverage[i]!;
  const share = sum / mask.coverage.length;
  return sum >= 40 && share > 0.002 && share < 0.985;
}

function alphaMask(image: Image): Mask | null {
  const { width, height, data } = image;
  let transparent = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]! < OPAQUE) transparent++;
  if (transparent < MIN_TRANSPARENT_SHARE * width * height) return null;
  const coverage = new Float32Array(width * height);
  for (let i = 0; i < coverage.length; i++) coverage[i] = data[4 * i + 3]! / 255;
  return { width, height, coverage };
}

