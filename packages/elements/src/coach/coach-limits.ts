import { MIN_IMAGE_SIDE_PX, RECOMMENDED_IMAGE_SIDE_PX } from "@model-3d/contract";

/**
 * From where on a measure is told. Each was set between what good product photos have and what photos have that were
 * spoiled on purpose; both are in the tests.
 */
export const COACH_LIMITS = {
  /** Pixels; the server's own limit. */
  tooSmallPx: MIN_IMAGE_SIDE_PX,
  /** Pixels; the server's own recommendation. */
  smallPx: RECOMMENDED_IMAGE_SIDE_PX,
  /** Pixels of smear in a photo of 1024 pixels. Good photos have 0.5 to 0.6; at 1.8 (a photo enlarged four times) a texture is visibly soft. */
  blurPx: 1.5,
  /** Share of one border that the object takes. */
  cutShare: 0.02,
  /** An object longer than this share of the photo leaves no background beside it to judge by. */
  fullExtent: 0.97,
  farExtent: 0.35,
  /** OKLab units between neighbours at the rim. Grain of a phone has 0.005, a pattern 0.1 and more. */
  noise: 0.04,
  /** OKLab units across the outline. Good photos have 0.27 and more; below 0.02 the generator takes object for background. */
  contrast: 0.06,
  brightest: 0.45,
  burntShare: 0.25,
  /** OKLab units between two whole photos. The same one, shrunk and stored anew, has 0.002; front and back of a robot 0.024. */
  sameDistance: 0.004,
  fit: 0.8,
  /** Within one product 0.03 at most; from here to one half a hint, since a box may have another front than back. */
  foreignShare: 0.28,
  mostlyForeign: 0.5,
} as const;
