import type { Image } from "./image.ts";
import { readFocalLength } from "./read-focal-length.ts";
import type { Photos } from "./read-photos.ts";
import type { View } from "./view-cameras.ts";

/** What the photos' files say about their cameras: each focal length as a share of the whole picture's longer side. */
export type FocalShares = Partial<Record<View, number>>;

/** The focal lengths that the files tell. */
export function focalShares(photos: Photos, images: ReadonlyMap<View, Image>): FocalShares {
  const shares: FocalShares = {};
  for (const [view, { width, height }] of images) {
    const photo = photos[view];
    const share = photo instanceof Uint8Array ? readFocalLength(photo, Math.max(width, height) / Math.min(width, height)) : null;
    if (share !== null) shares[view] = share;
  }
  return shares;
}
