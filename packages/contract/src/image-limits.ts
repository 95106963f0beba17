/** A photo whose shorter side is below this many pixels is refused. */
export const MIN_IMAGE_SIDE_PX = 256;

/** A photo whose shorter side is below this many pixels is taken with a warning. */
export const RECOMMENDED_IMAGE_SIDE_PX = 1024;

/** A photo with more pixels than this is refused before it is decoded. */
export const MAX_IMAGE_PIXELS = 64_000_000;

/** A photo file larger than this is refused. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** Media types that a photo may have, judged by its bytes and not by its name. */
export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];
