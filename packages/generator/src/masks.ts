/**
 * What a page needs to judge photos as the generator will: the same masks and outlines, and whether one object can have
 * them all. Runs wherever JavaScript runs and brings nothing that only Node or the making of a mesh needs.
 */
export { alignViews, outlineAgreement, type AlignedViews, type Outlines } from "./align-views.ts";
export { rimWidth } from "./background-model.ts";
export { boxBlur } from "./box-blur.ts";
export { coveredShare, decideSideCamera } from "./decide-side-camera.ts";
export { estimateForegroundMask, hasForeground } from "./foreground-mask.ts";
export { GeneratorError, type GeneratorErrorCode } from "./generator-error.ts";
export type { Image, Mask } from "./image.ts";
export { shrinkToOklab, type LabImage } from "./oklab.ts";
export { outlineDistance } from "./outline-sampler.ts";
export { aspectOf, type Outline } from "./outline.ts";
export { sampleOutlines } from "./outline-grids.ts";
export { readFocalLength } from "./read-focal-length.ts";
export { MAX_PHOTO_SIDE, outlineOfMask } from "./read-photos.ts";
export { VIEWS, type View } from "./view-cameras.ts";
