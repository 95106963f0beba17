import type { FocalShares } from "./estimate-cameras.ts";
import type { Image } from "./image.ts";
import { readFocalLength } from "./read-focal-length.ts";
import type { Photos } from "./read-photos.ts";
import type { View } from "./view-cameras.ts";

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
